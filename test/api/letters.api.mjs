// The letters: each event sends its own, to every confirmed address and to no other, and nothing
// secret in it that has no business there.
import assert from 'node:assert/strict';
import { Client, expect } from './lib/client.mjs';
import { Person, code_in, token_in } from './lib/person.mjs';

const day = 24 * 3600;
const second_address = 'second@example.net';

// Those that bring eight digits; every other letter has none.
const brings_code = /^Your code /;
// Those whose link is for one thing; the link of a notice says that it was not you.
const pages = { 'A new password for Sparekey': 'reset', 'Go on signing in to Sparekey': 'relief' };

// Somebody with a second factor and two addresses, whose hold is over.
async function with_two_addresses(site) {
  const ada = await Person.enrolled(site);
  const added = { email: second_address, proof: ada.proof };
  expect(await ada.browser.post('addresses', added), 202);
  const code = await ada.mailed_code(second_address);
  expect(await ada.browser.post('addresses/confirm', { code }), 201);
  await both_get(ada, 'An address was added at Sparekey');
  await after_the_hold(ada);
  return ada;
}

async function after_the_hold(person) {
  person.site.clock.advance(2 * day + 60);
  person.browser.forget();
  await person.sign_in();
}

function holds_no_secret(person, { subject, text }) {
  const secrets = [person.password, person.setup_key, ...(person.backup_codes ?? [])];
  const halves = (person.backup_codes ?? []).map((code) => `${code.slice(0, 4)} ${code.slice(4)}`);
  const groups = person.setup_key?.match(/.{4}/g).join(' ');
  for (const secret of [...secrets, ...halves, groups].filter((one) => one)) {
    assert.ok(!text.includes(secret) && !subject.includes(secret), `${secret} in: ${text}`);
  }
  const eight_digits = /\b\d{4} ?\d{4}\b/.test(text);
  assert.equal(eight_digits, brings_code.test(subject), text);
  assert.doesNotMatch(subject, /\d{4}/, 'a locked screen shows the subject');
}

