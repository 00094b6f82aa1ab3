// What bad input must leave as it was: the database, the process, and a log without complaints.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from './http.mjs';

const dump_octets_max = 256 * 1024 * 1024;

// Every row there is, as SQL; by a program that is not ours.
export function rows_of(site) {
  const database = `${site.folder}/var/sparekey.db`;
  const options = { encoding: 'utf8', maxBuffer: dump_octets_max };
  return execFileSync('sqlite3', ['-readonly', database, '.dump'], options);
}

export function log_lines(site) {
  const text = readFileSync(site.log_file, 'utf8').trim();
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

// Runs `harm`; then the daemon is the same process, still answers, has stored nothing and has
// nothing to complain of.
export async function stays_unharmed(site, harm) {
  const { pid } = site;
  const rows = rows_of(site);
  await harm();
  assert.equal(rows_of(site), rows, 'the database changed');
  assert.equal((await request(site.port, { path: '/readyz' })).status, 200);
  assert.equal(site.pid, pid);
  const failed = log_lines(site).filter(
    ({ level, event }) => level === 'error' || event === 'request_failed',
  );
  assert.deepEqual(failed, []);
}

// Rows as nobody can make them over HTTP, put there between two runs of the daemon.
export async function change_rows(site, statement) {
  await site.end();
  execFileSync('sqlite3', [`${site.folder}/var/sparekey.db`, statement]);
  await site.start_again();
}
