// The password: changed, forgotten, and forgotten without the phone.
import { equal } from './lib/expect.mjs';
import {
  a_password,
  fill_code,
  give_password,
  says,
  settled,
  sign_in,
  sign_up,
  step_up,
} from './lib/pages.mjs';

const email = 'ada@example.org';
const another = 'a quiet harbour in november';

async function link_by_mail(walk, page) {
  await page.goto('/forgot');
  await page.getByLabel('E-mail address', { exact: true }).fill(email);
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await says(page, `If ${email} has an account here`);
  return walk.mailed_link(email, ({ subject }) => subject.startsWith('A new password'));
}

export const walks = {
  'the password is changed, other sessions end, and the old one is refused': async (walk) => {
    const { page, setup_key } = await settled(walk, email);
    const elsewhere = await walk.new_browser();
    await sign_in(walk, elsewhere, email, setup_key);
    await page.goto('/security/password');
    await page.getByLabel('New password', { exact: true }).fill('password');
    await says(page, 'easy to guess');
    await walk.axe(page);
    await step_up(walk, page, setup_key, 'Change the password');
    await page.getByText(/This password is/).waitFor();
    await page.getByLabel('New password', { exact: true }).fill(another);
    await says(page, /ard to guess/);
    await fill_code(walk, page, setup_key);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await says(page, 'Your password is changed');
    await walk.letter(email, 'Your password was changed');
    await elsewhere.goto('/security');
    await elsewhere.waitForURL('**/sign-in?next=**');
    await give_password(elsewhere, email, a_password);
    await says(elsewhere, 'Not accepted.');
    await sign_in(walk, elsewhere, email, setup_key, another);
    await says(elsewhere, 'A pause protects your account');
  },

  'a forgotten password needs the link and a code': async (walk) => {
    const { setup_key, backup_codes } = await settled(walk, email);
    const page = await walk.new_browser({ path: '/forgot' });
    await walk.axe(page);
    const link = await link_by_mail(walk, page);
    await page.goto(link);
    await says(page, 'the new password needs a code as well');
    equal(new URL(page.url()).hash, '', 'the token in the address bar');
    await walk.axe(page);
    await page.getByLabel('New password', { exact: true }).fill(another);
    await page.getByLabel('One-time code', { exact: true }).fill('000000');
    await page.getByRole('button', { name: 'Set the new password' }).click();
    await says(page, 'That code did not match');
    await page.getByRole('button', { name: 'Use a backup code instead' }).click();
    await page.getByLabel('Backup code', { exact: true }).fill(backup_codes[2]);
    await page.getByRole('button', { name: 'Set the new password' }).click();
    await says(page, 'All sessions have ended');
    await walk.letter(email, 'Your password was reset');
    await sign_in(walk, page, email, setup_key, another);
    // Sealed under the old password, the codes cannot be shown again.
    const dead = await walk.new_browser();
    await dead.goto(link);
    await dead.getByRole('heading', { name: 'This link no longer works' }).waitFor();
  },

  'without a code at hand the new password waits, and the old one goes on': async (walk) => {
    const { setup_key } = await settled(walk, email);
    const page = await walk.new_browser();
    await page.goto(await link_by_mail(walk, page));
    await page.getByRole('button', { name: 'I have neither' }).click();
    await says(page, 'Without a code the new password waits');
    await walk.shot(page, 'reset-without-factor');
    await page.getByLabel('New password', { exact: true }).fill(another);
    await page.getByRole('button', { name: 'Set it without a code' }).click();
    await says(page, 'The old password still works');
    await walk.axe(page);
    await walk.letter(email, 'A new password waits');
    await give_password(page, email, another);
    await says(page, 'Not accepted.');
    await sign_in(walk, page, email, setup_key, a_password);
  },

  'without a second factor the link alone sets a new password': async (walk) => {
    const page = await walk.new_browser();
    await sign_up(walk, page, email);
    const elsewhere = await walk.new_browser();
    await elsewhere.goto(await link_by_mail(walk, elsewhere));
    await elsewhere.getByLabel('New password', { exact: true }).fill(another);
    await elsewhere.getByRole('button', { name: 'Set the new password' }).click();
    await says(elsewhere, 'All sessions have ended');
    await page.goto('/security');
    await page.waitForURL('**/sign-in?next=**');
    await give_password(page, email, another);
    await page.waitForURL('**/security');
  },
};
