// The security centre: what can be changed, what each change costs, and what is told about it.
import { equal, expect } from './lib/expect.mjs';
import {
  a_password,
  backup_codes_on,
  begin_enrolling,
  confirm_new_key,
  fill_code,
  give_backup_code,
  give_password,
  says,
  settled,
  sign_in,
  sign_out,
  sign_up,
  step_up,
} from './lib/pages.mjs';
import { day_s, hour_s, minute_s } from './lib/time.mjs';

const email = 'ada@example.org';
const hold_s = 48 * hour_s + minute_s;

export const walks = {
  'viewing the backup codes begins 48 hours in which new ones wait': async (walk) => {
    const { page, setup_key, backup_codes } = await settled(walk, email);
    await page.goto('/security/backup-codes');
    await says(page, '8 of 8 codes left');
    await walk.axe(page);
    await step_up(walk, page, setup_key, 'View my backup codes');
    await page.getByRole('heading', { name: 'Your codes', exact: true }).waitFor();
    equal((await backup_codes_on(page)).join(), backup_codes.join(), 'the codes that are shown');
    await walk.letter(email, 'Your backup codes were shown');

    await page.goto('/security/backup-codes');
    await says(page, 'This waits until');
    equal(await page.getByRole('button', { name: 'Make 8 new backup codes' }).count(), 0, 'verbs');
    walk.clock.advance(47 * hour_s);
    await sign_in(walk, page, email, setup_key);
    await says(page, 'A pause protects your account');

    walk.clock.advance(hour_s + minute_s);
    await sign_in(walk, page, email, setup_key);
    await page.goto('/security/backup-codes');
    await page.getByLabel('Make new codes').check();
    await step_up(walk, page, setup_key, 'Make 8 new backup codes');
    const made = await backup_codes_on(page);
    expect(!made.some((code) => backup_codes.includes(code)), 'a new code is an old one');
    await walk.letter(email, 'New backup codes');
    await walk.axe(page);

    await sign_out(page);
    await give_password(page, email);
    await page.waitForURL('**/sign-in/code');
    await give_backup_code(page, backup_codes[0]);
    await says(page, 'That code did not match');
    await page.getByLabel('Backup code', { exact: true }).fill(made[0]);
    await page.getByRole('button', { name: 'Check the code' }).click();
    await page.waitForURL('**/after-backup-code');
  },

  'two-factor sign-in is disabled, and 48 hours later enabled anew': async (walk) => {
    const { page, setup_key } = await settled(walk, email);
    await page.goto('/security/authenticator');
    await walk.axe(page);
    await page.getByRole('link', { name: 'Disable two-factor sign-in' }).click();
    await says(page, 'What you lose');
    await walk.axe(page);
    await step_up(walk, page, setup_key, 'Disable two-factor sign-in');
    await says(page, 'Two-factor sign-in is off');
    await walk.letter(email, 'Two-factor sign-in is off');
    await sign_out(page);
    await give_password(page, email);
    await page.waitForURL('**/security');
    await page.goto('/security/authenticator');
    await says(page, 'This waits until');

    walk.clock.advance(hold_s);
    await give_password(page, email);
    await page.waitForURL('**/security');
    await page.goto('/security/authenticator');
    await begin_enrolling(walk, page, email);
    const again = await confirm_new_key(walk, page);
    expect(again.setup_key !== setup_key, 'the key is the old one');
    await sign_out(page);
    await sign_in(walk, page, email, again.setup_key);
  },

  'a new phone takes over while the old one still works': async (walk) => {
    const { page, setup_key } = await settled(walk, email);
    await page.goto('/new-phone');
    await walk.axe(page);
    await page.getByRole('link', { name: 'Move to a new phone' }).click();
    await says(page, 'a pause of 48 hours begins');
    await walk.axe(page);
    await step_up(walk, page, setup_key, 'Show the new key');
    await says(page, 'Nothing is replaced before you confirm');
    await walk.axe(page);

    // Nothing is replaced yet: in another browser the old phone signs in.
    const elsewhere = await walk.new_browser();
    await sign_in(walk, elsewhere, email, setup_key);
    const fresh = await confirm_new_key(walk, page);
    await walk.letter(email, 'A new authenticator');
    await says(page, 'the old one is not any more');

    await give_password(elsewhere, email);
    await elsewhere.waitForURL('**/sign-in/code');
    await fill_code(walk, elsewhere, setup_key);
    await says(elsewhere, 'That code did not match');
    await fill_code(walk, elsewhere, fresh.setup_key);
    await elsewhere.waitForURL('**/security');
  },

  'the paper is checked after enrolling, and again 7 days later': async (walk) => {
    const { page, setup_key, backup_codes } = await settled(walk, email);
    await page.getByRole('link', { name: 'I have them on paper: check it' }).click();
    await page.getByRole('heading', { name: 'Written down?' }).waitFor();
    await walk.axe(page);
    const group = page.getByLabel(/^Group \d of your setup key/);
    const ending = page.getByLabel('The last four digits of a backup code');
    const number = Number(/\d/.exec(await page.getByText(/^Group \d of/).innerText())[0]);
    const right_group = setup_key.slice(4 * number - 4, 4 * number).toLowerCase();
    await group.fill('AAAA');
    await ending.fill(backup_codes[5].slice(4));
    await page.getByRole('button', { name: 'Check my paper' }).click();
    await says(page, 'That is not that group');
    await says(page, 'The backup code is right');
    await walk.shot(page, 'paper-half-right');
    await group.fill(right_group);
    await page.getByRole('button', { name: 'Check my paper' }).click();
    await page.getByRole('heading', { name: 'Your paper is right' }).waitFor();
    await page.getByRole('link', { name: 'Open your security centre' }).click();
    await says(page, 'Two of the three ways back are sure today');
    await walk.picture(page, 'security-centre');
    equal(await page.getByText('It is time to check').count(), 0, 'drills on the first day');

    walk.clock.advance(365 * day_s + hour_s);
    await sign_in(walk, page, email, setup_key);
    await says(page, 'It is time to check that your paper is still there and right');
    await page.getByRole('button', { name: 'Ask me in 7 days' }).click();
    await says(page, 'You are asked again in 7 days');
    await page.reload();
    await says(page, 'of the three ways back');
    equal(await page.getByText('It is time to check').count(), 0, 'drills that were put off');
    walk.clock.advance(7 * day_s + hour_s);
    await sign_in(walk, page, email, setup_key);
    await page.getByRole('link', { name: 'Check what is written down' }).first().click();
    await page.waitForURL('**/security/written-down');
  },

  'a key that a reload threw away is told, once': async (walk) => {
    const page = await walk.new_browser();
    await sign_up(walk, page, email);
    equal(await page.getByText('was thrown away').count(), 0, 'notices before any key');
    await begin_enrolling(walk, page, email);
    await page.getByLabel('Code from the new entry').waitFor();
    await page.reload();
    await says(page, 'The key shown before was thrown away');
    await page.reload();
    await page.getByRole('button', { name: 'Mail me a code' }).waitFor();
    equal(await page.getByText('was thrown away').count(), 0, 'notices after the first');
  },

  'the recovery sheet holds what was just made, and lines for a pen later': async (walk) => {
    const { page, setup_key, backup_codes } = await settled(walk, email);
    await page.getByRole('link', { name: 'Print the recovery sheet' }).click();
    await page.getByRole('heading', { name: 'Recovery sheet', exact: true }).waitFor();
    const sheet = page.getByRole('article');
    const text = (await sheet.innerText()).replace(/\s/g, '');
    for (const group of setup_key.match(/.{4}/g)) expect(text.includes(group), `no ${group}`);
    for (const code of backup_codes) expect(text.includes(code), `no ${code} on the sheet`);
    await walk.axe(page);
    await walk.picture(page, 'recovery-sheet', { part: sheet });
    await page.emulateMedia({ media: 'print' });
    equal(await page.getByRole('banner').isVisible(), false, 'a header on paper');
    await walk.shot(page, 'recovery-sheet-printed', { fullPage: true });
    await page.emulateMedia({ media: 'screen' });

    // The way back from the sheet leads to the codes, which may not be on paper yet.
    await page.goBack();
    await page.getByRole('heading', { name: 'Your 8 backup codes' }).waitFor();
    equal((await backup_codes_on(page)).join(), backup_codes.join(), 'the codes after going back');
    await page.goForward();

    // Once its owner was elsewhere, the sheet is empty: nothing of it is kept.
    await page.getByRole('link', { name: 'Security centre' }).click();
    await page.getByRole('link', { name: 'Open the sheet' }).click();
    await says(page, 'Made for a pen');
    const later = (await sheet.innerText()).replace(/\s/g, '');
    expect(!backup_codes.some((code) => later.includes(code)), 'a code is still on the sheet');
    await walk.shot(page, 'recovery-sheet-empty', { fullPage: true });
  },

  'closing the account ends it': async (walk) => {
    const { page, setup_key } = await settled(walk, email);
    await page.goto('/security/close');
    await walk.axe(page);
    await step_up(walk, page, setup_key, 'Close the account');
    await page.waitForURL('**/closed');
    await says(page, 'Every session has ended');
    await walk.axe(page);
    await walk.letter(email, 'Your account was closed');
    await give_password(page, email, a_password);
    await says(page, 'Not accepted.');
  },
};
