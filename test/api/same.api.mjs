// Nobody learns from an answer whether an address has an account: not by its status, its bytes, its
// headers, nor their order.
import assert from 'node:assert/strict';
import { Client } from './lib/client.mjs';
import { octets_of, open, read_to_end } from './lib/http.mjs';
import { Person } from './lib/person.mjs';

// What is drawn at random or tells the time, in every answer alike.
const random_parts = [
  [/^Date: .*$/m, 'Date: now'],
  [/^X-Request-Id: [0-9a-f]{16}$/m, 'X-Request-Id: one'],
  [/"instance":"[0-9a-f]{16}"/, '"instance":"one"'],
  [/^(Set-Cookie: __Host-sparekey-[a-z-]+)=[\w-]+;/gm, '$1=random;'],
  [/"expires_at":"[^"]+"/, '"expires_at":"soon"'],
];

async function octets_back(site, path, body) {
  const headers = new Client(site).headers({ 'Content-Type': 'application/json' });
  const socket = await open(site.port);
  socket.write(octets_of('POST', `/api/v1/${path}`, headers, JSON.stringify(body)));
  const text = (await read_to_end(socket)).toString('latin1');
  return random_parts.reduce((so_far, [part, name]) => so_far.replace(part, name), text);
}

// Every body is answered with the same octets, which begin with this status.
async function all_the_same(site, path, status, bodies) {
  const [first, ...others] = Object.entries(bodies);
  const expected = await octets_back(site, path, first[1]);
  assert.ok(expected.startsWith(`HTTP/1.1 ${status} `), expected);
  for (const [who, body] of others) {
    assert.equal(await octets_back(site, path, body), expected, `${path}: ${first[0]} and ${who}`);
  }
}

const password = 'not the password at all';
const nobody = 'nobody@example.org';

// Somebody whose password is paused now.
async function paused(site) {
  const { email, ...person } = await Person.enrolled(site);
  for (let i = 0; i < 6; ++i) await new Client(site).post('sign-in', { email, password });
  return { email, password: person.password };
}

export const tests = {
  'unknown, wrong and paused look alike at sign-in': async (site) => {
    const ada = await Person.enrolled(site);
    const bob = await Person.signed_up(site);
    const eve = await paused(site);
    await all_the_same(site, 'sign-in', 401, {
      unknown: { email: nobody, password },
      'wrong, with a second factor': { email: ada.email, password },
      'wrong, without': { email: bob.email, password },
      'paused, and wrong': { email: eve.email, password },
      'paused, and right': eve,
    });
  },

  'unknown and known look alike where a mail is asked for': async (site) => {
    const ada = await Person.enrolled(site);
    const eve = await paused(site);
    for (const path of ['password/forgot', 'relief']) {
      await all_the_same(site, path, 202, {
        unknown: { email: nobody },
        known: { email: ada.email },
        paused: { email: eve.email },
      });
    }
  },

  'a free address and a taken one look alike at sign-up': async (site) => {
    const ada = await Person.enrolled(site);
    const bodies = { free: { email: nobody, password }, taken: { email: ada.email, password } };
    await all_the_same(site, 'sign-up', 202, bodies);
  },

  'unknown, wrong and paused look alike where a phone was stolen, and at undo': async (site) => {
    const ada = await Person.enrolled(site);
    const eve = await paused(site);
    const bodies = {
      unknown: { email: nobody, password },
      wrong: { email: ada.email, password },
      paused: { email: eve.email, password },
      'paused, and right': eve,
    };
    await all_the_same(site, 'stolen', 401, bodies);
    const code = '12345678';
    const with_code = Object.entries(bodies).map(([who, body]) => [who, { ...body, code }]);
    await all_the_same(site, 'undo', 401, Object.fromEntries(with_code));
    await all_the_same(site, 'stolen/take-back', 401, Object.fromEntries(with_code));
  },
};