async function gets(person, address, subject) {
  const mail = await person.mail((one) => one.subject === subject, address);
  holds_no_secret(person, mail);
  assert.deepEqual(mail.to, address);
  assert.match(mail.text, /When: \d{1,2} [A-Z][a-z]+ \d{4} at \d\d:\d\d UTC \(\+00:00\)\./);
  assert.match(mail.text, /\bFrom: 10\.\d+\.\d+\.\d+\./, 'says from where');
  const page = pages[subject];
  if (page) assert.ok(mail.text.includes(`${person.site.url}/${page}#`), mail.text);
  if (!page && !brings_code.test(subject)) {
    assert.match(mail.text, /\/(not-me#|lost-access)/, `${subject} says what to do`);
  }
  return mail;
}

async function both_get(person, subject) {
  const first = await gets(person, person.email, subject);
  const second = await gets(person, second_address, subject);
  const link = token_in(first);
  if (link) assert.ok(token_in(second), `${subject}: one has a link`);
}

export const tests = {
  'changes of the factor are told to every address': async (site) => {
    const ada = await with_two_addresses(site);
    const post = (path, body) => ada.browser.post(path, body);
    expect(await post('backup-codes/view', { proof: ada.proof }), 200);
    await both_get(ada, 'Your backup codes were shown at Sparekey');
    await after_the_hold(ada);
    const made = expect(await post('backup-codes/regenerate', { proof: ada.proof }), 200);
    ada.backup_codes = made.json.backup_codes.map((code) => code.replaceAll(' ', ''));
    await both_get(ada, 'New backup codes at Sparekey');
    await after_the_hold(ada);
    const replace = { purpose: 'replace', proof: ada.proof };
    await ada.confirm(expect(await post('authenticator/begin', replace), 200).json);
    await both_get(ada, 'A new authenticator at Sparekey');
    await after_the_hold(ada);
    expect(await post('authenticator/disable', { proof: ada.proof }), 200);
    await both_get(ada, 'Two-factor sign-in is off at Sparekey');
  },

  'signing in with a backup code is told with how many are left': async (site) => {
    const ada = await with_two_addresses(site);
    for (const [used, code] of ada.backup_codes.slice(0, 5).entries()) {
      await ada.give_password();
      expect(await ada.browser.post('sign-in/code', { code }), 200);
      const { text } = await gets(ada, ada.email, 'Signed in with a backup code at Sparekey');
      assert.ok(text.includes(`Backup codes left: ${7 - used}.`), text);
      await gets(ada, second_address, 'Signed in with a backup code at Sparekey');
    }
    expect(await ada.browser.post('password/forgot', { email: ada.email }), 202);
    const token = await ada.mailed_token('reset');
    const reset = { token, new_password: 'set by a link, and long', code: ada.backup_codes[5] };
    expect(await ada.browser.post('password/reset', reset), 200);
    await both_get(ada, 'Few backup codes are left at Sparekey');
  },

  'the right password with a wrong code, and a budget reached, are told': async (site) => {
    const ada = await with_two_addresses(site);
    const stranger = ada.browser.copy();
    stranger.forget('__Host-sparekey-browser');
    await ada.give_password(stranger);
    expect(await stranger.post('sign-in/code', { code: ada.wrong_code() }), 'code-wrong');
    await both_get(ada, 'Right password, wrong code at Sparekey');
    const { email } = ada;
    for (let i = 0; i < 6; ++i) await stranger.post('sign-in', { email, password: `wrong ${i}` });
    await both_get(ada, 'Too many tries at Sparekey');
  },

  'changes of the password and of addresses are told to every address': async (site) => {
    const ada = await with_two_addresses(site);
    const post = (path, body) => ada.browser.post(path, body);
    const changed = { proof: ada.proof, new_password: 'quite another long password' };
    expect(await post('password/change', changed), 200);
    ada.password = changed.new_password;
    await both_get(ada, 'Your password was changed at Sparekey');
    await after_the_hold(ada);
    const { addresses } = (await ada.browser.get('addresses')).json;
    const second = addresses.find((address) => !address.primary).id;
    const first = addresses.find((address) => address.primary).id;
    expect(await post(`addresses/${second}/primary`, { proof: ada.proof }), 204);
    await both_get(ada, 'Your main address changed at Sparekey');
    await after_the_hold(ada);
    expect(await post(`addresses/${first}/remove`, { proof: ada.proof }), 204);
    await both_get(ada, 'An address was removed at Sparekey');
    // The one that was removed goes on hearing of the account for 90 days.
    ada.email = second_address;
    await after_the_hold(ada);
    expect(await post('backup-codes/view', { proof: ada.proof }), 200);
    await gets(ada, second_address, 'Your backup codes were shown at Sparekey');
    const removed = addresses.find((address) => address.primary).email;
    await gets(ada, removed, 'Your backup codes were shown at Sparekey');
    ada.site.clock.advance(91 * day);
    ada.browser.forget();
    await ada.sign_in();
    expect(await post('backup-codes/view', { proof: ada.proof }), 200);
    await gets(ada, second_address, 'Your backup codes were shown at Sparekey');
    const late = await site.mails(removed);
    assert.equal(late.filter(({ subject }) => /were shown/.test(subject)).length, 1);
  },

  'a forgotten password and a pending one are told to every address': async (site) => {
    const ada = await with_two_addresses(site);
    const reset = async (more) => {
      expect(await ada.browser.post('password/forgot', { email: ada.email }), 202);
      const token = token_in(await gets(ada, ada.email, 'A new password for Sparekey'));
      const body = { token, new_password: 'set by a link, and long', ...more };
      return expect(await ada.browser.post('password/reset', body), 200);
    };
    await reset({ without_factor: true });
    await both_get(ada, 'A new password waits at Sparekey');
    await reset({ code: ada.fresh_code() });
    await both_get(ada, 'Your password was reset at Sparekey');
    const second = await site.mails(second_address);
    assert.ok(
      second.every((mail) => !pages[mail.subject]),
      'a link goes to the primary one only',
    );
  },

  'a stolen phone, its return and an undo are told to every address': async (site) => {
    const ada = await with_two_addresses(site);
    const browser = ada.browser;
    expect(await browser.post('stolen', ada.credentials), 202);
    const mailed_code = code_in(await gets(ada, ada.email, 'Your code to report a stolen phone'));
    expect(await browser.post('stolen/confirm', { mailed_code }), 200);
    await both_get(ada, 'Your phone was reported stolen at Sparekey');
    const found = { ...ada.credentials, code: ada.backup_codes[0] };
    expect(await browser.post('stolen/take-back', found), 204);
    await both_get(ada, 'Your phone is no longer reported stolen at Sparekey');
    site.clock.advance(3 * day + 60);
    await ada.sign_in();
    const old = ada.backup_codes[1];
    const made = expect(await browser.post('backup-codes/regenerate', { proof: ada.proof }), 200);
    assert.equal(made.json.backup_codes.length, 8);
    await both_get(ada, 'New backup codes at Sparekey');
    expect(await browser.post('undo', { ...ada.credentials, code: old }), 200);
    await both_get(ada, 'A change was undone at Sparekey');
  },

  'an identity record, an undone enabling and the end are told': async (site) => {
    const ada = await Person.enrolled(site);
    const notice = await gets(ada, ada.email, 'Two-factor sign-in is on at Sparekey');
    const token = token_in(notice);
    assert.ok(token);
    const record = { legal_name: 'Ada Lovelace', birth_date: '1970-12-10', id_number: 'X-12' };
    expect(await ada.browser.post('identity', { proof: ada.proof, ...record }), 200);
    const told = await gets(ada, ada.email, 'An identity record was entered at Sparekey');
    assert.doesNotMatch(told.text, /Lovelace|1970|X-12/);
    expect(await ada.browser.post('not-me', { token, password: ada.password }), 200);
    await gets(ada, ada.email, 'Two-factor sign-in was undone at Sparekey');
    const bob = await Person.signed_up(site);
    expect(await bob.browser.post('account/close', { proof: { password: bob.password } }), 204);
    await gets(bob, bob.email, 'Your account was closed at Sparekey');
  },

  'who signs up with an address that has an account is told, and only there': async (site) => {
    const ada = await Person.signed_up(site);
    const stranger = new Person(site, { email: ada.email });
    stranger.browser = new Client(site);
    expect(await stranger.browser.post('sign-up', stranger.credentials), 202);
    const mail = await stranger.mail((one) => /already have/.test(one.subject));
    assert.ok(mail.text.includes('/sign-in') || mail.text.includes(site.url), mail.text);
    assert.equal(code_in(mail), undefined);
  },
};
