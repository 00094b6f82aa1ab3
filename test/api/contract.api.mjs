// doc/api.yaml and doc/errors.md against each other and against the daemon: what the other suites
// have no reason to call. Every answer that any of them gets is held against the contract.
import assert from 'node:assert/strict';
import { Client, expect } from './lib/client.mjs';
import { problems_explained, problems_in_contract } from './lib/contract.mjs';
import { Person } from './lib/person.mjs';
import { change_rows } from './lib/unharmed.mjs';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const new_password = 'quite another long password';
const wrong_code = '00000000';
const no_token = 'A'.repeat(43);

// Five wrong codes, each with one try less; `act` sends one.
async function five_wrong(act) {
  for (let i = 4; i >= 0; --i) {
    assert.equal(expect(await act(), 'code-wrong').json.tries_left, i);
  }
}

export const tests = {
  'every problem of the contract is explained, and every explained one is in the contract': () => {
    assert.deepEqual([...problems_in_contract].sort(), [...problems_explained].sort());
  },

  'what nobody needs to sign in for': async (site) => {
    const stranger = new Client(site);
    const { json } = expect(await stranger.get('site'), 200);
    assert.equal(json.name, 'Sparekey');
    assert.equal(json.mailbox, true);
    expect(await stranger.call('GET', '/healthz'), 200);
    expect(await stranger.call('GET', '/readyz'), 200);
    // Passed on by a proxy, so not for this machine alone.
    expect(await stranger.get('mailbox'), 'not-found');
    const here = { 'X-Forwarded-For': undefined };
    expect(await stranger.call('GET', '/api/v1/mailbox', undefined, here), 200);
    expect(await stranger.post('sign-in/cancel'), 204);
    expect(await stranger.post('sign-out'), 204);
  },

  'without a session nothing of an account is shown or done': async (site) => {
    const stranger = new Client(site);
    for (const path of ['backup-codes', 'readiness', 'addresses', 'sessions', 'activity']) {
      expect(await stranger.get(path), 'not-signed-in');
    }
    expect(await stranger.get('identity'), 'not-signed-in');
    const code = wrong_code;
    const written = { key_group: 1, group_text: 'ABCD', code_ending: '1234' };
    const posts = { 'addresses/confirm': { code }, 'authenticator/confirm': { code } };
    Object.assign(posts, { 'authenticator/mail-code': undefined, 'readiness/snooze': undefined });
    Object.assign(posts, { 'sessions/end-others': undefined, 'sessions/1/end': undefined });
    posts['readiness/written-down'] = written;
    for (const [path, body] of Object.entries(posts)) {
      expect(await stranger.post(path, body), 'not-signed-in');
    }
    expect(await stranger.post('sign-up/confirm', { code }), 'no-sign-up');
    expect(await stranger.post('sign-in/code', { code }), 'no-challenge');
    expect(await stranger.post('stolen/confirm', { mailed_code: code }), 'no-stolen-report');
  },

  'a link that is none is invalid everywhere': async (site) => {
    const ada = await Person.signed_up(site);
    expect(await ada.browser.post('password/forgot', { email: ada.email }), 202);
    const other = await ada.mailed_token('reset');
    const changed = `${other.slice(0, -2)}${other.endsWith('A') ? 'B' : 'A'}A`;
    for (const token of [no_token, 'x', changed, `${other}A`]) {
      expect(await ada.browser.post('password/link', { token }), 'link-invalid');
      expect(await ada.browser.post('password/reset', { token, new_password }), 'link-invalid');
      expect(await ada.browser.post('relief/use', { token }), 'link-invalid');
      expect(await ada.browser.post('not-me/look', { token }), 'link-invalid');
      const body = { token, password: ada.password };
      expect(await ada.browser.post('not-me', body), 'link-invalid');
    }
    // A link is good for its own page only.
    expect(await ada.browser.post('relief/use', { token: other }), 'link-invalid');
    expect(await ada.browser.post('not-me/look', { token: other }), 'link-invalid');
    expect(await ada.browser.post('password/link', { token: other }), 200);
  },

  'signing up: what a password may not be, and a code that is wrong, too old or tried too often':
    async (site) => {
      const ada = new Person(site);
      const { email } = ada;
      const post = (path, body) => ada.browser.post(path, body);
      expect(await post('sign-up', { email, password: 'fourteen signs' }), 'password-too-short');
      expect(await post('sign-up', { email, password: 'passwordpassword' }), 'password-blocked');
      expect(await post('sign-up', ada.credentials), 202);
      const late = await ada.mailed_code();
      site.clock.advance(16 * minute);
      expect(await post('sign-up/confirm', { code: late }), 'code-expired');
      expect(await post('sign-up', ada.credentials), 202);
      const code = await ada.mailed_code();
      const wrong = code === wrong_code ? '11111111' : wrong_code;
      await five_wrong(() => post('sign-up/confirm', { code: wrong }));
      expect(await post('sign-up/confirm', { code }), 'too-many-tries');
    },

  'signing in: a challenge ends with its fifth wrong code, and a day with its twentieth': async (
    site,
  ) => {
    const ada = await Person.enrolled(site);
    const wrong = () => ada.browser.post('sign-in/code', { code: ada.wrong_code() });
    await ada.give_password();
    await five_wrong(wrong);
    expect(await wrong(), 'no-challenge');
    await ada.give_password();
    for (let i = 0; i < 5; ++i) expect(await wrong(), 'code-wrong');
    await ada.give_password();
    const right = await ada.browser.post('sign-in/code', { code: ada.fresh_code() });
    assert.ok(expect(right, 'too-many-tries').json.retry_after_s > 0);
    expect(await ada.browser.post('sign-in/cancel'), 204);
    assert.equal((await ada.browser.get('session')).json.challenge, null);
  },

  'a forgotten password: what its link refuses': async (site) => {
    const ada = await Person.enrolled(site);
    const post = (body) => ada.browser.post('password/reset', { token, new_password, ...body });
    expect(await ada.browser.post('password/forgot', { email: ada.email }), 202);
    let token = await ada.mailed_token('reset');
    expect(await ada.browser.post('password/link', { token }), 200);
    expect(await post({ new_password: 'short' }), 'password-too-short');
    expect(await post({ new_password: 'passwordpassword' }), 'password-blocked');
    expect(await post({}), 'code-needed');
    expect(await post({ code: ada.used_code() }), 'code-already-used');
    for (let i = 1; i < 5; ++i) expect(await post({ code: ada.wrong_code() }), 'code-wrong');
    expect(await post({ code: ada.fresh_code() }), 'link-invalid');
    for (const tries of [5, 1]) {
      expect(await ada.browser.post('password/forgot', { email: ada.email }), 202);
      token = await ada.mailed_token('reset');
      for (let i = 0; i < tries; ++i) expect(await post({ code: ada.wrong_code() }), 'code-wrong');
    }
    expect(await post({ code: ada.fresh_code() }), 'too-many-tries');
    site.clock.advance(day);
    await ada.sign_in();
    expect(await ada.browser.post('backup-codes/view', { proof: ada.proof }), 200);
    expect(await ada.browser.post('password/forgot', { email: ada.email }), 202);
    token = await ada.mailed_token('reset');
    expect(await post({ code: ada.fresh_code() }), 'restricted');
  },

  'enabling: codes that are too old or wrong, and too many mails': async (site) => {
    const ada = await Person.signed_up(site);
    const post = (path, body) => ada.browser.post(path, body);
    const proof = { password: ada.password };
    const begin = (mailed_code, more = {}) =>
      post('authenticator/begin', { purpose: 'enable', proof, mailed_code, ...more });
    expect(await post('authenticator/mail-code'), 202);
    const late = await ada.mailed_code();
    site.clock.advance(16 * minute);
    expect(await begin(late), 'code-expired');
    expect(await post('authenticator/mail-code'), 202);
    const code = await ada.mailed_code();
    const wrong = code === wrong_code ? '11111111' : wrong_code;
    expect(await begin(code, { proof: { password: 'not the password' } }), 'password-wrong');
    await five_wrong(() => begin(wrong));
    expect(await begin(code), 'too-many-tries');
    expect(await post('authenticator/mail-code'), 202);
    const begun = expect(await begin(await ada.mailed_code()), 200).json;
    ada.setup_key = begun.setup_key.replaceAll(' ', '');
    await five_wrong(() => post('authenticator/confirm', { code: ada.wrong_code() }));
    const confirmed = await post('authenticator/confirm', { code: ada.code() });
    assert.ok(['no-enrolment', 'too-many-tries'].includes(confirmed.slug), `${confirmed}`);
    let answer;
    for (let i = 0; i < 4; ++i) answer = await post('authenticator/mail-code');
    assert.ok(expect(answer, 'too-many-mails').json.retry_after_s > 0);
  },

  'in a freeze nothing is enabled': async (site) => {
    const ada = await Person.signed_up(site);
    const until = (site.clock.now() + day) * 1_000_000;
    await change_rows(site, `UPDATE guard SET freeze_since = 1, freeze_until = ${until}`);
    expect(await ada.browser.post('authenticator/mail-code'), 'restricted');
  },

  'backup codes that were not kept for showing cannot be shown': async (site) => {
    const ada = await Person.enrolled(site);
    await change_rows(site, 'UPDATE backup_codes SET sealed = NULL');
    expect(await ada.browser.post('backup-codes/view', { proof: ada.proof }), 'codes-not-viewable');
    expect(await ada.browser.post('backup-codes/regenerate', { proof: ada.proof }), 200);
  },

  'readiness: typed back from paper, put off, and asked too often': async (site) => {
    const ada = await Person.enrolled(site);
    const ready = expect(await ada.browser.get('readiness'), 200).json;
    const key_group = ready.ask_key_group;
    const group_text = ada.setup_key.slice(4 * (key_group - 1), 4 * key_group);
    const written = { key_group, group_text, code_ending: ada.backup_codes[3].slice(4) };
    const wrong = { ...written, group_text: group_text === 'AAAA' ? 'BBBB' : 'AAAA' };
    const post = (body) => ada.browser.post('readiness/written-down', body);
    const no_match = expect(await post(wrong), 200).json;
    assert.deepEqual(no_match, { key_matches: false, code_matches: true });
    const match = expect(await post(written), 200).json;
    assert.deepEqual(match, { key_matches: true, code_matches: true });
    expect(await ada.browser.post('readiness/snooze'), 204);
    for (let i = 0; i < 18; ++i) expect(await post(wrong), 200);
    expect(await post(written), 'too-many-tries');
  },

  'addresses: five at most, one at least, and a code that is wrong or too old': async (site) => {
    const ada = await Person.signed_up(site);
    const post = (path, body) => ada.browser.post(path, body);
    const proof = { password: ada.password };
    const other = (i) => `other-${i}@example.net`;
    const add = (i) => post('addresses', { email: other(i), proof });
    const [{ id }] = (await ada.browser.get('addresses')).json.addresses;
    expect(await post(`addresses/${id}/remove`, { proof }), 'last-address');
    expect(await post('addresses/999999999999/remove', { proof }), 'not-found');
    expect(await post('addresses/999999999999/primary', { proof }), 'not-found');
    expect(await add(0), 202);
    const late = await ada.mailed_code(other(0));
    site.clock.advance(16 * minute);
    expect(await post('addresses/confirm', { code: late }), 'code-expired');
    expect(await add(0), 202);
    await five_wrong(() => post('addresses/confirm', { code: wrong_code }));
    expect(await post('addresses/confirm', { code: wrong_code }), 'too-many-tries');
    for (let i = 1; i <= 3; ++i) expect(await add(0), 202);
    expect(await add(0), 'too-many-mails');
    for (let i = 1; i < 5; ++i) {
      site.clock.advance(2 * day + minute);
      await ada.sign_in();
      expect(await add(i), 202);
      const code = await ada.mailed_code(other(i));
      expect(await post('addresses/confirm', { code }), 201);
    }
    site.clock.advance(2 * day + minute);
    await ada.sign_in();
    expect(await add(5), 'too-many-addresses');
  },

  'sessions: one is ended, then all others': async (site) => {
    const ada = await Person.signed_up(site);
    const browsers = [new Client(site), new Client(site), new Client(site)];
    for (const browser of browsers) await ada.sign_in(browser);
    const { sessions } = expect(await ada.browser.get('sessions'), 200).json;
    assert.equal(sessions.length, 4);
    const [other] = sessions.filter(({ current }) => !current);
    expect(await ada.browser.post(`sessions/${other.id}/end`), 204);
    expect(await ada.browser.post(`sessions/${other.id}/end`), 'not-found');
    expect(await ada.browser.post('sessions/end-others'), 204);
    for (const browser of browsers) {
      assert.equal((await browser.get('session')).json.signed_in, false);
    }
    const bob = await Person.signed_up(site);
    const [own] = (await ada.browser.get('sessions')).json.sessions;
    expect(await bob.browser.post(`sessions/${own.id}/end`), 'not-found');
    assert.equal((await ada.browser.get('session')).json.signed_in, true);
  },

  'activity is given by pages': async (site) => {
    const ada = await Person.signed_up(site);
    for (let i = 0; i < 55; ++i) await ada.sign_in(new Client(site));
    const first = expect(await ada.browser.get('activity'), 200).json;
    assert.equal(first.lines.length, 50);
    const second = expect(await ada.browser.get(`activity?before=${first.next}`), 200).json;
    assert.ok(second.lines.length > 0);
    const ids = new Set([...first.lines, ...second.lines].map(({ id }) => id));
    assert.equal(ids.size, first.lines.length + second.lines.length);
    expect(await ada.browser.get('activity?before=x'), 'malformed-request');
  },

  'the identity record: entered by the owner, unless the operator has one': async (site) => {
    const ada = await Person.signed_up(site);
    const proof = { password: ada.password };
    const record = { legal_name: 'Ada Lovelace', birth_date: '1970-12-10', id_number: 'X-12' };
    assert.equal(expect(await ada.browser.get('identity'), 200).json.present, false);
    const called = { proof, ...record, phone: 'call me' };
    expect(await ada.browser.post('identity', called), 'invalid-fields');
    expect(await ada.browser.post('identity', { proof, ...record }), 200);
    assert.equal((await ada.browser.get('identity')).json.entered_by, 'owner');
    await change_rows(site, "UPDATE identity_record SET entered_by = 'operator'");
    expect(await ada.browser.post('identity', { proof, ...record }), 'identity-by-operator');
    assert.equal((await ada.browser.get('identity')).json.entered_by, 'operator');
  },

  'a stolen phone: what its report refuses': async (site) => {
    const ada = await Person.enrolled(site);
    const post = (path, body) => ada.browser.post(path, body);
    const report = async () => {
      expect(await post('stolen', ada.credentials), 202);
      return ada.mailed_code();
    };
    const wrong = { ...ada.credentials, password: 'not the password' };
    expect(await post('stolen', wrong), 'not-accepted');
    const late = await report();
    site.clock.advance(14 * minute);
    const code = await report();
    site.clock.advance(2 * minute);
    expect(await post('stolen/confirm', { mailed_code: late }), 'code-wrong');
    const elsewhere = ada.browser.copy();
    elsewhere.forget('__Host-sparekey-browser');
    expect(await elsewhere.post('stolen/confirm', { mailed_code: code }), 'code-expired');
    expect(await post('stolen/confirm', { mailed_code: code }), 200);
    const back = { ...ada.credentials, code: ada.backup_codes[0] };
    expect(await post('stolen/take-back', { ...back, password: 'wrong' }), 'not-accepted');
    expect(await post('stolen/take-back', { ...back, code: wrong_code }), 'code-wrong');
    expect(await post('stolen/take-back', back), 204);
    expect(await post('stolen/take-back', back), 'not-suspended');
    // Nothing is mailed that could not be used.
    expect(await post('stolen', ada.credentials), 202);
    expect(await post('stolen/confirm', { mailed_code: wrong_code }), 'stolen-recently');
    const used = await post('stolen/confirm', { backup_code: ada.backup_codes[0] });
    expect(used, 'code-already-used');
    for (let i = 0; i < 10; ++i) await post('stolen/confirm', { backup_code: wrong_code });
    const [, backup_code] = ada.backup_codes;
    expect(await post('stolen/confirm', { backup_code }), 'too-many-tries');
  },

  'a stolen phone: with a replaced password a backup code reports nothing': async (site) => {
    const ada = await Person.enrolled(site);
    expect(await ada.browser.post('password/change', { proof: ada.proof, new_password }), 200);
    expect(await ada.browser.post('stolen', ada.credentials), 202);
    const [backup_code] = ada.backup_codes;
    expect(await ada.browser.post('stolen/confirm', { backup_code }), 'not-accepted');
  },

  'a stolen phone: it is not taken back by a used code, nor by trying codes': async (site) => {
    const ada = await Person.enrolled(site);
    expect(await ada.browser.post('stolen', ada.credentials), 202);
    const [code, other] = ada.backup_codes;
    expect(await ada.browser.post('stolen/confirm', { backup_code: code }), 200);
    const take_back = (typed) =>
      ada.browser.post('stolen/take-back', { ...ada.credentials, code: typed });
    expect(await take_back(code), 'code-already-used');
    for (let i = 0; i < 10; ++i) expect(await take_back(wrong_code), 'code-wrong');
    expect(await take_back(other), 'too-many-tries');
  },

  'undo, with both in force, undoes nothing': async (site) => {
    const ada = await Person.enrolled(site);
    const both = { ...ada.credentials, code: ada.fresh_code() };
    expect(await ada.browser.post('undo', both), 'nothing-to-undo');
    expect(await ada.browser.post('undo', { ...both, password: 'wrong' }), 'not-accepted');
  },

  'it was not me: its link is looked at, and bears five passwords': async (site) => {
    const ada = await Person.enrolled(site);
    const token = await ada.mailed_token('not-me');
    const look = () => ada.browser.post('not-me/look', { token });
    assert.equal(expect(await look(), 200).json.action, 'undo_enabling');
    const wrong = { token, password: 'not the password' };
    for (let i = 0; i < 5; ++i) expect(await ada.browser.post('not-me', wrong), 'password-wrong');
    const right = { token, password: ada.password };
    expect(await ada.browser.post('not-me', right), 'too-many-tries');
    expect(await look(), 200);
  },

  'a client that asks too often waits, and others do not': async (site) => {
    const stranger = new Client(site);
    const body = { email: 'nobody@example.org', password: 'whatever it may be' };
    for (let i = 0; i < 30; ++i) expect(await stranger.post('sign-in', body), 'not-accepted');
    // On a machine that is busy some of the budget has come back meanwhile.
    let last = await stranger.post('sign-in', body);
    for (let i = 0; i < 30 && last.slug === 'not-accepted'; ++i)
      last = await stranger.post('sign-in', body);
    expect(last, 'too-many-requests');
    assert.equal(last.header('retry-after'), `${last.json.retry_after_s}`);
    expect(await new Client(site).post('sign-in', body), 'not-accepted');
  },
};
