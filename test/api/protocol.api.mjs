// What breaks HTTP, or bends it: answered with a problem of a stable type or read as it should be,
// and nothing changes.
import assert from 'node:assert/strict';
import { check_headers } from './lib/client.mjs';
import { check_problem } from './lib/contract.mjs';
import { answers_in, exchange, octets_of, open, read_to_end } from './lib/http.mjs';
import { Person } from './lib/person.mjs';
import { stays_unharmed } from './lib/unharmed.mjs';

const host = 'Host: localhost\r\n';
const get = (target) => `GET ${target} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`;
const post = (fields, rest) => {
  const ours = `${host}Sec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n`;
  return `POST /api/v1/sign-in HTTP/1.1\r\n${ours}${fields}\r\n${rest}`;
};

// One answer, and the connection closed behind it: what came after must not be taken for a request.
async function refused(site, octets, slug) {
  const shown = JSON.stringify(octets.toString('latin1').slice(0, 120));
  const answers = answers_in(await exchange(site.port, octets));
  assert.equal(answers.length, 1, `${answers.length} answers to ${shown}`);
  assert.equal(answers[0].slug, slug, `${shown}: ${answers[0]}`);
  assert.equal(answers[0].header('connection'), 'close', shown);
  check_problem(answers[0]);
  check_headers(answers[0]);
  return answers[0];
}

const no_requests = {
  'HTTP/0.9': 'GET /\r\n\r\n',
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a version to come': `GET / HTTP/3.0\r\n${host}\r\n`,
  'a hello of TLS': Buffer.from('16030100a5010000a10303', 'hex'),
  'only NULs': Buffer.alloc(64),
  'no host': 'GET /healthz HTTP/1.1\r\n\r\n',
  'two hosts': `GET /healthz HTTP/1.1\r\n${host}${host}\r\n`,
  'two cookies': `GET /healthz HTTP/1.1\r\n${host}Cookie: a=1\r\nCookie: b=2\r\n\r\n`,
  'a space before the colon': `GET /healthz HTTP/1.1\r\n${host}X-A : b\r\n\r\n`,
  'a field without a colon': `GET /healthz HTTP/1.1\r\n${host}nonsense\r\n\r\n`,
  'a NUL in a field': `GET /healthz HTTP/1.1\r\n${host}X-A: b\0c\r\n\r\n`,
  'a lone line feed': `GET /healthz HTTP/1.1\nHost: localhost\n\n`,
  'a method with a tab': `G\tET /healthz HTTP/1.1\r\n${host}\r\n`,
  'a body of GET': `GET /healthz HTTP/1.1\r\n${host}Content-Length: 2\r\n\r\nxx`,
  'two lengths': post('Content-Length: 2\r\nContent-Length: 3\r\n', '{} '),
  'a negative length': post('Content-Length: -1\r\n', '{}'),
  'a signed length': post('Content-Length: +2\r\n', '{}'),
  'a length of hexadecimal': post('Content-Length: 0x2\r\n', '{}'),
  'a length beyond every number': post(`Content-Length: ${'9'.repeat(30)}\r\n`, '{}'),
  'length and chunks': post(
    'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
    `0\r\n\r\n${get('/healthz')}`,
  ),
  'another coding': post('Transfer-Encoding: gzip\r\n', '{}'),
  'chunked and then something': post('Transfer-Encoding: chunked, gzip\r\n', '0\r\n\r\n'),
  'a chunk of no number': post('Transfer-Encoding: chunked\r\n', 'zz\r\n{}\r\n0\r\n\r\n'),
  'a chunk of a huge number': post('Transfer-Encoding: chunked\r\n', `${'f'.repeat(17)}\r\n{}\r\n`),
};

