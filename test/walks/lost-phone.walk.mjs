// The phone is gone, and its owner comes back by paper: with the setup key, or with a backup code.
import { equal, expect } from './lib/expect.mjs';
import {
  a_password,
  confirm_new_key,
  fill_code,
  give_backup_code,
  give_password,
  says,
  settled,
  sign_in,
  sign_in_by_backup_code,
  sign_out,
} from './lib/pages.mjs';

const email = 'ada@example.org';

// As people copy a key: small letters, in groups.
const on_paper = (setup_key) => setup_key.toLowerCase().match(/.{4}/g).join(' ');

async function refused(page, text) {
  await page.getByText(text).first().waitFor();
  equal(new URL(page.url()).pathname, '/sign-in/code', 'after a refused code the page is');
}

export const walks = {
  'the setup key on paper works in another authenticator': async (walk) => {
    const { setup_key } = await settled(walk, email);
    // A borrowed computer, and nobody is signed in there.
    const page = await walk.new_browser();
    await page.getByRole('link', { name: 'I have lost my phone' }).click();
    await page.getByRole('heading', { name: "Let's get you back in" }).waitFor();
    await page.getByLabel('My recovery sheet with the setup key').check();
    await page.getByText('Start here').waitFor();
    await says(page, 'choose "enter a setup key"');
    await walk.axe(page);
    await walk.picture(page, 'lost-access');
    await page.getByRole('link', { name: 'Go to sign-in' }).first().click();
    await page.waitForURL('**/sign-in');
    await walk.axe(page);
    await sign_in(walk, page, email, on_paper(setup_key));
  },

  'a backup code, the warning, and a new authenticator by the password alone': async (walk) => {
    const { page: lost, setup_key: old_key, backup_codes } = await settled(walk, email);
    const page = await walk.new_browser();
    await sign_in_by_backup_code(page, email, backup_codes[3]);
    await says(page, 'You have 7 backup codes left');
    await walk.axe(page);
    await walk.shot(page, 'after-backup-code');
    await walk.letter(email, 'Signed in with a backup code');

    // The warning goes along until the old phone is replaced.
    await page.getByRole('link', { name: 'Not now' }).click();
    await says(page, 'Replace it before you leave');
    await page.getByRole('link', { name: 'Set up a new authenticator now' }).click();
    await says(page, 'your password is enough this time');
    equal(await page.getByLabel('One-time code').count(), 0, 'fields for a code');
    await page.getByLabel('Your password now', { exact: true }).fill(a_password);
    await page.getByRole('button', { name: 'Show the new key' }).click();
    const fresh = await confirm_new_key(walk, page);
    expect(fresh.setup_key !== old_key, 'the new key is the old one');
    await walk.letter(email, 'A new authenticator');

    // What was signed in elsewhere is not any more, and the old phone opens nothing.
    await lost.goto('/security');
    await lost.waitForURL('**/sign-in?next=**');
    await sign_out(page);
    await give_password(page, email);
    await page.waitForURL('**/sign-in/code');
    await fill_code(walk, page, old_key);
    await refused(page, 'That code did not match');
    await fill_code(walk, page, fresh.setup_key);
    await page.waitForURL('**/security');
  },

  'a backup code is good once, and not after its set was replaced': async (walk) => {
    const { page, backup_codes } = await settled(walk, email);
    await sign_out(page);
    await sign_in_by_backup_code(page, email, backup_codes[0]);
    await sign_out(page);
    await give_password(page, email);
    await page.waitForURL('**/sign-in/code');
    await give_backup_code(page, backup_codes[0]);
    await refused(page, 'That backup code was used before');
    await walk.axe(page);
    await walk.shot(page, 'used-backup-code');
    await page.getByLabel('Backup code', { exact: true }).fill(backup_codes[7]);
    await page.getByRole('button', { name: 'Check the code' }).click();
    await page.waitForURL('**/after-backup-code');
    await says(page, 'You have 6 backup codes left');
  },

  'the last backup code asks whether the new phone is in hand': async (walk) => {
    const { page, backup_codes } = await settled(walk, email);
    const last = backup_codes.pop();
    for (const code of backup_codes) {
      await sign_out(page);
      await sign_in_by_backup_code(page, email, code);
    }
    const told = await walk.mail(email, ({ text }) => text.includes('Backup codes left: 1.'));
    expect(told.subject.startsWith('Signed in with a backup code'), told.subject);
    await sign_out(page);
    await give_password(page, email);
    await page.waitForURL('**/sign-in/code');
    await give_backup_code(page, last);
    await page.getByRole('heading', { name: 'This is your last backup code' }).waitFor();
    await walk.axe(page);
    await walk.shot(page, 'last-backup-code');
    // "Not yet" spends nothing.
    await page.getByRole('button', { name: 'Not yet' }).click();
    await page.getByRole('button', { name: 'Check the code' }).click();
    await page.getByRole('button', { name: 'Use my last backup code' }).click();
    await page.waitForURL('**/after-backup-code');
    await says(page, 'You have 0 backup codes left');
  },
};
