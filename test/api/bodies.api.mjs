// Bodies that no page of ours sends: refused with a stable type, on every route that takes one, and
// nothing changes.
import assert from 'node:assert/strict';
import { Client, expect } from './lib/client.mjs';
import { check, operations } from './lib/contract.mjs';
import { request } from './lib/http.mjs';
import { Person } from './lib/person.mjs';
import { stays_unharmed } from './lib/unharmed.mjs';

const json = 'application/json';
const takes_no_cookie = ({ path }) => /^\/api\/v1\/(sync|operator)\//.test(path);
// The desk asks who comes before it reads what they bring, and so do the operator's API and a vault
// that a device signs for; others read first.
const told_to_nobody = ({ path, problems }) => {
  if (problems.includes('device-not-accepted')) return 'device-not-accepted';
  if (problems.includes('key-not-accepted')) return 'key-not-accepted';
  const at_desk = path.startsWith('/api/v1/desk/') && problems.includes('not-signed-in');
  return at_desk ? 'not-signed-in' : null;
};
const asks_who = (operation) => told_to_nobody(operation) !== null;
const all_with_body = operations.filter((operation) => operation.body);
const with_body = all_with_body.filter((operation) => !asks_who(operation));
// No cookie counts for a vault or for the operator, so that no page can use another's.
const mutations = operations.filter((one) => one.method === 'POST' && !takes_no_cookie(one));
const octets_max = 16 * 1024;
// The head of a vault is a text in JSON.
const octets_max_of = ({ body }) =>
  body.properties?.head ? 2 * body.properties.head.maxLength : octets_max;

const target_of = (operation) => operation.path.replace(/\{\w+\}/g, '1');

// By a client that nobody has seen yet, with nothing but what is given.
async function send(site, operation, body, headers = {}) {
  const path = target_of(operation);
  const own = new Client(site).headers({ 'Content-Type': json, ...headers });
  const answer = await request(site.port, {
    method: operation.method,
    path,
    headers: own,
    body,
  });
  check(operation.method, path, answer);
  return answer;
}

const is = (schema, type) => [schema.type].flat().includes(type);

// A value that a schema takes, as far as its form goes.
function sample(schema) {
  if (schema.properties) {
    const members = schema.required ?? [];
    return Object.fromEntries(members.map((name) => [name, sample(schema.properties[name])]));
  }
  if (schema.enum) return schema.enum[0];
  if (is(schema, 'array')) return [];
  if (is(schema, 'integer')) return 1;
  if (is(schema, 'boolean')) return false;
  if (schema.format === 'date') return '1990-12-31';
  return 'someone@example.org'.slice(0, schema.maxLength);
}

// [what is wrong, body] for everything that one member can be wrong in.
function wrong_members(schema, at = (members) => members) {
  const good = () => sample(schema);
  const cases = [['/unknown', at({ ...good(), unknown: 1 })]];
  for (const [name, member] of Object.entries(schema.properties)) {
    const needed = schema.required?.includes(name);
    if (needed) {
      const { [name]: left_out, ...rest } = good();
      cases.push([`/${name}`, at(rest)]);
    }
    for (const value of wrong_values(member, needed)) {
      cases.push([`/${name}`, at({ ...good(), [name]: value })]);
    }
    if (!member.properties) continue;
    for (const [pointer, body] of wrong_members(member, (inner) =>
      at({ ...good(), [name]: inner }),
    )) {
      cases.push([`/${name}${pointer}`, body]);
    }
  }
  return cases;
}

function wrong_values(member, needed) {
  const values = [1.5, -7];
  if (needed && !is(member, 'null')) values.push(null);
  if (!is(member, 'array')) values.push([]);
  if (!is(member, 'object')) values.push({});
  if (!is(member, 'boolean')) values.push(true);
  if (!is(member, 'string')) values.push('text');
  const is_small = member.maxLength * 4 < octets_max;
  if (member.maxLength) values.push('x'.repeat(member.maxLength * (is_small ? 4 : 1) + 1), '');
  if (member.maximum) values.push(member.maximum + 1, member.minimum - 1);
  return values;
}

