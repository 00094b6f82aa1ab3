// The log: one JSON object a line, and in no line a secret or anything that says who somebody is.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { Client, expect } from './lib/client.mjs';
import { exchange, octets_of, request } from './lib/http.mjs';
import { Person, a_password } from './lib/person.mjs';

export const settings = { 'log.file': 'daemon.log' };

const words = ['at', 'level', 'event'];
const marker = 'only-a-stranger-would-say-this';

// Every text in a line's values; the names of members are fixed words of ours.
const texts_of = (line) => Object.values(line).filter((value) => typeof value === 'string');

async function lines_of(site) {
  await site.end();
  const text = readFileSync(`${site.folder}/daemon.log`, 'utf8');
  assert.ok(text.endsWith('\n'));
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

// What this person has, knows and says: nothing of it may be in a log.
function private_words(person) {
  const codes = (person.backup_codes ?? []).flatMap((code) => [
    code,
    `${code.slice(0, 4)} ${code.slice(4)}`,
  ]);
  const key = person.setup_key ?? [];
  const cookies = ['session', 'browser', 'challenge', 'sign-up', 'stolen']
    .map((name) => person.browser.cookie(`__Host-sparekey-${name}`))
    .filter((value) => value);
  return [
    person.email,
    person.email.split('@')[0],
    person.password,
    person.browser.address,
    ...codes,
    ...(key.length > 0 ? [key, key.match(/.{4}/g).join(' ')] : []),
    ...cookies,
    ...(person.said ?? []),
  ];
}

async function a_life(site) {
  const ada = await Person.enrolled(site);
  ada.said = [];
  const say = (text) => (ada.said.push(text), text);
  const post = (path, body) => ada.browser.post(path, body);
  expect(await post('backup-codes/view', { proof: ada.proof }), 200);
  await post('sign-in', { email: ada.email, password: say('a password that was wrong') });
  await ada.give_password();
  await post('sign-in/code', { code: say(ada.wrong_code()) });
  expect(await post('sign-in/code', { code: ada.backup_codes[0] }), 200);
  await post('password/forgot', { email: ada.email });
  const token = say(await ada.mailed_token('reset'));
  await post('password/link', { token });
  await post('password/reset', { token, new_password: say('another good long password') });
  await post('relief', { email: ada.email });
  await post('relief/use', { token: say(await ada.mailed_token('relief')) });
  await post('not-me', { token: say(await ada.mailed_token('not-me')), password: ada.password });
  const identity = { legal_name: say('Ada Lovelace'), birth_date: say('1970-12-10') };
  const record = { ...identity, id_number: say('X-1234567'), phone: say('+44 20 7946 0000') };
  await post('identity', { proof: { password: ada.password }, ...record });
  return ada;
}

// What strangers put wherever something might be noted down.
async function strangers_speak(site) {
  const headers = {
    'User-Agent': marker,
    Referer: `http://${marker}/`,
    Origin: `http://${marker}`,
  };
  await request(site.port, { path: `/${marker}?${marker}=${marker}`, headers });
  await request(site.port, { method: 'POST', path: `/api/v1/sessions/${marker}/end`, headers });
  await request(site.port, { path: '/healthz', headers: { Cookie: `${marker}=${marker}` } });
  const newline = `GET /${marker}%0a{"level":"error"} HTTP/1.1\r\nHost: ${marker}\r\n\r\n`;
  await exchange(site.port, newline);
  await exchange(site.port, `${marker.toUpperCase()} / HTTP/1.1\r\n\r\n`);
  const json = { 'Content-Type': 'application/json', Origin: site.url };
  await exchange(
    site.port,
    octets_of('POST', '/api/v1/sign-in', json, `{"${marker}": "${marker}"}`),
  );
}

export const tests = {
  'a whole life leaves nothing in it that is a secret or says who it was': async (site) => {
    const ada = await a_life(site);
    await strangers_speak(site);
    const lines = await lines_of(site);
    // Every request has a line; how often the mailbox was asked is chance.
    const asked = lines.filter(({ route }) => route !== undefined && !route.endsWith('/mailbox'));
    assert.ok(asked.length >= 24, `${asked.length} debug lines`);
    const secret = [...private_words(ada), a_password, marker, marker.toUpperCase(), '127.0.0.1'];
    for (const line of lines) {
      for (const word of words) assert.ok(word in line, JSON.stringify(line));
      for (const text of texts_of(line)) {
        const found = secret.find((one) => text.includes(one));
        assert.equal(found, undefined, `${found} in ${JSON.stringify(line)}`);
      }
    }
    assert.equal(statSync(`${site.folder}/daemon.log`).mode & 0o777, 0o600);
  },

  'also what fails is told without secrets': async (site) => {
    const ada = await Person.enrolled(site);
    const limit = (octets) =>
      execFileSync('prlimit', ['--pid', `${site.pid}`, `--fsize=${octets}:unlimited`]);
    limit(statSync(`${site.folder}/var/sparekey.db-wal`).size);
    for (let i = 0; i < 100; ++i) {
      const stranger = new Client(site);
      if ((await stranger.post('sign-in', ada.credentials)).status === 503) break;
    }
    limit('unlimited');
    const lines = await lines_of(site);
    assert.ok(lines.some(({ event }) => event === 'request_failed'));
    for (const text of lines.flatMap(texts_of)) {
      const found = private_words(ada).find((one) => text.includes(one));
      assert.equal(found, undefined, text);
      assert.ok(!text.includes(site.folder), text);
    }
  },
};
