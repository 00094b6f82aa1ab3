// What an applicant sends, and what somebody sends who wants to break something: pictures and a
// video that are none, too large, too many, in the wrong order, by the wrong hand.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { crc32 } from '../walks/lib/crc32.mjs';
import { somebody } from '../walks/lib/camera.mjs';
import { root } from '../walks/lib/modules.mjs';
import { idBack, idFront, png } from '../walks/lib/pictures.mjs';
import { Client, expect } from './lib/client.mjs';
import { check } from './lib/contract.mjs';
import { Filed, claimed, long_known } from './lib/filed.mjs';
import { answers_in, exchange, octets_of } from './lib/http.mjs';
import { opened } from './lib/deciding.mjs';
import { Member } from './lib/member.mjs';

export const settings = { 'log.file': 'daemon.log' };

const mib = 1024 * 1024;
const front = 'appeal/evidence/id_front?captured=camera';
const a_picture = png(idFront(somebody, { width: 800, height: 504 }));
const a_video = Buffer.from(
  readFileSync(`${root}src/sparekeyd/demo_video.inc`, 'utf8').replaceAll(/["\s]/g, ''),
  'base64',
);

async function drafted(site, person) {
  const filed = new Filed(site, person);
  await filed.open();
  await filed.fill(claimed);
  return filed;
}

const send = (browser, path, octets, type = 'image/png') => browser.send(path, octets, type);

// What is announced as too long is refused before anything of it is sent.
async function announce(browser, path, type, octets) {
  const headers = browser.headers({ 'Content-Type': type, 'Content-Length': octets });
  const text = await exchange(browser.site.port, octets_of('POST', `/api/v1/${path}`, headers));
  const [answer] = answers_in(text);
  check('POST', `/api/v1/${path}`, answer);
  return answer;
}

function chunk(name, content) {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(content.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}

// A PNG that says how large it is, and whose octets are so many zeros, packed.
function png_of(width, height, zeros) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(zeros))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

// A hundred seconds of a picture that moves.
function long_video() {
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=64x64:rate=2:duration=100'];
  const words = ['-v', 'quiet', ...picture, '-c:v', 'libvpx', '-f', 'webm', 'pipe:1'];
  return execFileSync('ffmpeg', words, { maxBuffer: 8 * mib });
}

// The most that the daemon ever had in memory.
function memory_of(site) {
  const status = readFileSync(`/proc/${site.pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)[1]) * 1024;
}

function files_in(site) {
  const names = readdirSync(`${site.folder}/var/evidence`, { recursive: true });
  return names.filter((name) => /\.(original|view)$/.test(name));
}

async function asked_for_video(site, person) {
  const filed = await Filed.in_review(site, person, { video: false });
  const kate = await Member.hired(site);
  const { id } = await opened(kate);
  expect(await kate.browser.post(`desk/cases/${id}/video`, {}), 200);
  return filed;
}

const send_chunk = (filed, take, n, octets, type = 'video/webm') =>
  send(filed.browser, `appeal/video/${take}/chunks/${n}`, octets, type);

export const tests = {
  'a picture is kept, replaced and removed, and nothing of it stays behind': async (site) => {
    const [ada] = await long_known(site, {});
    const filed = await drafted(site, ada);
    const { browser } = filed;
    const kept = expect(await send(browser, front, a_picture), 201).json;
    assert.equal(kept.kind, 'id_front');
    assert.equal(kept.status, 'good');
    assert.equal(files_in(site).length, 2);
    const next = expect(await send(browser, front, png(idBack(somebody))), 201).json;
    assert.notEqual(next.id, kept.id);
    assert.deepEqual(
      (await filed.state()).items.map(({ id }) => id),
      [next.id],
    );
    assert.equal(files_in(site).length, 2);
    // Sealed: nothing of a PNG or a JPEG is on the disk.
    for (const name of files_in(site)) {
      const octets = readFileSync(`${site.folder}/var/evidence/${name}`);
      assert.ok(octets.subarray(0, 4).equals(Buffer.from('SPKE')), name);
      assert.ok(!octets.includes('IHDR') && !octets.includes('JFIF'), name);
    }
    expect(await browser.post(`appeal/evidence/${kept.id}/remove`), 'not-found');
    expect(await browser.post(`appeal/evidence/x/remove`), 'not-found');
    expect(await browser.post(`appeal/evidence/${next.id}/remove`), 204);
    assert.equal(files_in(site).length, 0);
  },

  'whoever has no appeal sends nothing, and nobody removes what is another’s': async (site) => {
    const [ada, bob] = await long_known(site, {}, {});
    const stranger = new Client(site);
    expect(await send(stranger, front, a_picture), 'no-appeal');
    expect(await stranger.post('appeal/evidence/1/remove'), 'no-appeal');
    expect(await stranger.post('appeal/video/open'), 'no-appeal');
    expect(await send(stranger, 'appeal/video/1/chunks/0', a_video, 'video/webm'), 'no-appeal');
    expect(await stranger.post('appeal/video/1/finish'), 'no-appeal');
    const hers = await drafted(site, ada);
    const his = await drafted(site, bob);
    const { id } = expect(await send(hers.browser, front, a_picture), 201).json;
    expect(await his.browser.post(`appeal/evidence/${id}/remove`), 'not-found');
    assert.equal((await hers.state()).items.length, 1);
  },

  'a selfie from a file, an unknown kind, a kind that nobody asked for': async (site) => {
    const [ada] = await long_known(site, {});
    const { browser } = await drafted(site, ada);
    const to = (what) => send(browser, `appeal/evidence/${what}`, a_picture);
    expect(await to('selfie?captured=file'), 'camera-needed');
    expect(await to('selfie?captured=scanner'), 'invalid-fields');
    expect(await to('selfie'), 'invalid-fields');
    expect(await to('passport?captured=camera'), 'not-found');
    expect(await to('video?captured=camera'), 'not-found');
    expect(await to('extra?captured=camera'), 'wrong-state');
    expect(await send(browser, front, a_picture, 'image/gif'), 'unsupported-content-type');
    expect(await send(browser, front, Buffer.alloc(0)), 'picture-unreadable');
    expect(await to('id_back?captured=file'), 201);
  },

  'hostile pictures do nothing to the daemon, and nothing of them is kept': async (site) => {
    const [ada] = await long_known(site, {});
    const { browser } = await drafted(site, ada);
    expect(await send(browser, front, png_of(60_000, 60_000, 10)), 'picture-too-large');
    expect(await send(browser, front, png_of(8000, 5001, 10)), 'picture-too-large');
    expect(await send(browser, front, a_picture.subarray(0, 900)), 'picture-unreadable');
    const html = Buffer.from('<script>fetch("/api/v1/session")</script>');
    expect(await send(browser, front, html), 'picture-unreadable');
    expect(await announce(browser, front, 'image/png', 10 * mib + 1), 'body-too-large');
    assert.equal(files_in(site).length, 0);
    // A picture with a page behind its end is a picture: people see what was drawn anew.
    expect(await send(browser, front, Buffer.concat([a_picture, html])), 201);
    expect(await browser.call('GET', '/healthz'), 200);
  },

  'a picture that unpacks to a thousand times its size does so elsewhere': async (site) => {
    const [ada] = await long_known(site, {});
    const { browser } = await drafted(site, ada);
    const before = memory_of(site);
    // As large as a picture may be, and with as much again behind its last row.
    const bomb = png_of(6000, 6000, 216 * mib);
    assert.ok(bomb.length < 216 * 1024 * 1.1);
    const kept = expect(await send(browser, front, bomb), 201).json;
    assert.deepEqual(kept.advice, ['blurred', 'dark']);
    // One that claims to be small, and is not.
    expect(await send(browser, front, png_of(100, 100, 400 * mib)), 201);
    assert.ok(memory_of(site) - before < 32 * mib, 'the daemon grew');
  },

  'an upload that breaks off leaves nothing': async (site) => {
    const [ada] = await long_known(site, {});
    const filed = await drafted(site, ada);
    const headers = filed.browser.headers({ 'Content-Type': 'image/png' });
    const whole = octets_of('POST', `/api/v1/${front}`, headers, 'x'.repeat(100_000));
    await exchange(site.port, whole.slice(0, 50_000), { half: true });
    assert.deepEqual((await filed.state()).items, []);
    assert.equal(files_in(site).length, 0);
  },

  'sixty pictures are the most': async (site) => {
    const [ada] = await long_known(site, {});
    const filed = await drafted(site, ada);
    filed.sql(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
       INSERT INTO evidence_item (account_id, appeal_id, item_id, kind, version, round, captured,
       media, status, at, sha256) SELECT account_id, appeal_id, i, 'id_back', i, 1, 'camera',
       'image/jpeg', 'replaced', 1, zeroblob(32) FROM case_index, n WHERE appeal_id = $case`,
    );
    expect(await send(filed.browser, front, a_picture), 'too-many-items');
  },

  'what the decoders had no time for is looked at soon, and a double is a flag': async (site) => {
    const [ada, bob] = await long_known(site, {}, {});
    const late = new Filed(site, ada);
    await late.open();
    await late.fill(claimed);
    late.send(false);
    expect(await send(late.browser, front, png(idFront(somebody))), 201);
    late.sql("UPDATE evidence_item SET status = 'checking' WHERE kind = 'id_front'");
    await late.submit();
    await late.reaches('initial_review');
    assert.ok((await late.state()).items.every(({ status }) => status === 'good'));

    const other = new Filed(site, bob);
    await other.open();
    await other.fill({ ...claimed, id_number: 'C01X00T47' });
    other.send(false);
    expect(await send(other.browser, front, png(idFront(somebody))), 201);
    await other.submit();
    await other.reaches('initial_review');
    assert.match(other.sql('SELECT flags FROM appeal WHERE appeal_id = $case'), /double_picture/);
    assert.equal(late.sql('SELECT flags FROM appeal WHERE appeal_id = $case'), '');
  },

  'a video comes in order, whole, and only while it is asked for': async (site) => {
    const [ada] = await long_known(site, {});
    const filed = await asked_for_video(site, ada);
    const { browser } = filed;
    // What staff have seen is not taken away.
    const [{ id: seen }] = (await filed.state()).items;
    expect(await browser.post(`appeal/evidence/${seen}/remove`), 'wrong-state');
    const open = async () => expect(await browser.post('appeal/video/open'), 200).json;
    expect(await send_chunk(filed, 1, 0, a_video), 'wrong-state');
    expect(await browser.post('appeal/video/1/finish'), 'wrong-state');
    const first = await open();
    assert.equal(first.takes_left, 2);
    assert.equal(first.prompts.length, 5);
    assert.ok(first.prompts.every(({ at_s }) => at_s < first.seconds));
    expect(await browser.post(`appeal/video/${first.take}/finish`), 'incomplete');
    expect(await send_chunk(filed, first.take, 1, a_video), 'wrong-state');
    const path = `appeal/video/${first.take}/chunks/0`;
    expect(await announce(browser, path, 'video/webm', 8 * mib + 1), 'body-too-large');
    expect(
      await send_chunk(filed, first.take, 0, a_video, 'image/png'),
      'unsupported-content-type',
    );
    // Cut off.
    expect(await send_chunk(filed, first.take, 0, a_video.subarray(0, 200)), 204);
    expect(await send_chunk(filed, first.take, 1, a_video, 'video/mp4'), 'wrong-state');
    expect(await browser.post(`appeal/video/${first.take}/finish`), 'video-unreadable');

    const second = await open();
    assert.notDeepEqual(second.prompts, first.prompts);
    expect(await send_chunk(filed, first.take, 1, a_video), 'wrong-state');
    expect(await send_chunk(filed, second.take, 0, a_video), 204);
    expect(await send_chunk(filed, second.take, 0, a_video), 204);
    const full = 60 * mib - 10;
    filed.sql(`UPDATE appeal_take SET octets = ${full} WHERE take = ${second.take}`);
    expect(await send_chunk(filed, second.take, 1, a_video), 'video-too-large');
    site.clock.advance(60 * 60);
    expect(await send_chunk(filed, second.take, 1, a_video), 'wrong-state');

    const third = await open();
    assert.equal(third.takes_left, 0);
    expect(await send_chunk(filed, third.take, 0, a_video), 204);
    expect(await browser.post(`appeal/video/${third.take}/finish`), 200);
    assert.equal((await filed.state()).state, 'initial_review');
    expect(await browser.post('appeal/video/open'), 'wrong-state');
    expect(await browser.post(`appeal/video/${third.take}/finish`), 'wrong-state');
  },

  'a video that is too long is recorded again': async (site) => {
    const [ada] = await long_known(site, {});
    const filed = await asked_for_video(site, ada);
    const { take } = expect(await filed.browser.post('appeal/video/open'), 200).json;
    expect(await send_chunk(filed, take, 0, long_video()), 204);
    expect(await filed.browser.post(`appeal/video/${take}/finish`), 'video-too-large');
  },

  'the log names nobody, no case and nothing that was sent': async (site) => {
    const [ada] = await long_known(site, {});
    const filed = await drafted(site, ada);
    expect(await send(filed.browser, front, a_picture), 201);
    expect(await send(filed.browser, front, a_picture.subarray(0, 900)), 'picture-unreadable');
    const cookie = filed.browser.cookie('__Host-sparekey-appeal');
    await site.end();
    const log = readFileSync(`${site.folder}/daemon.log`, 'utf8');
    assert.ok(log.includes('/api/v1/appeal/evidence/{kind}'), 'debug lines are missing');
    const words = [ada.email, filed.number, cookie, claimed.legal_name, claimed.id_number];
    for (const word of words) assert.ok(word && !log.includes(word), word);
  },
};