const no_objects = {
  'cut off': '{"email": "someone@example.org", "pass',
  'a list': '[{"email": 1}]',
  'a text': '"email"',
  'a number': '1',
  null: 'null',
  'a trailing comma': '{"email": "a@example.org",}',
  'a comment': '{/* */"email": "a@example.org"}',
  'single quotes': "{'email': 'a@example.org'}",
  'two objects': '{}{}',
  'something behind': '{} x',
  'a member twice': '{"email": "a@example.org", "email": "b@example.org"}',
  'a member twice, one escaped': '{"email": "a", "\\u0065mail": "b"}',
  'nine levels': `${'{"a":'.repeat(9)}1${'}'.repeat(9)}`,
  'thousands of levels': '['.repeat(octets_max),
  'thousands of objects': '{"a":'.repeat(3000),
  'invalid UTF-8': Buffer.from('{"email": "\xff\xfe"}', 'latin1'),
  'an overlong form': Buffer.from('{"email": "\xc0\xae"}', 'latin1'),
  'a surrogate in UTF-8': Buffer.from('{"email": "\xed\xa0\x80"}', 'latin1'),
  'half a surrogate pair': '{"email": "\\ud800"}',
  'a NUL': '{"email": "a\0b"}',
  'only NULs': '\0'.repeat(100),
  'UTF-16': Buffer.from('{"email": "a"}', 'utf16le'),
  'a number without end': `{"email": ${'9'.repeat(10_000)}}`,
  'not a number': '{"email": NaN}',
};

