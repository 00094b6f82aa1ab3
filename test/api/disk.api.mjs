// The disk is full, and then it is not: writes are refused, nothing acknowledged is lost, and the
// daemon goes on by itself.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from './lib/http.mjs';
import { Client, expect } from './lib/client.mjs';
import { Person } from './lib/person.mjs';

const room_mib = 4;

// A disk of a few megabytes under the daemon's folder. Mounting is for root.
class SmallDisk {
  static async under(site) {
    const disk = new SmallDisk();
    disk.folder = `${site.folder}/var`;
    disk.ballast = `${disk.folder}/ballast`;
    await site.end();
    renameSync(disk.folder, `${disk.folder}.before`);
    mkdirSync(disk.folder, { mode: 0o700 });
    const options = `size=${room_mib}m,mode=700`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'sparekey-test', disk.folder]);
    cpSync(`${disk.folder}.before`, disk.folder, { recursive: true, preserveTimestamps: true });
    await site.start_again();
    return disk;
  }

  fill() {
    // Until it says that there is no room.
    const filled = spawnSync('dd', ['if=/dev/zero', `of=${this.ballast}`, 'bs=4k']);
    assert.match(filled.stderr.toString(), /No space left/);
  }

  make_room() {
    rmSync(this.ballast);
  }

  async remove(site) {
    await site.end();
    execFileSync('umount', [this.folder]);
  }
}

// Where nobody may mount: no file of the daemon may grow any more.
class LimitedFiles {
  static async under(site) {
    const limited = new LimitedFiles();
    limited.site = site;
    return limited;
  }

  #limit(octets) {
    execFileSync('prlimit', ['--pid', `${this.site.pid}`, `--fsize=${octets}:unlimited`]);
  }

  fill() {
    this.#limit(statSync(`${this.site.folder}/var/sparekey.db-wal`).size);
  }

  make_room() {
    this.#limit('unlimited');
  }

  async remove() {}
}

const is_refused = (answer) => answer.status === 503 && answer.slug === 'unavailable';

// Asks until there is no room left: what is in the journal's file already may still be overwritten.
async function until_refused(act) {
  for (let i = 0; i < 200; ++i) {
    const answer = await act();
    if (is_refused(answer)) return answer;
  }
  throw new Error('the disk is full, and everything was taken');
}

async function goes_through_a_full_disk(site, disk) {
  const ada = await Person.enrolled(site);
  const bob = await Person.enrolled(site);
  const [spent, kept] = ada.backup_codes;
  const browser = new Client(site);
  await ada.give_password(browser);
  expect(await browser.post('sign-in/code', { code: spent }), 200);
  const waiting = new Client(site);
  await ada.give_password(waiting);

  disk.fill();
  const others = () => new Client(site).post('sign-up', new Person(site).credentials);
  const refused = await until_refused(others);
  assert.ok(Number(refused.header('retry-after')) > 0);
  const full = await waiting.post('sign-in/code', { code: kept });
  assert.ok(is_refused(full), `${full}`);
  assert.equal(full.headers['set-cookie'], undefined);
  assert.equal((await browser.get('session')).json.signed_in, true);
  assert.equal((await request(site.port, { path: '/healthz' })).status, 200);

  disk.make_room();
  expect(await waiting.post('sign-in/code', { code: spent }), 'code-already-used');
  expect(await waiting.post('sign-in/code', { code: kept }), 200);
  assert.equal((await browser.get('session')).json.signed_in, true);
  await bob.sign_in(new Client(site));
  assert.equal((await request(site.port, { path: '/readyz' })).status, 200);
  // A mail could not be kept meanwhile; it is tried again.
  site.clock.advance(120);
  await Person.signed_up(site);
  await site.end();
  await site.start_again();
  const { left } = (await waiting.get('backup-codes')).json;
  assert.equal(left, 6);
}

async function with_disk(kind, site) {
  const disk = await kind.under(site);
  try {
    await goes_through_a_full_disk(site, disk);
  } finally {
    await disk.remove(site);
  }
}

const small = process.getuid() === 0 ? SmallDisk : LimitedFiles;

export const tests = {
  'a full disk refuses changes, loses nothing, and is done with when there is room': (site) =>
    with_disk(small, site),
  'files that may not grow are no end either': (site) => with_disk(LimitedFiles, site),
};
