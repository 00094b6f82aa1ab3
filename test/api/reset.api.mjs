// The end of an appeal that was passed: the mailed link, and a new authenticator.
import assert from 'node:assert/strict';
import { Client, expect } from './lib/client.mjs';
import { passed_by } from './lib/deciding.mjs';
import { Filed, gate_code, long_known } from './lib/filed.mjs';
import { Member } from './lib/member.mjs';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const no_token = 'A'.repeat(54);
const no_receipt = 'ABCD EFGH IJKL MNOP';
const not_me_link = /\/appeal\/not-me#(\S+)/;
const reset_link = /\/appeal\/reset#(\S+)/;

async function link_of(person) {
  const mail = await person.mail(({ text }) => reset_link.test(text));
  return reset_link.exec(mail.text)[1];
}

// Passed by two, and its dates reached: the mailed link.
async function approved(site, person) {
  const [kate, dora] = [await Member.hired(site), await Member.hired(site)];
  const filed = await Filed.in_review(site, person);
  await passed_by(kate, dora);
  site.clock.advance(8 * day);
  await filed.reaches('link_sent');
  filed.link = await link_of(person);
  return filed;
}

function begin_reset(filed, more = {}) {
  const { link: token, receipt, person, browser } = filed;
  return browser.post('appeal/reset/begin', {
    token,
    receipt,
    password: person.password,
    ...more,
  });
}

export const tests = {
  'two pass it, the dates are reached, and link, password and receipt give a new authenticator':
    async (site) => {
      const [ada] = await long_known(site, {});
      const filed = await approved(site, ada);
      const { browser, link: token, receipt } = filed;
      // What shows, changes nothing.
      for (let i = 0; i < 2; ++i) {
        const shown = expect(await browser.post('appeal/reset/look', { token }), 200).json;
        assert.equal(shown.email, `${ada.email[0]}…@example.org`);
      }
      expect(await browser.post('appeal/reset/look', { token: no_token }), 'link-invalid');
      expect(await begin_reset(filed, { receipt: no_receipt }), 'receipt-wrong');
      expect(await begin_reset(filed, { token: no_token }), 'link-invalid');
      expect(await begin_reset(filed, { password: 'not the one she has' }), 'password-wrong');
      expect(await browser.post('appeal/reset/confirm', { code: '123456' }), 'no-enrolment');

      const begun = expect(await begin_reset(filed), 200).json;
      const old_key = ada.setup_key;
      ada.setup_key = begun.setup_key.replaceAll(' ', '');
      ada.used_step = 0;
      const confirm = (code) => browser.post('appeal/reset/confirm', { code });
      expect(await confirm(ada.wrong_code()), 'code-wrong');
      const done = expect(await confirm(ada.fresh_code()), 200).json;
      assert.equal(done.backup_codes.length, 8);
      assert.notEqual(ada.setup_key, old_key);
      expect(await begin_reset(filed), 'link-invalid');
      assert.equal((await filed.state()).state, 'holding');
      expect(await browser.post('appeal/withdraw'), 'wrong-state');

      const elsewhere = new Client(site);
      await ada.sign_in(elsewhere);
      const { account } = expect(await elsewhere.get('session'), 200).json;
      assert.equal(account.restriction.kind, 'hold');
      site.clock.advance(2 * day + hour);
      await filed.reaches('completed');
      assert.ok(receipt);
    },

  'a reset link ends after 24 hours, and comes once more by gate and receipt': async (site) => {
    const [ada] = await long_known(site, {});
    const filed = await approved(site, ada);
    const other = new Client(site);
    const again = (code, more = {}) =>
      other.post('appeal/link', {
        email: ada.email,
        code,
        password: ada.password,
        receipt: filed.receipt,
        ...more,
      });
    expect(await again('12345678'), 'code-expired');
    // There is one that works.
    expect(await again(await gate_code(ada, other)), 'wrong-state');
    site.clock.advance(day + minute);
    expect(await begin_reset(filed), 'link-invalid');
    await filed.reaches('link_lapsed');
    const code = await gate_code(ada, other);
    const wrong = code === '12345678' ? '87654321' : '12345678';
    expect(await again(wrong), 'code-wrong');
    expect(await again(code, { password: 'not the one she has' }), 'not-accepted');
    expect(await again(code, { receipt: no_receipt }), 'receipt-wrong');
    expect(await again(await gate_code(ada, other)), 202);
    const first = filed.link;
    filed.link = await link_of(ada);
    assert.notEqual(filed.link, first);
    expect(await begin_reset(filed, { token: first }), 'link-invalid');
    // Five wrong passwords with the right receipt, and it is none.
    for (let i = 0; i < 5; ++i) {
      expect(await begin_reset(filed, { password: 'not the one she has' }), 'password-wrong');
    }
    expect(await begin_reset(filed), 'link-invalid');
    site.clock.advance(hour);
    await gate_code(ada, other);
    for (let i = 0; i < 5; ++i) expect(await again(wrong), 'code-wrong');
    expect(await again(wrong), 'too-many-tries');
  },

  'a contest between link and code leaves the old authenticator': async (site) => {
    const [ada] = await long_known(site, {});
    const filed = await approved(site, ada);
    const { setup_key } = expect(await begin_reset(filed), 200).json;
    const old_key = ada.setup_key;
    ada.setup_key = setup_key.replaceAll(' ', '');
    const code = ada.code();
    const mail = await ada.mail(({ text }) => not_me_link.test(text));
    const token = not_me_link.exec(mail.text)[1];
    expect(await new Client(site).post('appeal/not-me', { token }), 200);
    expect(await filed.browser.post('appeal/reset/confirm', { code }), 'link-invalid');
    ada.setup_key = old_key;
    const elsewhere = new Client(site);
    await ada.sign_in(elsewhere);
    assert.equal(expect(await elsewhere.get('session'), 200).json.signed_in, true);
  },

  'a new authenticator has five tries and ten minutes': async (site) => {
    const [ada] = await long_known(site, {});
    const filed = await approved(site, ada);
    const { browser } = filed;
    const confirm = (code) => browser.post('appeal/reset/confirm', { code });
    const begun = expect(await begin_reset(filed), 200).json;
    ada.setup_key = begun.setup_key.replaceAll(' ', '');
    for (let i = 0; i < 5; ++i) expect(await confirm(ada.wrong_code()), 'code-wrong');
    expect(await confirm(ada.code()), 'too-many-tries');
  },
};