export const tests = {
  'what is no JSON object is malformed-json': (site) =>
    stays_unharmed(site, async () => {
      for (const operation of with_body) {
        for (const [what, body] of Object.entries(no_objects)) {
          const answer = await send(site, operation, body);
          const slugs = what === 'a number without end' ? ['invalid-fields'] : [];
          assert.ok(
            ['malformed-json', ...slugs].includes(answer.slug),
            `${operation.name}, ${what}: ${answer}`,
          );
        }
      }
    }),

  'who is nobody at the desk or in a vault is not told what is wrong with a body': (site) =>
    stays_unharmed(site, async () => {
      const asking = all_with_body.filter(asks_who);
      assert.ok(asking.length > 0);
      for (const operation of asking) {
        for (const body of Object.values(no_objects)) {
          expect(await send(site, operation, body), told_to_nobody(operation));
        }
      }
    }),

  'members that are missing, unknown or of the wrong kind are named': (site) =>
    stays_unharmed(site, async () => {
      for (const operation of with_body) {
        for (const [pointer, body] of wrong_members(operation.body)) {
          const text = JSON.stringify(body);
          const answer = await send(site, operation, text);
          const shown = `${operation.name} ${text.slice(0, 200)}: ${answer}`;
          assert.equal(answer.slug, 'invalid-fields', shown);
          const pointers = answer.json.errors.map((error) => error.pointer);
          assert.ok(pointers.includes(pointer), `${pointer} is not named: ${shown}`);
        }
      }
    }),

  'a body of another content type is refused, and one that is too large': (site) =>
    stays_unharmed(site, async () => {
      const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'];
      types.push('application/json; charset=latin1', 'application/jsonp', '', undefined);
      for (const operation of with_body) {
        for (const type of types) {
          const answer = await send(site, operation, '{}', { 'Content-Type': type });
          expect(answer, 'unsupported-content-type');
          assert.equal(answer.header('accept'), json);
        }
        const most = octets_max_of(operation);
        const large = expect(await send(site, operation, ' '.repeat(most + 1)), 413);
        assert.equal(large.slug, 'body-too-large');
        assert.equal(large.json.octets_max, most);
        expect(await send(site, operation, ' '.repeat(most)), 'malformed-json');
      }
    }),

  'a change that does not come from a page of ours is refused': (site) =>
    stays_unharmed(site, async () => {
      const { port } = site;
      const none = { Origin: undefined };
      const strangers = [
        none,
        { Origin: 'null' },
        { Origin: 'https://evil.example' },
        { Origin: `https://localhost:${port}` },
        { Origin: `http://localhost:${port}.evil.example` },
        { Origin: `http://localhost:${port + 1}` },
        { Origin: 'http://localhost' },
        { ...none, Referer: `http://localhost:${port}/` },
        { ...none, 'Sec-Fetch-Site': 'cross-site' },
        { ...none, 'Sec-Fetch-Site': 'same-site' },
        { ...none, 'Sec-Fetch-Site': 'none' },
        { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' },
      ];
      for (const operation of mutations) {
        const body = operation.body && JSON.stringify(sample(operation.body));
        for (const headers of strangers) {
          expect(await send(site, operation, body, headers), 'cross-site');
        }
      }
    }),

  'without Origin a browser may say that the page is ours': async (site) => {
    const ours = { Origin: undefined, 'Sec-Fetch-Site': 'same-origin' };
    const sign_out = operations.find(({ name }) => name === 'POST /api/v1/sign-out');
    expect(await send(site, sign_out, undefined, ours), 204);
  },

  'a method that a path does not have is refused with those it has': (site) =>
    stays_unharmed(site, async () => {
      const tried = [
        'GET',
        'HEAD',
        'POST',
        'PUT',
        'PATCH',
        'DELETE',
        'OPTIONS',
        'TRACE',
        'PROPFIND',
      ];
      const paths = new Set(operations.map((operation) => operation.path));
      for (const path of paths) {
        const had = operations.filter((one) => one.path === path).map(({ method }) => method);
        const allow = had.map((method) => (method === 'GET' ? 'GET, HEAD' : method)).join(', ');
        for (const method of tried) {
          if (had.includes(method === 'HEAD' ? 'GET' : method)) continue;
          const target = path.replace(/\{\w+\}/g, '1');
          const headers = new Client(site).headers();
          const answer = await request(site.port, { method, path: target, headers });
          assert.equal(answer.status, 405, `${method} ${path}: ${answer}`);
          assert.equal(answer.header('allow'), allow, path);
          if (method !== 'HEAD') check(method, target, answer);
        }
      }
    }),

  'an id that is no number of ours names nothing': async (site) => {
    const ada = await Person.signed_up(site);
    const ids = ['0', '-1', '1x', '9'.repeat(19), '9'.repeat(40), '1%20', '1;2', 'null'];
    for (const id of ids) {
      expect(await ada.browser.post(`sessions/${id}/end`), 'not-found');
      const proof = { password: 'whatever it may be' };
      expect(await ada.browser.post(`addresses/${id}/remove`, { proof }), 'not-found');
    }
  },

  'a password is taken whole: not cut at 72 octets nor at a NUL, and refused over 1024': async (
    site,
  ) => {
    const start = 'a long enough beginning '.repeat(4);
    const kinds = [
      [`${start}x`, start],
      [`before the NUL\0 and after`, 'before the NUL'],
    ];
    const long = Array.from({ length: 200 }, (_, i) => `é${i}`).join(' ');
    kinds.push([`${long.slice(0, 800)}ends here`, long.slice(0, 800)]);
    for (const [password, shorter] of kinds) {
      const ada = await Person.signed_up(site, { password });
      const stranger = new Client(site);
      const { email } = ada;
      expect(await stranger.post('sign-in', { email, password: shorter }), 'not-accepted');
      expect(await stranger.post('sign-in', { email, password }), 200);
    }
    const over = { email: 'someone@example.org', password: `${'é'.repeat(512)}x` };
    expect(await new Client(site).post('sign-up', over), 'invalid-fields');
  },
};
