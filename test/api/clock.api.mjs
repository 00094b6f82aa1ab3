// The machine's clock is set back, by a mistake or by somebody: nothing comes back with it.
import assert from 'node:assert/strict';
import { Client, expect } from './lib/client.mjs';
import { Person } from './lib/person.mjs';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
// A factor's budget is ten an hour; used codes are not charged.
const steps_back = [30, 90, 10 * minute, hour, day];

export const tests = {
  'one-time codes that were used stay used, and so do all before them': async (site) => {
    const ada = await Person.enrolled(site);
    ada.browser.forget();
    const code = ada.fresh_code();
    await ada.give_password();
    expect(await ada.browser.post('sign-in/code', { code }), 200);
    for (const back of steps_back) {
      site.clock.advance(-back);
      const then = ada.browser.copy();
      await ada.give_password(then);
      expect(await then.post('sign-in/code', { code: ada.code() }), 'code-already-used');
      site.clock.advance(back);
      const now = ada.browser.copy();
      await ada.give_password(now);
      expect(await now.post('sign-in/code', { code }), 'code-already-used');
    }
    site.clock.advance(minute);
    await ada.sign_in();
  },

  'a backup code that was used stays used, also over a restart': async (site) => {
    const ada = await Person.enrolled(site);
    const [code] = ada.backup_codes;
    const use = async () => {
      ada.browser.forget();
      await ada.give_password();
      return ada.browser.post('sign-in/code', { code });
    };
    expect(await use(), 200);
    await site.end();
    site.clock.advance(-hour);
    await site.start_again();
    expect(await use(), 'code-already-used');
  },

  'a hold does not end early': async (site) => {
    const ada = await Person.enrolled(site);
    const viewed = await ada.browser.post('backup-codes/view', { proof: ada.proof });
    const { until } = expect(viewed, 200).json.session.account.restriction;
    const ends = Date.parse(until) / 1000;
    const change = async () => {
      const proof = { password: ada.password, code: ada.code() };
      return ada.browser.post('backup-codes/regenerate', { proof });
    };
    for (const back of steps_back) {
      site.clock.advance(-back);
      assert.equal(expect(await change(), 'restricted').json.until, until);
      site.clock.advance(back);
    }
    site.clock.advance(ends - site.clock.now() - minute);
    await ada.sign_in();
    assert.equal(expect(await change(), 'restricted').json.until, until);
    site.clock.advance(2 * minute);
    expect(await change(), 200);
    site.clock.advance(-hour);
    expect(await change(), 'restricted');
  },

  'a session that ended does not come back': async (site) => {
    const ada = await Person.signed_up(site);
    const signed_in = async (browser) => (await browser.get('session')).json.signed_in;
    const old = ada.browser.copy();
    expect(await ada.browser.post('sign-out'), 204);
    site.clock.advance(-hour);
    assert.equal(await signed_in(old), false, 'signed out');
    site.clock.advance(hour);
    await ada.sign_in();
    assert.equal(await signed_in(ada.browser), true);
    site.clock.advance(61 * minute);
    assert.equal(await signed_in(ada.browser), false, 'idle for an hour');
    site.clock.advance(-61 * minute);
    assert.equal(await signed_in(ada.browser), false, 'idle for an hour, and the clock set back');
  },

  'budgets that are used up are not refilled': async (site) => {
    const ada = await Person.signed_up(site);
    const sign_in = (password) => new Client(site).post('sign-in', { email: ada.email, password });
    for (let i = 0; i < 6; ++i) expect(await sign_in(`wrong ${i}`), 'not-accepted');
    expect(await sign_in(ada.password), 'not-accepted');
    for (const back of steps_back) {
      site.clock.advance(-back);
      expect(await sign_in(ada.password), 'not-accepted');
      site.clock.advance(back);
    }
    site.clock.advance(2 * minute);
    expect(await sign_in(ada.password), 200);
  },
};
