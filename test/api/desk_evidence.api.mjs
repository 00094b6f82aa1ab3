// Evidence as whoever has the case sees it: watermarked, counted, on a page that runs nothing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { root } from '../walks/lib/modules.mjs';
import { idBack, idFront, paperLines, png, selfie } from '../walks/lib/pictures.mjs';
import { somebody } from '../walks/lib/camera.mjs';
import { Client, expect } from './lib/client.mjs';
import { check } from './lib/contract.mjs';
import { Filed, claimed, long_known } from './lib/filed.mjs';
import { request } from './lib/http.mjs';
import { Member } from './lib/member.mjs';

// Five seconds of a box that moves, and a tone.
const a_video = Buffer.from(
  readFileSync(`${root}src/sparekeyd/demo_video.inc`, 'utf8').replaceAll(/["\s]/g, ''),
  'base64',
);

// Octets up, or a picture down: the headers of these answers are their own.
async function ask(browser, method, path, { body, type, ...more } = {}) {
  const headers = browser.headers({ Host: new URL(browser.site.url).host, ...more });
  if (type) headers['Content-Type'] = type;
  if (body) headers['Content-Length'] = body.length;
  const answer = await request(browser.site.port, { method, path, headers, body });
  check(method, path, answer);
  return answer;
}

const send = (browser, path, type, body) => ask(browser, 'POST', `/api/v1/${path}`, { type, body });

async function filed_with_pictures(site, person) {
  const filed = new Filed(site, person);
  await filed.open();
  await filed.fill(claimed);
  const paper = expect(await filed.browser.post('appeal/paper-code'), 200).json;
  const pictures = {
    id_front: idFront(somebody),
    id_back: idBack(somebody),
    selfie: selfie(somebody, paperLines('Sparekey', paper.date, paper.code)),
  };
  for (const [kind, picture] of Object.entries(pictures)) {
    const path = `appeal/evidence/${kind}?captured=camera`;
    expect(await send(filed.browser, path, 'image/png', png(picture)), 201);
  }
  await filed.submit();
  await filed.reaches('initial_review');
  return filed;
}

async function record(filed) {
  const { take } = expect(await filed.browser.post('appeal/video/open'), 200).json;
  const middle = Math.floor(a_video.length / 2);
  for (const [n, part] of [a_video.subarray(0, middle), a_video.subarray(middle)].entries()) {
    const path = `appeal/video/${take}/chunks/${n}`;
    expect(await send(filed.browser, path, 'video/webm', part), 204);
  }
  expect(await filed.browser.post(`appeal/video/${take}/finish`), 200);
}

export const tests = {
  'pictures and the video open for whoever has the case, and each look is counted': async (
    site,
  ) => {
    const [ada] = await long_known(site, {});
    const kate = await Member.hired(site);
    const dora = await Member.hired(site);
    const filed = await filed_with_pictures(site, ada);
    const next = async (member) =>
      expect(await member.browser.post('desk/work/next'), 200).json.case;
    const { id } = await next(kate);
    const opened = async () => expect(await kate.browser.get(`desk/cases/${id}`), 200).json;

    const { items } = await opened();
    assert.deepEqual(items.map(({ kind }) => kind).sort(), ['id_back', 'id_front', 'selfie']);
    for (const { url } of items) {
      const shown = await ask(kate.browser, 'GET', url);
      assert.equal(expect(shown, 200).header('content-type'), 'image/jpeg');
      assert.equal(
        shown.header('content-security-policy'),
        "sandbox; default-src 'none'; frame-ancestors 'none'",
      );
      assert.equal(shown.header('cache-control'), 'no-store');
      assert.equal(shown.header('content-disposition'), 'inline');
      assert.equal(shown.header('x-content-type-options'), 'nosniff');
      // The minute of another look is drawn into it.
      site.clock.advance(60);
      const again = await ask(kate.browser, 'GET', url);
      assert.ok(!shown.octets.equals(again.octets), 'no watermark');
      expect(await ask(dora.browser, 'GET', url), 'not-assigned');
      expect(await ask(new Client(site), 'GET', url), 'not-signed-in');
      // It is its applicant's, and no page of theirs.
      expect(await ask(filed.browser, 'GET', url), 'not-signed-in');
    }
    for (const item of ['1', '0', 'x']) {
      expect(await kate.browser.get(`desk/cases/${id}/evidence/${item}`), 'not-found');
    }
    assert.deepEqual((await filed.state()).views, { count: 6, by: [{ seat: 'a', views: 6 }] });

    expect(await kate.browser.post(`desk/cases/${id}/video`, { without: ['speak'] }), 200);
    await record(filed);
    await filed.reaches('initial_review');
    assert.equal((await next(kate)).id, id);
    const { video } = await opened();
    assert.ok(video.prompts.length > 0);
    assert.ok(video.prompts.every(({ kind }) => kind !== 'sentence' && kind !== 'numbers'));
    const whole = expect(await ask(kate.browser, 'GET', video.url), 200);
    assert.equal(whole.header('content-type'), 'video/webm');
    assert.ok(whole.octets.equals(a_video));
    const part = await ask(kate.browser, 'GET', video.url, { Range: 'bytes=10-19' });
    assert.ok(expect(part, 206).octets.equals(a_video.subarray(10, 20)));
    const beyond = { Range: `bytes=${a_video.length}-` };
    expect(await ask(kate.browser, 'GET', video.url, beyond), 416);
    // Its parts are one look.
    assert.equal((await filed.state()).views.count, 7);
  },
};
