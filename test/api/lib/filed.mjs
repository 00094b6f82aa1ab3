// Somebody whose appeal is with the desk: an account that is known long enough, a record, the gate,
// the form, what was sent, and the submission.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, expect } from './client.mjs';
import { Person, code_in } from './person.mjs';

const day = 24 * 3600;
const reaches_within_ms = 20_000;

export const claimed = {
  legal_name: 'Ada Lovelace',
  id_number: 'L898902C',
  id_country: 'GB',
  phone: '+44 20 7946 0041',
  facts: {
    registered_month: '',
    transaction_amount: '',
    transaction_currency: '',
    deposits: [],
  },
};

// Accounts with a record, both old enough for an appeal. `about` as Person takes it.
export async function long_known(site, ...abouts) {
  const people = [];
  for (const about of abouts) people.push(await Person.enrolled(site, about));
  const lines = people.map(({ email }, i) =>
    JSON.stringify({
      email,
      legal_name: claimed.legal_name,
      birth_date: '1985-12-10',
      id_number: `${claimed.id_number}${i}`,
      phone: claimed.phone,
    }),
  );
  const file = `${site.folder}/people.jsonl`;
  writeFileSync(file, `${lines.join('\n')}\n`);
  await site.command('identity', 'import', file);
  site.clock.advance(31 * day);
  return people;
}

// A code for the gate, mailed to this browser.
export async function gate_code(person, browser) {
  expect(await browser.post('appeal/gate', { email: person.email }), 202);
  return code_in(await person.mail(code_in));
}

export class Filed {
  constructor(site, person) {
    this.site = site;
    this.person = person;
    this.browser = new Client(site);
    this.lost = 'phone_lost';
  }

  // In first review, with a video unless it says otherwise.
  static async in_review(site, person, { video = true, number = claimed.id_number } = {}) {
    const filed = new Filed(site, person);
    await filed.open();
    await filed.fill({ ...claimed, id_number: number });
    filed.send(video);
    await filed.submit();
    await filed.reaches('initial_review');
    return filed;
  }

  async open() {
    const { email, password } = this.person;
    const code = await gate_code(this.person, this.browser);
    const { lost } = this;
    const asked = { email, code, password, lost, zone: 'Europe/Berlin' };
    const opened = expect(await this.browser.post('appeal/open', asked), 201).json;
    this.number = opened.case_number;
  }

  async fill(form) {
    expect(await this.browser.post('appeal/form', { form }), 200);
    expect(await this.browser.post('appeal/paper-code'), 200);
  }

  async state() {
    return expect(await this.browser.get('appeal'), 200).json;
  }

  async reaches(wanted) {
    const deadline = Date.now() + reaches_within_ms;
    for (;;) {
      const { state } = await this.state();
      if (state === wanted) return;
      if (Date.now() > deadline) throw new Error(`the case is ${state} and not ${wanted}`);
      await pause(50);
    }
  }

  // What the camera sent, as rows; with a video that was recorded already.
  send(video) {
    const at = `${this.site.clock.now() + 1}000000`;
    for (const [i, kind] of ['id_front', 'id_back', 'selfie'].entries()) {
      this.sql(
        `INSERT INTO evidence_item (account_id, appeal_id, item_id, kind, version, round, captured,
         media, status, at, sha256, width, height) SELECT account_id, appeal_id,
         appeal_id / 8 + ${i}, '${kind}', 1, 0, 'camera', 'image/jpeg', 'good', ${at},
         randomblob(32), 1600, 1200 FROM case_index WHERE appeal_id = $case`,
      );
    }
    if (!video) return;
    this.sql('UPDATE appeal SET has_video = 1, video_rounds = 1 WHERE appeal_id = $case');
  }

  // Another version of one of them, in the round that asked for it.
  send_again(kind) {
    const at = `${this.site.clock.now() + 1}000000`;
    this.sql(
      `UPDATE evidence_item SET status = 'replaced' WHERE kind = '${kind}' AND appeal_id = $case;
       INSERT INTO evidence_item (account_id, appeal_id, item_id, kind, version, round, captured,
       media, status, at, sha256, width, height) SELECT account_id, appeal_id, appeal_id / 8 + 7,
       '${kind}', 2, 1, 'camera', 'image/jpeg', 'good', ${at}, randomblob(32), 1600, 1200
       FROM case_index WHERE appeal_id = $case`,
    );
  }

  async submit() {
    const { receipt } = expect(await this.browser.post('appeal/receipt'), 200).json;
    this.receipt = receipt;
    expect(await this.browser.post('appeal/submit', { receipt, consent: true }), 200);
    // What send() dated ahead is older than what anybody asks from now on.
    this.site.clock.advance(2);
  }

  // One statement of a program that is not ours, on rows of this case.
  sql(statement) {
    const database = `${this.site.folder}/var/sparekey.db`;
    const mine = `(SELECT appeal_id FROM case_index WHERE case_number = '${this.number}')`;
    const text = `PRAGMA busy_timeout = 10000; ${statement.replaceAll('$case', mine)}`;
    const printed = execFileSync('sqlite3', [database, text], { encoding: 'utf8' });
    // Without what the pragma said.
    return printed.split('\n').slice(1).join('\n').trim();
  }
}
