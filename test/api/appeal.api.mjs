// An appeal, as its applicant makes it: the gate, the draft, the submission, and what ends it.
import assert from 'node:assert/strict';
import { Client, expect } from './lib/client.mjs';
import { give, opened } from './lib/deciding.mjs';
import { Filed, claimed, gate_code, long_known } from './lib/filed.mjs';
import { Member } from './lib/member.mjs';
import { Person, a_password } from './lib/person.mjs';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const no_token = 'A'.repeat(54);
const no_receipt = 'ABCD EFGH IJKL MNOP';
const zone = 'Europe/Berlin';
const not_me_link = /\/appeal\/not-me#(\S+)/;

function open(browser, person, code, more = {}) {
  const asked = {
    email: person.email,
    code,
    password: person.password,
    lost: 'phone_lost',
    zone,
  };
  return browser.post('appeal/open', { ...asked, ...more });
}

const restriction_of = async (filed) => (await filed.state()).restriction.kind;

const routes_of_a_draft = [
  ['appeal/form', { form: claimed }],
  ['appeal/paper-code'],
  ['appeal/receipt'],
  ['appeal/phone'],
  ['appeal/submit', { receipt: no_receipt, consent: true }],
];
const routes_of_a_case = [['appeal/supplied'], ['appeal/withdraw'], ['appeal/review']];

