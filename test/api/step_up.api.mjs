// What takes a proof: each route that does, in each state that refuses it.
import assert from 'node:assert/strict';
import { Client, expect } from './lib/client.mjs';
import { Person } from './lib/person.mjs';
import { change_rows } from './lib/unharmed.mjs';

const hour = 3600;
const day = 24 * hour;
const new_password = 'quite another long password';

// Each route with the rest of its body; a backup code counts for two of them.
const identity = { legal_name: 'Ada Lovelace', birth_date: '1970-12-10', id_number: 'X-12' };
const routes = {
  'password/change': { new_password },
  'authenticator/begin': { purpose: 'replace' },
  'authenticator/disable': {},
  'backup-codes/view': {},
  'backup-codes/regenerate': {},
  addresses: { email: 'second@example.net' },
  'addresses/{id}/remove': {},
  'addresses/{id}/primary': {},
  identity,
  'account/close': {},
};
const by_backup_code = ['authenticator/begin', 'authenticator/disable'];

async function each_route(person, act) {
  const { addresses } = (await person.browser.get('addresses')).json;
  const id = addresses.find(({ primary }) => primary).id;
  for (const [path, body] of Object.entries(routes)) {
    const post = (proof, browser = person.browser) =>
      browser.post(path.replace('{id}', id), { ...body, proof });
    await act(post, path);
  }
}

async function sign_in_by_backup_code(person) {
  const code = person.backup_codes.shift();
  person.browser.forget();
  await person.give_password();
  expect(await person.browser.post('sign-in/code', { code }), 200);
}

async function report_stolen_by_backup_code(person) {
  expect(await person.browser.post('stolen', person.credentials), 202);
  const backup_code = person.backup_codes.shift();
  expect(await person.browser.post('stolen/confirm', { backup_code }), 200);
}

