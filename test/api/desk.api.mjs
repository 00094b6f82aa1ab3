// The desk's own sign-in: how staff come, go and come back, and that nothing of the site is
// anything there.
import assert from 'node:assert/strict';
import { Client, expect } from './lib/client.mjs';
import { Member, desk_challenge_cookie, desk_cookie } from './lib/member.mjs';
import { Person } from './lib/person.mjs';

const hour = 3600;
const session_cookie = '__Host-sparekey-session';

// A browser that has another's cookie under a name of its own.
function smuggled(site, from, from_name, to_name) {
  const browser = new Client(site);
  browser.keep({ headers: { 'set-cookie': [`${to_name}=${from.cookie(from_name)}; Path=/`] } });
  return browser;
}

const state_of = async (browser) => expect(await browser.get('desk/session'), 200).json;

export const tests = {
  'an invitation leads to a password and a key of 160 bits, once': async (site) => {
    const member = new Member(site, { roles: ['reviewer', 'lead'] });
    const token = await member.invite();
    const shown = expect(await new Client(site).post('desk/join/look', { token }), 200).json;
    assert.deepEqual([shown.name, shown.email], ['Katherine', member.email]);
    assert.equal(await member.mailed_invitation(), token);

    const short = { token, password: 'fourteen chars' };
    expect(await member.browser.post('desk/join/begin', short), 'password-too-short');
    const easy = { token, password: 'passwordpassword' };
    expect(await member.browser.post('desk/join/begin', easy), 'password-blocked');
    const begun = await member.begin();
    assert.equal(begun.setup_key.replaceAll(' ', '').length, 32);
    assert.equal((await state_of(member.browser)).signed_in, false);
    // Nothing is in force yet, and another browser has begun nothing.
    expect(await new Client(site).post('desk/sign-in', member.credentials), 'not-accepted');
    const code = member.fresh_code();
    expect(await new Client(site).post('desk/join/confirm', { code }), 'no-enrolment');
    expect(
      await member.browser.post('desk/join/confirm', { code: member.wrong_code() }),
      'code-wrong',
    );
    const joined = expect(await member.browser.post('desk/join/confirm', { code }), 200).json;
    assert.deepEqual(joined.staff.roles, ['reviewer', 'lead']);
    assert.equal(joined.staff.certified_until, null);
    assert.equal((await state_of(member.browser)).staff.email, member.email);

    expect(await new Client(site).post('desk/join/look', { token }), 'link-invalid');
    const again = { token, password: member.password };
    expect(await new Client(site).post('desk/join/begin', again), 'link-invalid');
    await site.command('staff', 'certify', member.email);
    assert.ok((await state_of(member.browser)).staff.certified_until);
  },

  'a new key bears five tries, and an old invitation none': async (site) => {
    const member = new Member(site);
    const token = await member.invite();
    await member.begin();
    const confirm = (code) => member.browser.post('desk/join/confirm', { code });
    for (let i = 0; i < 5; ++i) expect(await confirm(member.wrong_code()), 'code-wrong');
    expect(await confirm(member.fresh_code()), 'too-many-tries');
    await member.begin();
    site.clock.advance(73 * hour);
    expect(await confirm(member.fresh_code()), 'link-invalid');
    expect(await new Client(site).post('desk/join/look', { token }), 'link-invalid');
  },

  'staff sign in with password and code, and never with one alone': async (site) => {
    const member = await Member.hired(site);
    expect(await member.browser.post('desk/sign-out'), 204);
    assert.equal((await state_of(member.browser)).signed_in, false);
    const wrong = { email: member.email, password: 'not the password at all' };
    expect(await member.browser.post('desk/sign-in', wrong), 'not-accepted');
    const waiting = expect(await member.browser.post('desk/sign-in', member.credentials), 200).json;
    assert.equal(waiting.signed_in, false);
    assert.ok((await state_of(member.browser)).challenge);
    const code = (typed) => member.browser.post('desk/sign-in/code', { code: typed });
    expect(await code(member.wrong_code()), 'code-wrong');
    expect(await code('1234 5678'), 'code-wrong');
    const right = member.fresh_code();
    expect(await code(right), 200);
    expect(await code(right), 'no-challenge');
    const other = new Client(site);
    expect(await other.post('desk/sign-in', member.credentials), 200);
    expect(await other.post('desk/sign-in/code', { code: right }), 'code-already-used');
    // A challenge bears five tries.
    for (let i = 0; i < 5; ++i)
      await other.post('desk/sign-in/code', { code: member.wrong_code() });
    expect(await other.post('desk/sign-in/code', { code: member.fresh_code() }), 'no-challenge');
  },

  'past the budget of wrong codes a right one is refused, too': async (site) => {
    const member = await Member.hired(site);
    const stranger = new Client(site);
    for (let challenges = 0; challenges < 2; ++challenges) {
      expect(await stranger.post('desk/sign-in', member.credentials), 200);
      for (let tries = 0; tries < 5; ++tries) {
        const code = member.wrong_code();
        expect(await stranger.post('desk/sign-in/code', { code }), 'code-wrong');
      }
    }
    expect(await stranger.post('desk/sign-in', member.credentials), 200);
    const code = member.fresh_code();
    expect(await stranger.post('desk/sign-in/code', { code }), 'too-many-tries');
    // Where the member signed in before, they have tries of their own.
    await member.sign_in();
  },

  'a session of one realm is nothing in the other': async (site) => {
    const member = await Member.hired(site);
    const ada = await Person.enrolled(site);
    const at_site = smuggled(site, member.browser, desk_cookie, session_cookie);
    assert.equal(expect(await at_site.get('session'), 200).json.signed_in, false);
    expect(await at_site.get('activity'), 'not-signed-in');
    const at_desk = smuggled(site, ada.browser, session_cookie, desk_cookie);
    assert.equal((await state_of(at_desk)).signed_in, false);

    // Nor is a challenge, nor an address with its password.
    expect(await member.browser.post('desk/sign-out'), 204);
    expect(await member.browser.post('desk/sign-in', member.credentials), 200);
    const code = member.fresh_code();
    const challenged = smuggled(
      site,
      member.browser,
      desk_challenge_cookie,
      '__Host-sparekey-challenge',
    );
    expect(await challenged.post('sign-in/code', { code }), 'no-challenge');
    expect(await new Client(site).post('sign-in', member.credentials), 'not-accepted');
    expect(await new Client(site).post('desk/sign-in', ada.credentials), 'not-accepted');
  },

  'no command and no page of the site reaches a member': async (site) => {
    const member = await Member.hired(site);
    for (const command of ['show', 'end-sessions', 'close']) {
      await assert.rejects(site.command('account', command, member.email), /no such account/);
    }
    expect(await new Client(site).post('password/forgot', { email: member.email }), 202);
    expect(await new Client(site).post('relief', { email: member.email }), 202);
    assert.equal((await state_of(member.browser)).signed_in, true);
  },

  'suspended staff are out at once, and come back by an invitation': async (site) => {
    const lead = await Member.hired(site, { roles: ['lead'] });
    const member = await Member.hired(site);
    const list = await site.command('staff', 'list');
    assert.match(list, new RegExp(`${member.email}.*reviewer; active, certified until`));
    await site.command('staff', 'suspend', member.email);
    assert.equal((await state_of(member.browser)).signed_in, false);
    expect(await new Client(site).post('desk/sign-in', member.credentials), 'not-accepted');
    assert.match(await site.command('staff', 'list'), /suspended/);

    await member.reinvite();
    expect(await new Client(site).post('desk/sign-in', member.credentials), 'not-accepted');
    await member.join();
    assert.equal((await state_of(member.browser)).signed_in, true);
    assert.match(await site.command('staff', 'list'), /no case before/);
    for (const words of ['was suspended', 'was invited again', 'was certified']) {
      await lead.mail(({ text }) => text.replaceAll('\n', ' ').includes(words));
    }
    await assert.rejects(site.command('staff', 'suspend', 'nobody@example.org'), /no such member/);
    await assert.rejects(
      site.command('staff', 'add', member.email, '--name', 'Kate', '--role', 'lead'),
      /a member's already/,
    );
  },

  'a desk session idles an hour at most': async (site) => {
    const member = await Member.hired(site);
    site.clock.advance(hour - 60);
    assert.equal((await state_of(member.browser)).signed_in, true);
    site.clock.advance(hour + 60);
    assert.equal((await state_of(member.browser)).signed_in, false);
  },
};
