// "My phone was stolen": its codes stop, by the mail or by a backup code, and come back.
import { equal } from './lib/expect.mjs';
import {
  a_password,
  confirm_new_key,
  fill_code,
  give_password,
  says,
  settled,
  sign_in,
  sign_out,
} from './lib/pages.mjs';
import { hour_s, minute_s } from './lib/time.mjs';

const email = 'ada@example.org';

// The first step, from the guide; ends where one of the two proofs is asked for.
async function report(walk, page) {
  await page.goto('/lost-access');
  await page.getByRole('link', { name: 'Stop the codes now' }).click();
  await page.getByLabel('E-mail address', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(a_password);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('heading', { name: 'Which of the two do you have?' }).waitFor();
}

async function report_by_backup_code(walk, page, code) {
  await report(walk, page);
  await page.getByLabel('A backup code').check();
  await page.getByLabel('Backup code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Stop the codes on the stolen phone' }).click();
  await page.getByRole('heading', { name: 'The stolen phone can no longer sign in' }).waitFor();
}

async function asks_for_a_backup_code(page) {
  await give_password(page, email);
  await page.waitForURL('**/sign-in/code');
  await says(page, 'One-time codes are suspended');
  equal(await page.getByLabel('One-time code', { exact: true }).count(), 0, 'fields for one');
}

export const walks = {
  'a stolen phone is stopped by mail, and its codes are back after 72 hours': async (walk) => {
    const { page: thief, setup_key } = await settled(walk, email);
    const page = await walk.new_browser();
    await page.goto('/stolen');
    await walk.axe(page);
    await report(walk, page);
    await walk.axe(page);
    await page.getByLabel('Code from the mail').fill(await walk.mailed_code(email));
    await page.getByRole('button', { name: 'Stop the codes on the stolen phone' }).click();
    await page.getByRole('heading', { name: 'The stolen phone can no longer sign in' }).waitFor();
    await walk.axe(page);
    await walk.shot(page, 'stolen-by-mail');
    await walk.letter(email, 'Your phone was reported stolen');
    await thief.goto('/security');
    await thief.waitForURL('**/sign-in?next=**');
    await asks_for_a_backup_code(thief);
    await walk.axe(thief);

    // Once in 30 days by mail: the second report needs a backup code.
    await report(walk, page);
    await page.getByLabel('Code from the mail').fill('12345678');
    await page.getByRole('button', { name: 'Stop the codes on the stolen phone' }).click();
    await says(page, /That code did not match|once in 30/);

    walk.clock.advance(72 * hour_s + minute_s);
    await sign_in(walk, page, email, setup_key);
  },

  'stolen, by the mail: one backup code sets up the new phone at once': async (walk) => {
    const { backup_codes } = await settled(walk, email);
    const page = await walk.new_browser();
    await report(walk, page);
    await page.getByLabel('Code from the mail').fill(await walk.mailed_code(email));
    await page.getByRole('button', { name: 'Stop the codes on the stolen phone' }).click();
    await page.getByRole('link', { name: 'Sign in with a backup code' }).click();
    await page.waitForURL('**/sign-in');
    await asks_for_a_backup_code(page);
    await page.getByLabel('Backup code', { exact: true }).fill(backup_codes[0]);
    await page.getByRole('button', { name: 'Check the code' }).click();
    await page.waitForURL('**/after-backup-code');
    await page.getByRole('link', { name: 'Set up a new authenticator now' }).click();
    await page.getByLabel('Your password now', { exact: true }).fill(a_password);
    await page.getByRole('button', { name: 'Show the new key' }).click();
    await confirm_new_key(walk, page);
    await says(page, 'The new phone is set up');
  },

  'stolen, by a backup code: another one sets up the new phone during the pause': async (walk) => {
    const { setup_key, backup_codes } = await settled(walk, email);
    const page = await walk.new_browser();
    await report_by_backup_code(walk, page, backup_codes[0]);
    await says(page, 'One-time codes stay suspended');
    await page.getByRole('link', { name: 'Sign in with a backup code' }).click();
    await page.waitForURL('**/sign-in');
    await asks_for_a_backup_code(page);
    await page.getByLabel('Backup code', { exact: true }).fill(backup_codes[1]);
    await page.getByRole('button', { name: 'Check the code' }).click();
    await page.waitForURL('**/after-backup-code');
    await page.getByRole('link', { name: 'Set up a new authenticator now' }).click();
    await page.getByLabel('Your password now', { exact: true }).fill(a_password);
    const backup_field = page.getByLabel('Backup code', { exact: true });
    if ((await backup_field.count()) > 0) await backup_field.fill(backup_codes[2]);
    await page.getByRole('button', { name: 'Show the new key' }).click();
    const fresh = await confirm_new_key(walk, page);
    await walk.letter(email, 'A new authenticator');

    await sign_out(page);
    await give_password(page, email);
    await page.waitForURL('**/sign-in/code');
    await fill_code(walk, page, setup_key);
    await says(page, 'That code did not match');
    await fill_code(walk, page, fresh.setup_key);
    await page.waitForURL('**/security');
    await says(page, 'A pause protects your account');
  },

  'the phone is found: a backup code makes its codes work again': async (walk) => {
    const { setup_key, backup_codes } = await settled(walk, email);
    const page = await walk.new_browser();
    await report_by_backup_code(walk, page, backup_codes[0]);
    await page.getByRole('link', { name: 'I have found my phone' }).click();
    await page.waitForURL('**/stolen/found');
    await walk.axe(page);
    await page.getByLabel('E-mail address', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(a_password);
    await page.getByLabel('Backup code', { exact: true }).fill(backup_codes[1]);
    await page.getByRole('button', { name: 'Make one-time codes work again' }).click();
    await page.getByRole('heading', { name: 'One-time codes work again' }).waitFor();
    await walk.letter(email, 'no longer reported stolen');
    await sign_in(walk, page, email, setup_key);
    await says(page, 'A pause protects your account');
  },
};
