// The power fails under load, again and again: what was acknowledged is there, nothing is spent
// twice, and the daemon comes back by itself.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, expect } from './lib/client.mjs';
import { Person } from './lib/person.mjs';

const rounds = 10;
const spenders = 5;
const newcomers = 2;
const kill_after_ms = () => 100 + Math.random() * 700;
// The password is hashed often here, and is not what is tested.
export const settings = { 'password.memory_kib': 7168, 'password.passes': 5 };

// What was sent, and what was acknowledged, since the last start.
class Ledger {
  sessions = [];
  spent = [];
  sent = 0;
}

// Goes on until the daemon is gone; what it was doing then has no answer, and counts as nothing.
async function until_killed(act) {
  try {
    while (await act());
  } catch (error) {
    const gone = ['ECONNRESET', 'ECONNREFUSED', 'EPIPE'].includes(error.code);
    if (!gone && !/fetch failed/.test(error.message)) throw error;
  }
}

// In a browser of its own, so that each acknowledged session has a cookie to be shown again.
async function spend(person, code, ledger) {
  const browser = person.browser.copy();
  browser.forget();
  await person.give_password(browser);
  ledger.sent += 1;
  const answer = await browser.post('sign-in/code', { code, confirm_last: true });
  expect(answer, 200);
  ledger.sessions.push(browser);
  ledger.spent.push({ person, code });
}

async function spend_backup_codes(person, ledger) {
  await until_killed(async () => {
    const code = person.backup_codes.shift();
    if (code) await spend(person, code, ledger);
    return code !== undefined;
  });
}

// One a step; the clock moves on between rounds.
async function spend_one_time_code(person, ledger) {
  await until_killed(() => spend(person, person.code(), ledger));
}

async function sign_up_others(site, ledger) {
  await until_killed(async () => {
    const person = new Person(site);
    await person.sign_up();
    ledger.sessions.push(person.browser);
    return true;
  });
}

async function a_round(site, people, ledger, waits) {
  const work = [
    ...people.map((person) => spend_backup_codes(person, ledger)),
    spend_one_time_code(people[0], ledger),
    ...Array.from({ length: newcomers }, () => sign_up_others(site, ledger)),
  ];
  await pause(kill_after_ms());
  // A round's chance may be too short for anybody to sign up; the last one waits for it.
  for (const late = Date.now() + 20_000; waits && Date.now() < late; await pause(20)) {
    if (ledger.sessions.length > ledger.spent.length) break;
  }
  await site.kill();
  await Promise.all(work);
}

async function all_acknowledged_is_there(ledger) {
  for (const browser of ledger.sessions) {
    assert.equal((await browser.get('session')).json.signed_in, true, 'a session is lost');
  }
  for (const { person, code } of ledger.spent) {
    const browser = person.browser.copy();
    await person.give_password(browser);
    expect(await browser.post('sign-in/code', { code, confirm_last: true }), 'code-already-used');
  }
}

// A code is spent in the transaction that makes its session: there are as many of one as of the
// other, whether or not anybody got the answer.
async function spent_and_granted_are_equal(person, acknowledged) {
  const { sessions } = (await person.browser.get('sessions')).json;
  const granted = sessions.filter(({ method }) => method === 'backup_code').length;
  const { left } = (await person.browser.get('backup-codes')).json;
  assert.equal(granted, 8 - left, `${person.email} has ${granted} sessions, ${left} codes left`);
  const known = acknowledged.filter((one) => one.person === person && one.code.length === 8);
  assert.ok(granted >= known.length, `${known.length} were acknowledged, ${granted} are there`);
}

export const tests = {
  'killed ten times under load, it loses nothing that it acknowledged': async (site) => {
    const people = [];
    for (let i = 0; i < spenders; ++i) people.push(await Person.enrolled(site));
    const all = new Ledger();
    for (let round = 0; round < rounds; ++round) {
      site.clock.advance(60);
      const ledger = new Ledger();
      await a_round(site, people, ledger, round === rounds - 1);
      await site.start_again();
      await all_acknowledged_is_there(ledger);
      all.sessions.push(...ledger.sessions);
      all.spent.push(...ledger.spent);
      all.sent += ledger.sent;
    }
    assert.ok(all.spent.length > spenders, `only ${all.spent.length} codes were spent`);
    assert.ok(all.sessions.length > all.spent.length, 'nobody signed up');
    for (const person of people) await spent_and_granted_are_equal(person, all.spent);
    await site.end();
    const database = `${site.folder}/var/sparekey.db`;
    const said = execFileSync('sqlite3', [database, 'PRAGMA integrity_check'], {
      encoding: 'utf8',
    });
    assert.equal(said.trim(), 'ok');
    await site.start_again();
    expect(await new Client(site).get('session'), 200);
  },
};