export const tests = {
  'a proof that is missing, wrong or used is refused by every route': async (site) => {
    const ada = await Person.enrolled(site);
    const { password } = ada;
    await each_route(ada, async (post, path) => {
      expect(await post({ password, code: '000000' }, new Client(site)), 'not-signed-in');
      // A sign-in refills the budgets that these tries use up.
      await ada.sign_in();
      expect(await post({ password: 'not the password', code: ada.code() }), 'password-wrong');
      expect(await post({ password }), 'code-needed');
      expect(await post({ password, code: ada.wrong_code() }), 'code-wrong');
      expect(await post({ password, code: ada.used_code() }), 'code-already-used');
      if (by_backup_code.includes(path)) return;
      const backup = await post({ password, code: ada.backup_codes[0] });
      expect(backup, 'backup-code-not-enough');
    });
    const { left } = (await ada.browser.get('backup-codes')).json;
    assert.equal(left, 8);
  },

  'past the budget even a right proof is refused by every route': async (site) => {
    const ada = await Person.enrolled(site);
    let answer;
    for (let i = 0; i < 11; ++i) {
      const proof = { password: ada.password, code: ada.wrong_code() };
      answer = await ada.browser.post('backup-codes/view', { proof });
      expect(answer, i < 10 ? 'code-wrong' : 'too-many-tries');
    }
    assert.ok(Number(answer.header('retry-after')) > 0);
    await each_route(ada, async (post) => expect(await post(ada.proof), 'too-many-tries'));
  },

  'a hold refuses nearly everything, and a freeze all of it': async (site) => {
    const ada = await Person.enrolled(site);
    expect(await ada.browser.post('backup-codes/view', { proof: ada.proof }), 200);
    await each_route(ada, async (post, path) => {
      if (path === 'password/change') return;
      const { json } = expect(await post(ada.proof), 'restricted');
      assert.equal(json.restriction, 'hold');
    });
    const until = (site.clock.now() + day) * 1_000_000;
    await change_rows(site, `UPDATE guard SET freeze_since = 1, freeze_until = ${until}`);
    await each_route(ada, async (post) => {
      const { json } = expect(await post(ada.proof), 'restricted');
      assert.equal(json.restriction, 'freeze');
    });
    const post = (path, body) => ada.browser.post(path, body);
    const written = { key_group: 1, group_text: 'ABCD', code_ending: '1234' };
    expect(await post('readiness/written-down', written), 'restricted');
    expect(await post('readiness/snooze'), 'restricted');
    expect(await post('addresses/confirm', { code: '12345678' }), 'restricted');
    expect(await post('authenticator/confirm', { code: '123456' }), 'restricted');
  },

  'one-time codes that were suspended count for nothing, also after the hold': async (site) => {
    const ada = await Person.enrolled(site);
    await report_stolen_by_backup_code(ada);
    await ada.give_password();
    expect(await ada.browser.post('sign-in/code', { code: ada.code() }), 'factor-suspended');
    site.clock.advance(3 * day + 60);
    await sign_in_by_backup_code(ada);
    await each_route(ada, async (post, path) => {
      // In a session that began with a backup code the password alone replaces.
      if (path === 'authenticator/begin') return;
      expect(await post(ada.proof), 'factor-suspended');
    });
    expect(await ada.browser.post('password/forgot', { email: ada.email }), 202);
    const token = await ada.mailed_token('reset');
    const reset = { token, new_password, code: ada.fresh_code() };
    expect(await new Client(site).post('password/reset', reset), 'factor-suspended');
    const replaced = { purpose: 'replace', proof: { password: ada.password } };
    await ada.confirm(expect(await ada.browser.post('authenticator/begin', replaced), 200).json);
    await ada.sign_in();
  },

  'the last backup code is spent only by who says so': async (site) => {
    const ada = await Person.enrolled(site);
    for (let i = 0; i < 7; ++i) await sign_in_by_backup_code(ada);
    const [code] = ada.backup_codes;
    await ada.sign_in();
    const proof = { password: ada.password, code };
    const post = (path, body) => ada.browser.post(path, body);
    expect(await post('authenticator/begin', { purpose: 'replace', proof }), 'last-backup-code');
    expect(await post('authenticator/disable', { proof }), 'last-backup-code');
    await ada.give_password();
    expect(await post('sign-in/code', { code }), 'last-backup-code');
    expect(await post('stolen', ada.credentials), 202);
    expect(await post('stolen/confirm', { backup_code: code }), 'last-backup-code');
    const mailed_code = await ada.mailed_code();
    expect(await post('stolen/confirm', { mailed_code }), 200);
    expect(await post('stolen/take-back', { ...ada.credentials, code }), 'last-backup-code');
    const sure = { ...ada.credentials, code, confirm_last: true };
    expect(await post('stolen/take-back', sure), 204);
  },

  'what needs a second factor is refused without one, and the other way round': async (site) => {
    const bob = await Person.signed_up(site);
    const { password } = bob;
    const post = (path, body) => bob.browser.post(path, body);
    expect(await bob.browser.get('backup-codes'), 'no-factor');
    for (const path of ['backup-codes/view', 'backup-codes/regenerate', 'authenticator/disable']) {
      expect(await post(path, { proof: { password } }), 'no-factor');
    }
    const replace = { purpose: 'replace', proof: { password } };
    expect(await post('authenticator/begin', replace), 'no-factor');
    const written = { key_group: 1, group_text: 'ABCD', code_ending: '1234' };
    expect(await post('readiness/written-down', written), 'no-factor');
    expect(await post('stolen', bob.credentials), 202);
    expect(await post('stolen/confirm', { mailed_code: '12345678' }), 'no-factor');
    expect(await post('authenticator/confirm', { code: '123456' }), 'no-enrolment');

    const ada = await Person.enrolled(site);
    const enable = { purpose: 'enable', proof: ada.proof, mailed_code: '12345678' };
    expect(await ada.browser.post('authenticator/begin', enable), 'factor-already-enabled');
    expect(await ada.browser.post('authenticator/mail-code'), 'factor-already-enabled');
  },

  'a short password is refused where it would be the only factor': async (site) => {
    const ada = await Person.enrolled(site);
    const post = (path, body) => ada.browser.post(path, body);
    const change = async (next) =>
      post('password/change', { proof: ada.proof, new_password: next });
    expect(await change('short'), 'password-too-short');
    assert.equal(expect(await change('password123'), 'password-blocked').json.reason, 'common');
    expect(await change('eight or'), 200);
    ada.password = 'eight or';
    site.clock.advance(2 * day + 60);
    await ada.sign_in();
    expect(await post('authenticator/disable', { proof: ada.proof }), 'password-too-short');
    const bob = await Person.signed_up(site);
    const other = { proof: { password: bob.password }, new_password: 'fourteen signs' };
    expect(await bob.browser.post('password/change', other), 'password-too-short');
    for (const [reason, password] of [
      ['too_similar', `${bob.email} and`],
      ['site_name', 'sparekeysparekey'],
    ]) {
      const similar = { proof: { password: bob.password }, new_password: password };
      const answer = await bob.browser.post('password/change', similar);
      assert.equal(expect(answer, 'password-blocked').json.reason, reason);
    }
  },
};
