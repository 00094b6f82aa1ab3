// Who sends so slowly that it never ends is cut off, and nobody else waits for it.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { check_problem } from './lib/contract.mjs';
import { answers_in, open, read_to_end, request } from './lib/http.mjs';
import { stays_unharmed } from './lib/unharmed.mjs';

const head = 'POST /api/v1/sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n';
const json = 'Content-Type: application/json\r\n';
const senders = 20;

// `start` at once, then an octet of `rest` a second, until the connection is closed.
async function trickle(site, start, rest) {
  const socket = await open(site.port);
  socket.write(start);
  const ended = read_to_end(socket);
  let closed = false;
  ended.then(() => (closed = true));
  for (let i = 0; !closed; i = (i + 1) % rest.length) {
    socket.write(rest[i]);
    await Promise.race([ended, pause(1000)]);
  }
  return answers_in((await ended).toString('latin1'));
}

async function all_cut_off(site, start, rest) {
  const slow = Array.from({ length: senders }, () => trickle(site, start, rest));
  assert.equal((await request(site.port, { path: '/healthz' })).status, 200);
  for (const [answer, ...more] of await Promise.all(slow)) {
    assert.equal(answer.slug, 'request-timeout', `${answer}`);
    assert.equal(answer.header('connection'), 'close');
    check_problem(answer);
    assert.equal(more.length, 0);
  }
}

// These only wait: they run beside the others.
export const beside = true;

export const tests = {
  'a head that arrives by single octets is cut off': (site) =>
    stays_unharmed(site, () =>
      all_cut_off(site, 'GET ', `/healthz HTTP/1.1\r\nX-Slow: ${'y'.repeat(900)}`),
    ),

  'a body that arrives by single octets is cut off': (site) =>
    stays_unharmed(site, () =>
      all_cut_off(site, `${head}${json}Content-Length: 900\r\n\r\n`, '{"email"'),
    ),

  'a body in chunks that arrives by single octets is cut off': (site) =>
    stays_unharmed(site, async () => {
      const start = `${head}${json}Transfer-Encoding: chunked\r\n\r\n`;
      await all_cut_off(site, start, ['1\r\n{\r\n', '1\r\n"\r\n']);
    }),
};
