// Somebody else changed something: the letter's link, and bringing back what was replaced.
import { equal } from './lib/expect.mjs';
import {
  a_password,
  confirm_new_key,
  fill_code,
  give_password,
  says,
  settled,
  sign_in,
  step_up,
} from './lib/pages.mjs';

const email = 'ada@example.org';

export const walks = {
  '"this was not me" turns a second factor off that somebody else turned on': async (walk) => {
    const { page: intruder } = await settled(walk, email);
    const is_on = ({ subject }) => subject.startsWith('Two-factor sign-in is on');
    const link = await walk.mailed_link(email, is_on);
    const page = await walk.new_browser();
    await page.goto(link);
    await page.getByRole('heading', { name: 'This was not me' }).waitFor();
    await says(page, 'Two-factor sign-in was turned on');
    equal(new URL(page.url()).hash, '', 'the token in the address bar');
    await walk.axe(page);
    await walk.shot(page, 'not-me');
    // Looking changed nothing.
    await intruder.goto('/security');
    await says(intruder, 'On, with an authenticator app');

    await page.getByLabel('Password', { exact: true }).fill(a_password);
    await page.getByRole('button', { name: 'Turn two-factor sign-in off again' }).click();
    await page.getByRole('heading', { name: 'It is stopped' }).waitFor();
    await walk.axe(page);
    await walk.letter(email, 'Two-factor sign-in was undone');
    await intruder.goto('/security');
    await intruder.waitForURL('**/sign-in?next=**');
    await page.getByRole('link', { name: 'Sign in and change the password' }).click();
    await page.getByLabel('E-mail address', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(a_password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/security/password');
  },

  'the letter about a changed password leads to the guide, and from there to the old one': async (
    walk,
  ) => {
    const { page: intruder, setup_key } = await settled(walk, email);
    await intruder.goto('/security/password');
    await intruder.getByLabel('New password', { exact: true }).fill('a quiet harbour in november');
    await step_up(walk, intruder, setup_key, 'Change the password');
    const letter = await walk.letter(email, 'Your password was changed');
    const page = await walk.new_browser();
    await page.goto(/https?:\/\/\S+/.exec(letter.text)[0]);
    await page.getByRole('link', { name: 'Bring back what was replaced' }).click();
    await page.getByLabel('E-mail address', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(a_password);
    await fill_code(walk, page, setup_key);
    await page.getByRole('button', { name: 'Bring the old ones back' }).click();
    await says(page, 'These are as they were: the password.');
    await intruder.goto('/security');
    await intruder.waitForURL('**/sign-in?next=**');
    await sign_in(walk, page, email, setup_key);
  },

  'the old paper brings back the authenticator that a thief replaced': async (walk) => {
    const { page: thief, setup_key, backup_codes } = await settled(walk, email);
    await thief.goto('/security/authenticator/replace');
    await step_up(walk, thief, setup_key, 'Show the new key');
    const stolen = await confirm_new_key(walk, thief);

    const letter = await walk.letter(email, 'A new authenticator');
    const page = await walk.new_browser();
    await page.goto(/https?:\/\/\S+/.exec(letter.text)[0]);
    await says(page, 'A new authenticator replaced the old one');
    await walk.axe(page);
    await page.getByLabel('Password', { exact: true }).fill(a_password);
    await page.getByRole('button', { name: 'End every session' }).click();
    await page.getByRole('heading', { name: 'It is stopped' }).waitFor();
    await walk.shot(page, 'not-me-stopped');
    await page.getByRole('link', { name: 'Bring back what was replaced' }).click();
    await page.getByRole('heading', { name: 'Bring back what was replaced' }).waitFor();
    await walk.axe(page);
    await page.getByLabel('E-mail address', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(a_password);
    await page.getByRole('button', { name: 'Use a backup code instead' }).click();
    await page.getByLabel('Backup code', { exact: true }).fill(backup_codes[4]);
    await page.getByRole('button', { name: 'Bring the old ones back' }).click();
    await page.getByRole('heading', { name: 'Brought back' }).waitFor();
    await walk.shot(page, 'undone');
    await says(page, 'Sign in and change the password');
    await walk.letter(email, 'A change was undone');

    await thief.goto('/security');
    await thief.waitForURL('**/sign-in?next=**');
    await give_password(thief, email);
    await thief.waitForURL('**/sign-in/code');
    await fill_code(walk, thief, stolen.setup_key);
    await says(thief, 'That code did not match');
    await sign_in(walk, page, email, setup_key);
  },
};