export const tests = {
  'the gate says the same of everybody, and neither mailbox nor password opens it': async (
    site,
  ) => {
    const [ada] = await long_known(site, {});
    const browser = new Client(site);
    const unknown = new Client(site);
    const asked = expect(await unknown.post('appeal/gate', { email: 'nobody@example.org' }), 202);
    const code = await gate_code(ada, browser);
    assert.deepEqual(Object.keys(asked.json), ['expires_at']);
    // The password alone.
    expect(await open(unknown, ada, '00000000'), 'code-expired');
    // The mailbox alone.
    expect(await open(browser, ada, code, { password: 'not the one she has' }), 'not-accepted');
    const wrong = code === '12345678' ? '87654321' : '12345678';
    expect(await open(browser, ada, wrong), 'code-wrong');
    expect(await open(browser, ada, code, { zone: 'Atlantis' }), 'invalid-fields');
    expect(await browser.get('appeal'), 'no-appeal');
    for (let i = 0; i < 3; ++i) expect(await open(browser, ada, wrong), 'code-wrong');
    expect(await open(browser, ada, code), 'too-many-tries');
    site.clock.advance(16 * minute);
    expect(await open(browser, ada, code), 'code-expired');
    await ada.sign_in(browser);
    const { account } = expect(await browser.get('session'), 200).json;
    assert.equal(account.restriction?.kind ?? 'none', 'none');
  },

  'an account without a factor, or without a record, is told so before anything is sent': async (
    site,
  ) => {
    const [bare, plain] = [await Person.signed_up(site), await Person.enrolled(site)];
    site.clock.advance(31 * day);
    for (const [person, slug] of [
      [bare, 'no-factor'],
      [plain, 'no-identity-record'],
    ]) {
      const browser = new Client(site);
      expect(await open(browser, person, await gate_code(person, browser)), slug);
    }
  },

  'nobody else acts in an appeal, and what comes too early or too late changes nothing': async (
    site,
  ) => {
    const [ada] = await long_known(site, {});
    const stranger = new Client(site);
    const all = [...routes_of_a_draft, ...routes_of_a_case];
    for (const [path, body] of all) expect(await stranger.post(path, body), 'no-appeal');
    expect(await stranger.get('appeal'), 'no-appeal');

    const filed = new Filed(site, ada);
    await filed.open();
    const { browser } = filed;
    for (const path of ['appeal/supplied', 'appeal/review']) {
      expect(await browser.post(path), 'wrong-state');
    }
    await filed.fill(claimed);
    const { receipt } = expect(await browser.post('appeal/receipt'), 200).json;
    const submit = (typed) => browser.post('appeal/submit', { receipt: typed, consent: true });
    expect(await submit(receipt), 'incomplete');
    filed.send(true);
    expect(await submit(no_receipt), 'receipt-wrong');
    expect(await browser.post('appeal/submit', { receipt, consent: false }), 'invalid-fields');
    assert.equal(await restriction_of(filed), 'none');
    expect(await submit(receipt.toLowerCase().replaceAll(' ', '-')), 200);
    assert.equal(await restriction_of(filed), 'freeze');
    await filed.reaches('initial_review');
    // A phone may join for what comes later.
    for (const [path, body] of routes_of_a_draft.filter(([path]) => path !== 'appeal/phone')) {
      expect(await browser.post(path, body), 'wrong-state');
    }
    // It ends with its freeze, and then for good.
    expect(await browser.post('appeal/withdraw'), 200);
    assert.equal((await filed.state()).state, 'withdrawn');
    assert.equal(await restriction_of(filed), 'none');
    for (const path of ['appeal/withdraw', 'appeal/phone']) {
      expect(await browser.post(path), 'wrong-state');
    }
  },

  'fifty submissions at once are one': async (site) => {
    const [ada] = await long_known(site, {});
    const filed = new Filed(site, ada);
    await filed.open();
    await filed.fill(claimed);
    filed.send(true);
    const { receipt } = expect(await filed.browser.post('appeal/receipt'), 200).json;
    const submit = () => filed.browser.post('appeal/submit', { receipt, consent: true });
    const answers = await Promise.all(Array.from({ length: 50 }, submit));
    const good = answers.filter(({ status }) => status === 200);
    assert.equal(good.length, 1);
    for (const answer of answers) if (answer.status !== 200) expect(answer, 'wrong-state');
  },

  'a phone joins once, and receipt and mail go on in another browser': async (site) => {
    const [ada] = await long_known(site, {});
    const filed = new Filed(site, ada);
    await filed.open();
    const offer = async () => expect(await filed.browser.post('appeal/phone'), 200).json;
    const token_of = ({ url }) => /#(\S+)$/.exec(url)[1];
    const phone = new Client(site);
    const first = await offer();
    assert.match(first.qr_svg, /^<svg/);
    const token = token_of(first);
    const joined = expect(await phone.post('appeal/join', { token }), 200).json;
    assert.equal(joined.case_number, filed.number);
    expect(await new Client(site).post('appeal/join', { token }), 'link-invalid');
    expect(await phone.post('appeal/join', { token: no_token }), 'link-invalid');
    const late = token_of(await offer());
    site.clock.advance(11 * minute);
    expect(await phone.post('appeal/join', { token: late }), 'link-invalid');

    const { receipt } = expect(await filed.browser.post('appeal/receipt'), 200).json;
    const other = new Client(site);
    const go_on = (code, typed = receipt) =>
      other.post('appeal/continue', { email: ada.email, code, receipt: typed });
    expect(await go_on('12345678'), 'code-expired');
    const code = await gate_code(ada, other);
    const wrong = code === '12345678' ? '87654321' : '12345678';
    expect(await go_on(wrong), 'code-wrong');
    expect(await go_on(code, no_receipt), 'receipt-wrong');
    expect(await go_on(code), 200);
    assert.equal(expect(await other.get('appeal'), 200).json.case_number, filed.number);
    const again = await gate_code(ada, other);
    for (let i = 0; i < 5; ++i) expect(await go_on(again, no_receipt), 'receipt-wrong');
    expect(await go_on(again), 'too-many-tries');
  },

  'the owner’s code ends an appeal and its freeze at once': async (site) => {
    const [ada, bob] = await long_known(site, {}, {});
    const filed = await Filed.in_review(site, ada);
    assert.equal(await restriction_of(filed), 'freeze');
    const stranger = new Client(site);
    // With the password alone nobody signs in.
    await ada.give_password(stranger);
    assert.equal(expect(await stranger.get('session'), 200).json.signed_in, false);

    const veto = (person, code, more = {}) =>
      stranger.post('appeal/veto', {
        email: person.email,
        password: person.password,
        code,
        was: 'found',
        ...more,
      });
    expect(await veto(ada, ada.wrong_code()), 'not-accepted');
    const ended = expect(await veto(ada, ada.fresh_code()), 200).json;
    assert.deepEqual(ended, { ended: 'cancelled_by_owner', must_change_password: false });
    assert.equal((await filed.state()).state, 'cancelled_by_owner');
    assert.equal(await restriction_of(filed), 'none');
    // This password opens no other.
    const browser = new Client(site);
    expect(await open(browser, ada, await gate_code(ada, browser)), 'appeal-barred');

    // The phone is said to be stolen: its codes are not enough without the mailbox.
    const other = new Filed(site, bob);
    other.lost = 'stolen';
    await other.open();
    await other.fill({ ...claimed, id_number: 'C01X00T47' });
    other.send(true);
    await other.submit();
    // They use up its one contest.
    const contested = expect(await veto(bob, bob.fresh_code()), 200).json;
    assert.equal(contested.ended, 'contested');
    expect(await veto(bob, bob.fresh_code()), 'mailed-code-needed');
  },

  'a stolen phone’s code signs nobody in, and resets and undoes nothing': async (site) => {
    const [ada] = await long_known(site, {});
    await ada.sign_in();
    const new_password = 'changed an hour before the theft';
    expect(await ada.browser.post('password/change', { proof: ada.proof, new_password }), 200);
    const old = ada.credentials;
    ada.password = new_password;
    const filed = new Filed(site, ada);
    filed.lost = 'stolen';
    await filed.open();
    await filed.fill(claimed);
    filed.send(true);
    await filed.submit();

    const thief = new Client(site);
    await ada.give_password(thief);
    expect(await thief.post('sign-in/code', { code: ada.fresh_code() }), 'mailed-code-needed');
    expect(await thief.post('undo', { ...old, code: ada.fresh_code() }), 'mailed-code-needed');
    expect(await thief.post('password/forgot', { email: ada.email }), 202);
    const token = await ada.mailed_token('reset');
    const reset = { token, new_password: 'set by a thief', code: ada.fresh_code() };
    expect(await thief.post('password/reset', reset), 'mailed-code-needed');
    assert.equal(expect(await thief.get('session'), 200).json.signed_in, false);
    assert.equal((await filed.state()).state, 'contested');
  },

  'a sign-in with a code is the veto': async (site) => {
    const [ada] = await long_known(site, {});
    const filed = await Filed.in_review(site, ada);
    const browser = new Client(site);
    await ada.sign_in(browser);
    assert.equal((await filed.state()).state, 'cancelled_by_owner');
    const { account } = expect(await browser.get('session'), 200).json;
    assert.notEqual(account.restriction.kind, 'freeze');
  },

  'the last backup code ends an appeal only when that is said': async (site) => {
    const [ada] = await long_known(site, {});
    for (const code of ada.backup_codes.slice(0, 7)) {
      const browser = new Client(site);
      await ada.give_password(browser);
      expect(await browser.post('sign-in/code', { code }), 200);
    }
    const filed = await Filed.in_review(site, ada);
    const veto = (more) =>
      new Client(site).post('appeal/veto', {
        email: ada.email,
        password: ada.password,
        code: ada.backup_codes[7],
        was: 'attack',
        ...more,
      });
    expect(await veto(), 'last-backup-code');
    const ended = expect(await veto({ confirm_last: true }), 200).json;
    assert.deepEqual(ended, { ended: 'cancelled_by_owner', must_change_password: true });
    assert.equal((await filed.state()).state, 'cancelled_by_owner');
  },

  'a notice’s link contests once, and again only in the hold': async (site) => {
    const [ada] = await long_known(site, {});
    const filed = await Filed.in_review(site, ada);
    const mail = await ada.mail(({ text }) => not_me_link.test(text));
    const token = not_me_link.exec(mail.text)[1];
    const anyone = new Client(site);
    const shown = expect(await anyone.post('appeal/not-me/look', { token }), 200).json;
    assert.equal(shown.case_number, filed.number);
    assert.equal((await filed.state()).state, 'initial_review');
    for (const path of ['appeal/not-me/look', 'appeal/not-me']) {
      expect(await anyone.post(path, { token: no_token }), 'link-invalid');
    }
    const said = expect(await anyone.post('appeal/not-me', { token }), 200).json;
    assert.equal(said.result, 'contested');
    assert.equal((await filed.state()).state, 'contested');
    const { words } = await filed.state();
    const genuine = async (typed) =>
      expect(await anyone.post('appeal/genuine', { case_number: filed.number, words: typed }), 200)
        .json.genuine;
    assert.deepEqual([await genuine(words), await genuine('false words')], [true, false]);
  },

  'a rejection says nothing of what differed, and is reviewed once': async (site) => {
    const [ada] = await long_known(site, {});
    const kate = await Member.hired(site);
    const filed = await Filed.in_review(site, ada);
    expect(await give(kate, await opened(kate), 'reject'), 200);
    const { state, decision } = await filed.state();
    assert.equal(state, 'rejected');
    assert.ok(!JSON.stringify(decision).includes('name'), JSON.stringify(decision));
    assert.equal(await restriction_of(filed), 'none');
    expect(await filed.browser.post('appeal/review'), 200);
    assert.equal((await filed.state()).state, 'escalated');
    expect(await filed.browser.post('appeal/review'), 'wrong-state');
  },

  'what was asked for is sent before it is said to be there': async (site) => {
    const [ada] = await long_known(site, {});
    const kate = await Member.hired(site);
    const filed = await Filed.in_review(site, ada);
    const { id } = await opened(kate);
    const items = [{ kind: 'id_front', reason: 'blurred' }];
    expect(await kate.browser.post(`desk/cases/${id}/ask`, { items, checklist: { 1: 'no' } }), 200);
    expect(await filed.browser.post('appeal/supplied'), 'incomplete');
    filed.send_again('id_front');
    expect(await filed.browser.post('appeal/supplied'), 200);
    await filed.reaches('initial_review');
  },

  'rivals wait, and not without end': async (site) => {
    const [ada] = await long_known(site, {});
    await Filed.in_review(site, ada);
    const answers = [];
    // One is at work, sixteen may wait.
    for (let i = 0; i < 18 && !answers.includes('too-many-appeals'); ++i) {
      // Five codes an hour are mailed to an address.
      site.clock.advance(hour);
      const browser = new Client(site);
      const answer = await open(browser, ada, await gate_code(ada, browser));
      answers.push(answer.slug ?? answer.status);
    }
    assert.deepEqual(answers, [...Array(16).fill(201), 'too-many-appeals']);
    assert.equal(ada.password, a_password);
  },
};