const odd_targets = [
  '/api/v1/../v1/site',
  '/api/v1/./site',
  '/api/v1/%2e%2e/site',
  '/api/v1/..%2fsite',
  '/api%2fv1%2fsite',
  '/api/v1/site%00',
  '/api/v1/site%ff',
  '/api/v1/site%c0%af',
  '/api/v1/site%',
  '/api/v1/site%zz',
  '/api/v1/activity?before=1&before=2',
  '/api/v1/activity?before=%ff',
  '/..',
  '/../../../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/a\\..\\b',
  '//api/v1/site',
  'site',
  `/${'a'.repeat(5000)}`,
];

const unknown_paths = ['/', '/api', '/api/', '/api/v1', '/api/v1/', '/api/v1/nothing'];
unknown_paths.push(
  '/API/v1/site',
  '/api/v1/site/',
  '/api/v2/site',
  '/admin',
  '/.git/config',
  '/metrics',
);

export const tests = {
  'what is no request is malformed-request, and the connection is closed': (site) =>
    stays_unharmed(site, async () => {
      for (const octets of Object.values(no_requests)) {
        await refused(site, octets, 'malformed-request');
      }
    }),

  'a target that two parsers could read differently is malformed-request': (site) =>
    stays_unharmed(site, async () => {
      for (const target of odd_targets) await refused(site, get(target), 'malformed-request');
    }),

  'a path that is none is not-found': (site) =>
    stays_unharmed(site, async () => {
      for (const path of unknown_paths) await refused(site, get(path), 'not-found');
    }),

  'a head that is too large is refused, whatever makes it so': (site) =>
    stays_unharmed(site, async () => {
      const fields = (count) => Array.from({ length: count }, (_, i) => `X-${i}: y\r\n`).join('');
      const with_fields = (text) => `GET /healthz HTTP/1.1\r\n${host}${text}\r\n`;
      await refused(site, with_fields(fields(10_000)), 'head-too-large');
      await refused(site, with_fields(fields(101)), 'head-too-large');
      await refused(site, with_fields(`X-A: ${'y'.repeat(20_000)}\r\n`), 'head-too-large');
      await refused(site, with_fields(`Cookie: ${'y=z; '.repeat(5000)}\r\n`), 'head-too-large');
      await refused(site, `${'G'.repeat(20_000)} / HTTP/1.1\r\n`, 'head-too-large');
    }),

  'a body that is too large is refused by what it announces and by what it sends': (site) =>
    stays_unharmed(site, async () => {
      const announced = post('Content-Length: 1000000000\r\n', '');
      await refused(site, announced, 'body-too-large');
      await refused(site, post('Content-Length: 16385\r\n', ' '.repeat(16385)), 'body-too-large');
      const chunk = `1000\r\n${' '.repeat(0x1000)}\r\n`;
      await refused(
        site,
        post('Transfer-Encoding: chunked\r\n', chunk.repeat(64)),
        'body-too-large',
      );
      const patient = post('Content-Length: 1000000000\r\nExpect: 100-continue\r\n', '');
      await refused(site, patient, 'body-too-large');
    }),

  'a flood that never ends is cut off': (site) =>
    stays_unharmed(site, async () => {
      const socket = await open(site.port);
      socket.write(post('Transfer-Encoding: chunked\r\n', ''));
      const chunk = Buffer.from(`4000\r\n${' '.repeat(0x4000)}\r\n`);
      let sent = 0;
      while (!socket.destroyed && sent < 1024) {
        const went = await new Promise((go_on) => socket.write(chunk, go_on));
        if (went) break;
        sent += 1;
      }
      assert.ok(sent < 1024, 'sixteen megabytes were read');
      const [answer] = answers_in((await read_to_end(socket)).toString('latin1'));
      // A connection that is reset may take the answer with it.
      if (answer) assert.equal(answer.slug, 'body-too-large');
    }),

  'HTTP/1.0 is answered and closed, and kept when it asks': async (site) => {
    const [plain] = answers_in(await exchange(site.port, 'GET /healthz HTTP/1.0\r\n\r\n'));
    assert.equal(plain.status, 200);
    const asked = 'GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n';
    const both = answers_in(await exchange(site.port, `${asked}GET /healthz HTTP/1.0\r\n\r\n`));
    assert.deepEqual(
      both.map(({ status }) => status),
      [200, 200],
    );
    assert.equal(both[0].header('connection'), 'keep-alive');
  },

  'pipelined requests are answered in their order, up to the first that is none': async (site) => {
    const kept = (target) => `GET ${target} HTTP/1.1\r\n${host}\r\n`;
    const body = octets_of('POST', '/api/v1/sign-out', {
      Origin: site.url,
      Connection: 'keep-alive',
    });
    const good = kept('/healthz') + body + kept('/api/v1/session') + get('/api/v1/nothing');
    const answers = answers_in(await exchange(site.port, good));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 204, 200, 404],
    );
    const broken = kept('/healthz') + kept('/..') + kept('/healthz');
    const cut = answers_in(await exchange(site.port, broken));
    assert.deepEqual(
      cut.map(({ status }) => status),
      [200, 400],
    );
  },

  'a connection that is half closed still gets its answer': async (site) => {
    const text = await exchange(site.port, `GET /healthz HTTP/1.1\r\n${host}\r\n`, { half: true });
    assert.deepEqual(
      answers_in(text).map(({ status }) => status),
      [200],
    );
    assert.equal(await exchange(site.port, 'GET /hea', { half: true }), '');
    const half_a_body = post('Content-Length: 100\r\n', '{"email"');
    assert.equal(await exchange(site.port, half_a_body, { half: true }), '');
  },

  'a thousand connections that say nothing or stop early leave room for others': (site) =>
    stays_unharmed(site, async () => {
      const sockets = await Promise.all(Array.from({ length: 1000 }, () => open(site.port)));
      for (const [i, socket] of sockets.entries()) {
        if (i % 2) socket.write('POST /api/v1/sign-in HTTP/1.1\r\nHost: loc');
      }
      const [answer] = answers_in(await exchange(site.port, get('/healthz')));
      assert.equal(answer.status, 200);
      for (const socket of sockets) socket.resetAndDestroy();
    }),

  'a foreign host reads no mails, and stands in no link': async (site) => {
    const ada = await Person.signed_up(site);
    const hosts = [
      'evil.example',
      'localhost.evil.example',
      `evil.example:${site.port}`,
      '10.0.0.1',
    ];
    for (const name of hosts) {
      const octets = octets_of('GET', '/api/v1/mailbox', { Host: name });
      const [answer] = answers_in(await exchange(site.port, octets));
      assert.equal(answer.slug, 'not-found', name);
    }
    const [Host] = hosts;
    const body = JSON.stringify({ email: ada.email });
    const headers = { Host, Origin: site.url, 'X-Forwarded-Host': Host, Forwarded: `host=${Host}` };
    const more = { 'Content-Type': 'application/json', 'X-Forwarded-Proto': 'https' };
    const octets = octets_of('POST', '/api/v1/password/forgot', { ...headers, ...more }, body);
    const [answer] = answers_in(await exchange(site.port, octets));
    assert.equal(answer.status, 202);
    const { text } = await ada.mail((mail) => mail.text.includes('/reset#'));
    assert.ok(text.includes(`${site.url}/reset#`));
    assert.ok(!text.includes('evil.example'));
  },

  'a client behind a proxy that is not trusted cannot choose its address': async (site) => {
    const ada = await Person.signed_up(site);
    const { json } = await ada.browser.get('sessions');
    assert.equal(json.sessions[0].client, ada.browser.address);
    const forged = { 'X-Forwarded-For': `203.0.113.9, ${ada.browser.address}` };
    await ada.browser.call('POST', '/api/v1/sign-in', ada.credentials, forged);
    const lines = (await ada.browser.get('sessions')).json.sessions;
    assert.ok(lines.every(({ client }) => client === ada.browser.address));
  },
};
