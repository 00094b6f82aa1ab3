// The operator's API over HTTP: keys, accounts by the operator's ids, codes, restrictions.
import assert from 'node:assert/strict';
import { Client, expect } from './lib/client.mjs';
import { at_once } from './lib/http.mjs';
import { Customer, Server, all_scopes } from './lib/operator.mjs';
import { Person } from './lib/person.mjs';

// What a person does with a code of their own.
const changes = ['authenticator/replace', 'authenticator/remove', 'backup-codes/regenerate'];
const hour = 3600;
const day = 24 * hour;
const fifty = (make) => Array.from({ length: 50 }, (_, i) => make(i));
// More try at once than usually may wait for a hash.
export const settings = { 'password.queue': 200 };

const count = (answers, wanted) =>
  answers.filter(({ status, slug }) => wanted === status || wanted === slug).length;

export const tests = {
  'an afternoon: account, authenticator, sign-in, restrictions': async (site) => {
    const server = await Server.of(site);
    const ada = await Customer.made(server);
    const before = expect(await server.get(`accounts/${ada.id}`), 200).json;
    assert.deepEqual([before.factor, before.addresses, before.identity], ['none', 1, null]);
    expect(await ada.verify('123456'), 'no-factor');

    const key = expect(await ada.post('authenticator/begin', { account_name: ada.email }), 200);
    assert.match(key.json.otpauth_uri, /^otpauth:\/\/totp\//);
    assert.equal(key.json.account_name, ada.email);
    await ada.confirm(key.json);
    expect(await ada.post('authenticator/begin'), 'factor-already-enabled');
    const told = await ada.mail(({ text }) => text.includes('Two-factor sign-in was turned on'));
    assert.ok(told.text.includes('Tell'), 'a letter leads to the operator');
    assert.ok(!told.text.includes('/not-me'), 'and to no page that asks for a password');

    const verified = expect(await ada.verify(ada.fresh_code()), 200).json;
    assert.deepEqual(
      [verified.kind, verified.backup_codes_left, verified.restriction.kind],
      ['one_time_code', 8, 'none'],
    );
    const again = expect(await ada.verify(ada.used_code()), 'code-already-used');
    assert.ok(again.json.wait_s > 0);
    const client = { address: '203.0.113.7', agent: 'Mozilla/5.0 Firefox/128.0', browser: 'b1' };
    const paper = expect(await ada.verify(ada.backup_codes[0], { client }), 200).json;
    assert.deepEqual([paper.kind, paper.backup_codes_left], ['backup_code', 7]);
    const letter = await ada.mail(({ text }) => text.includes('backup codes was used'));
    assert.ok(letter.text.includes('203.0.113.7'));

    const lease = await ada.lease();
    assert.equal(lease.move_value, true);
    assert.equal(Date.parse(lease.expires_at) - Date.parse(lease.as_of), 60_000);
  },

  'a key does what its scopes say, until it is revoked': async (site) => {
    const server = await Server.of(site);
    const ada = await Customer.enrolled(server);
    const path = `accounts/${ada.id}`;
    const calls = {
      accounts: [
        ['POST', 'accounts', { id: 'x', addresses: [ada.email] }],
        ['GET', path],
      ],
      delete: [['DELETE', path]],
      enrol: [
        ['POST', `${path}/authenticator/begin`, {}],
        ['POST', `${path}/authenticator/confirm`, { code: '123456' }],
        ['POST', `${path}/authenticator/replace`, { code: '123456' }],
        ['POST', `${path}/authenticator/remove`, { code: '123456' }],
        ['POST', `${path}/backup-codes/regenerate`, { code: '123456' }],
      ],
      verify: [['POST', `${path}/verify`, { code: '123456' }]],
      restrictions: [['GET', `${path}/restrictions`]],
      identity: [['PUT', `${path}/identity`, {}]],
    };
    for (const [scope, of_scope] of Object.entries(calls)) {
      const others = all_scopes.split(',').filter((one) => one !== scope);
      const other = await Server.of(site, others.join(','));
      for (const call of of_scope) expect(await other.call(...call), 'scope-missing');
    }
    expect(await ada.verify(ada.fresh_code()), 200);
    assert.match(await site.command('key', 'list'), new RegExp(`${server.id}.*last used`));
    await server.revoke();
    for (const call of Object.values(calls).flat()) {
      const answer = expect(await server.call(...call), 'key-not-accepted');
      assert.equal(answer.header('www-authenticate'), 'Bearer realm="operator"');
    }
    await assert.rejects(server.revoke());
    // No cookie counts here, and no key elsewhere.
    const bob = await Person.signed_up(site);
    expect(await bob.browser.get(`operator/${path}/restrictions`), 'key-not-accepted');
  },

  'whoever shows wrong keys waits': async (site) => {
    const client = new Client(site);
    const show = () => client.get('operator/accounts/ada/restrictions');
    for (let i = 0; i < 30; ++i) expect(await show(), 'key-not-accepted');
    expect(await show(), 'too-many-requests');
  },

  'an account is made once, and again 7 days after it was deleted': async (site) => {
    const server = await Server.of(site);
    const ada = await Customer.enrolled(server);
    const make = () => server.post('accounts', { id: ada.id, addresses: [ada.email] });
    expect(await make(), 'account-exists');
    expect(await server.call('DELETE', `accounts/${ada.id}`), 204);
    await ada.mail(({ text }) => text.includes('was closed'));
    expect(await server.call('DELETE', `accounts/${ada.id}`), 'unknown-account');
    expect(await server.get(`accounts/${ada.id}`), 'unknown-account');
    expect(await ada.verify(ada.fresh_code()), 'unknown-account');
    const lease = await ada.lease();
    assert.deepEqual([lease.move_value, lease.restriction.kind], [false, 'unknown']);
    const refused = expect(await make(), 'account-deleted');
    assert.ok(refused.json.until);
    site.clock.advance(7 * day);
    expect(await make(), 201);
    await ada.mail(({ subject }) => subject.includes('made again'));

    for (const id of ['a b', 'a/b', '..', 'x'.repeat(129)]) {
      expect(await server.post('accounts', { id, addresses: [ada.email] }), 'invalid-fields');
    }
    const bad = [[], ['nobody'], Array.from({ length: 6 }, (_, i) => `a${i}@example.org`)];
    for (const addresses of bad) {
      expect(await server.post('accounts', { id: 'new', addresses }), 'invalid-fields');
    }
    // What stands in a path is an id or nobody's.
    expect(await server.get(`accounts/${encodeURIComponent('a b')}`), 'unknown-account');
    const odd = { id: 'auth0|a+b=c@d', addresses: [ada.email] };
    expect(await server.post('accounts', odd), 201);
    expect(await server.get(`accounts/${encodeURIComponent(odd.id)}`), 200);
  },

  'nobody signs in here with such an address, and nothing tells it from an unknown one': async (
    site,
  ) => {
    const server = await Server.of(site);
    const ada = await Customer.enrolled(server);
    for (const email of [ada.email, 'nobody@example.org']) {
      const browser = new Client(site);
      expect(await browser.post('sign-in', { email, password: ada.password }), 'not-accepted');
      expect(await browser.post('password/forgot', { email }), 202);
    }
    // The address may have an account of its own here.
    const own = await Person.signed_up(site, { email: ada.email });
    expect(await own.browser.get('addresses'), 200);
  },

  'fifty requests with one code: one is let in, of either kind': async (site) => {
    const server = await Server.of(site);
    const ada = await Customer.enrolled(server);
    const code = ada.fresh_code();
    const answers = await at_once(
      site.port,
      fifty(() => ada.octets('verify', { code })),
    );
    assert.equal(count(answers, 200), 1, answers.join('\n'));
    assert.equal(count(answers, 'code-already-used'), 49, answers.join('\n'));
    const paper = { code: ada.backup_codes[0] };
    const others = await at_once(
      site.port,
      fifty(() => ada.octets('verify', paper)),
    );
    assert.equal(count(others, 200), 1, others.join('\n'));
    expect(await ada.verify(ada.backup_codes[0]), 'code-already-used');
  },

  'fifty repeats of one call are one acceptance': async (site) => {
    const server = await Server.of(site);
    const ada = await Customer.enrolled(server);
    const code = ada.fresh_code();
    const headers = { 'Idempotency-Key': 'a call' };
    const answers = await at_once(
      site.port,
      fifty(() => ada.octets('verify', { code }, headers)),
    );
    assert.equal(count(answers, 200), 50, answers.join('\n'));
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
    expect(await ada.verify(code), 'code-already-used');
    expect(await ada.verify(ada.backup_codes[0], {}, 'a call'), 'idempotency-key-reused');
    const paper = ada.backup_codes[0];
    const first = expect(await ada.verify(paper, {}, 'another'), 200).json;
    site.clock.advance(hour);
    assert.deepEqual(expect(await ada.verify(paper, {}, 'another'), 200).json, first);
    expect(await ada.verify(paper, {}, 'x'.repeat(129)), 'malformed-request');
  },

  'wrong codes use up the budget that sign-in has, whoever asks': async (site) => {
    const server = await Server.of(site);
    const ada = await Customer.enrolled(server);
    const other = await Server.of(site, 'verify,enrol');
    const browser = { client: { browser: 'ada at home' } };
    expect(await ada.verify(ada.fresh_code(), browser), 200);
    for (let i = 0; i < 4; ++i) expect(await ada.verify(ada.wrong_code()), 'code-wrong');
    const path = `accounts/${ada.id}`;
    const wrong = () => ({ code: ada.wrong_code() });
    for (let i = 0; i < 2; ++i) {
      expect(await other.post(`${path}/verify`, wrong()), 'code-wrong');
      expect(await other.post(`${path}/authenticator/remove`, wrong()), 'code-wrong');
      expect(await other.post(`${path}/backup-codes/regenerate`, wrong()), 'code-wrong');
    }
    const refused = expect(await ada.verify(ada.fresh_code()), 'too-many-tries');
    assert.ok(refused.json.retry_after_s > 0);
    for (const what of changes) {
      expect(await ada.post(what, { code: ada.used_code() }), 'too-many-tries');
    }
    await ada.mail(({ text }) => text.includes('so many wrong tries'));
    // A stranger's guessing does not lock the owner out.
    expect(await ada.verify(ada.used_code(), browser), 200);
  },

  'an authenticator is replaced with a code of the old one, and value does not move for two days':
    async (site) => {
      const server = await Server.of(site);
      const ada = await Customer.enrolled(server);
      expect(await ada.post('authenticator/replace', { code: ada.wrong_code() }), 'code-wrong');
      const code = ada.fresh_code();
      const begun = expect(await ada.post('authenticator/replace', { code }), 200).json;
      expect(await ada.post('authenticator/replace', { code }), 'code-already-used');
      assert.equal((await ada.lease()).move_value, true);
      const old = { setup_key: ada.setup_key, paper: ada.backup_codes[0] };
      await ada.confirm(begun);
      assert.notEqual(ada.setup_key, old.setup_key);
      expect(await ada.verify(old.paper), 'code-wrong');
      expect(await ada.verify(ada.fresh_code()), 200);
      const lease = await ada.lease();
      assert.deepEqual([lease.move_value, lease.restriction.kind], [false, 'hold']);
      for (const what of ['authenticator/replace', 'authenticator/remove']) {
        expect(await ada.post(what, { code: ada.fresh_code() }), 'restricted');
      }
      const fresh = { code: ada.fresh_code() };
      expect(await ada.post('backup-codes/regenerate', fresh), 'restricted');
      expect(await server.call('DELETE', `accounts/${ada.id}`), 'restricted');
      const record = { legal_name: 'Ada', birth_date: '1990-12-31', id_number: 'AB 1' };
      const put = (body) => server.call('PUT', `accounts/${ada.id}/identity`, body);
      expect(await put({ record }), 'restricted');
      site.clock.advance(2 * day);
      assert.equal((await ada.lease()).move_value, true);
      expect(await put({ record, facts: { registered_month: '2024-05' } }), 204);
      const seen = expect(await server.get(`accounts/${ada.id}`), 200).json;
      assert.equal(seen.identity.entered_by, 'operator');
      expect(await put({ record: { legal_name: 'Ada' } }), 'invalid-fields');
      expect(await put({}), 'invalid-fields');
    },

  'new backup codes and removing take a right code; the last one is asked about': async (site) => {
    const server = await Server.of(site);
    const ada = await Customer.enrolled(server);
    const paper = (i) => ({ code: ada.backup_codes[i] });
    expect(await ada.post('backup-codes/regenerate', paper(0)), 'backup-code-not-enough');
    for (let i = 0; i < 7; ++i) expect(await ada.verify(ada.backup_codes[i]), 200);
    expect(await ada.verify(ada.backup_codes[7]), 'last-backup-code');
    expect(await ada.post('authenticator/replace', paper(7)), 'last-backup-code');
    expect(await ada.post('authenticator/remove', paper(7)), 'last-backup-code');
    const code = ada.fresh_code();
    const made = expect(await ada.post('backup-codes/regenerate', { code }), 200).json;
    expect(await ada.verify(ada.backup_codes[7]), 'code-wrong');
    site.clock.advance(2 * day);
    expect(await ada.post('backup-codes/regenerate', { code: ada.used_code() }), 'code-wrong');
    ada.backup_codes = made.backup_codes.map((one) => one.replaceAll(' ', ''));
    expect(await ada.post('authenticator/remove', paper(0)), 204);
    for (const what of changes) {
      expect(await ada.post(what, { code: '123456' }), 'no-factor');
    }
    expect(await ada.post('authenticator/begin'), 'restricted');
    expect(await ada.post('authenticator/confirm', { code: '123456' }), 'no-enrolment');
  },

  'codes that a restore withdrew count for nothing, and a used one-time code for no change': async (
    site,
  ) => {
    const server = await Server.of(site);
    const ada = await Customer.enrolled(server);
    const code = ada.fresh_code();
    expect(await ada.verify(code), 200);
    for (const what of ['authenticator/remove', 'backup-codes/regenerate']) {
      expect(await ada.post(what, { code }), 'code-already-used');
    }
    ada.withdraw_codes();
    const paper = { code: ada.backup_codes[0] };
    for (const what of ['verify', 'authenticator/replace', 'authenticator/remove']) {
      expect(await ada.post(what, paper), 'codes-withdrawn');
    }
    assert.equal(expect(await server.get(`accounts/${ada.id}`), 200).json.backup_codes_left, 0);
  },

  'an enrolment bears five tries': async (site) => {
    const server = await Server.of(site);
    const ada = await Customer.made(server);
    const begun = expect(await ada.post('authenticator/begin'), 200).json;
    ada.setup_key = begun.setup_key.replaceAll(' ', '');
    const confirm = (code) => ada.post('authenticator/confirm', { code });
    for (let left = 4; left >= 0; --left) {
      assert.equal(expect(await confirm(ada.wrong_code()), 'code-wrong').json.tries_left, left);
    }
    expect(await confirm(ada.code()), 'too-many-tries');
  },

  'an id that nobody has is answered everywhere': async (site) => {
    const server = await Server.of(site);
    const nobody = new Customer(server);
    const code = { code: '123456' };
    for (const what of ['verify', 'authenticator/confirm', 'authenticator/replace']) {
      expect(await nobody.post(what, code), 'unknown-account');
    }
    expect(await nobody.post('authenticator/remove', code), 'unknown-account');
    expect(await nobody.post('backup-codes/regenerate', code), 'unknown-account');
    expect(await nobody.post('authenticator/begin'), 'unknown-account');
    const facts = { facts: { registered_month: '2024-05' } };
    expect(await server.call('PUT', `accounts/${nobody.id}/identity`, facts), 'unknown-account');
  },
};
