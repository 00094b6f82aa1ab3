// Around the account: addresses, the identity record, sessions, activity, and the pages that are
// only read.
import { equal, expect } from './lib/expect.mjs';
import { fill_code, says, settled, sign_in, step_up } from './lib/pages.mjs';
import { hour_s, minute_s } from './lib/time.mjs';

const email = 'ada@example.org';
const second = 'ada@second.example.org';

export const walks = {
  'a second address hears of everything, and becomes the primary one': async (walk) => {
    const { page, setup_key } = await settled(walk, email);
    await page.goto('/security/addresses');
    await walk.axe(page);
    await page.getByLabel('E-mail address', { exact: true }).fill(second);
    await step_up(walk, page, setup_key, 'Add the address');
    await says(page, `on its way to ${second}`);
    const code = await walk.mailed_code(second);
    await page.getByLabel('Code from the mail', { exact: true }).fill(code);
    await says(page, `${second} is added`);
    await walk.letter(email, 'An address was added');
    await walk.letter(second, 'An address was added');
    await says(page, 'This waits until');

    walk.clock.advance(48 * hour_s + minute_s);
    await sign_in(walk, page, email, setup_key);
    await page.goto('/security/addresses');
    await page.getByRole('button', { name: `Make primary: ${second}` }).click();
    await walk.axe(page);
    await step_up(walk, page, setup_key, 'Make primary');
    await says(page, `${second} is the primary address now`);
    await walk.letter(second, 'Your main address changed');

    // One that was removed still hears of what happens.
    walk.clock.advance(48 * hour_s + minute_s);
    await sign_in(walk, page, second, setup_key);
    await page.goto('/security/addresses');
    await page.getByRole('button', { name: `Remove ${email}` }).click();
    await step_up(walk, page, setup_key, 'Remove');
    await says(page, `${email} is removed`);
    await walk.letter(email, 'An address was removed');
  },

  'an owner enters an identity record, which counts after 30 days': async (walk) => {
    const { page, setup_key } = await settled(walk, email);
    await page.goto('/security/identity');
    await says(page, 'There is no record');
    await walk.axe(page);
    await page.getByLabel('Legal name').fill('Ada Lovelace');
    await page.getByLabel('Number of the document').fill('X1234567');
    await page.getByLabel('Date of birth').fill('1815-12-10');
    await step_up(walk, page, setup_key, 'Keep this record');
    await says(page, 'this cannot be a date of birth');
    await page.getByLabel('Date of birth').fill('1985-12-10');
    await page.getByRole('button', { name: 'Keep this record' }).click();
    await says(page, 'The record is kept');
    await says(page, 'New records wait 30 days');
    equal(await page.getByText('Lovelace').count(), 0, 'names of the record on the page');
    await walk.letter(email, 'An identity record was entered');
  },

  'sessions elsewhere are seen and ended, and the activity tells of it': async (walk) => {
    const { page, setup_key } = await settled(walk, email);
    const forgotten = await walk.new_browser();
    await sign_in(walk, forgotten, email, setup_key);
    await page.goto('/security/sessions');
    await page.getByRole('button', { name: 'End all other sessions' }).waitFor();
    await walk.axe(page);
    equal(await page.getByRole('row').count(), 3, 'rows with the head');
    await says(page, 'Chrome on Linux');
    await page.getByRole('button', { name: 'End all other sessions' }).click();
    await says(page, 'All other sessions have ended');
    await says(page, 'This is the only one');
    await forgotten.goto('/security');
    await forgotten.waitForURL('**/sign-in?next=**');

    // Signed in again, one comes back to where one was.
    await forgotten.getByLabel('E-mail address', { exact: true }).fill(email);
    await forgotten.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
    await forgotten.getByRole('button', { name: 'Sign in' }).click();
    await forgotten.waitForURL('**/sign-in/code');
    await fill_code(walk, forgotten, setup_key);
    await forgotten.waitForURL('**/security');
    await page.goto('/security/activity');
    await page.getByText('All other sessions were ended').waitFor();
    await walk.axe(page);
    await walk.shot(page, 'activity');
    const lines = await page.getByRole('listitem').allInnerTexts();
    expect(lines[0].includes('Signed in'), `the newest line is ${lines[0]}`);
    await says(page, 'Two-factor sign-in was turned on');
    await says(page, 'The account was made');

    // And one alone can be ended.
    await page.goto('/security/sessions');
    await page.getByRole('button', { name: /^End the session of/ }).click();
    await says(page, 'The session has ended');
    await forgotten.goto('/security');
    await forgotten.waitForURL('**/sign-in?next=**');
  },

  'a page that is not there, the mailbox, and all parts of the site': async (walk) => {
    const page = await walk.new_browser({ path: '/no-such-page' });
    await says(page, 'This page does not exist');
    await walk.axe(page);
    await page.goto('/mailbox');
    await says(page, 'No mail yet');
    await walk.axe(page);
    await page.goto('/forgot');
    await page.getByLabel('E-mail address', { exact: true }).fill('nobody@example.org');
    await page.getByRole('button', { name: 'Mail me a link' }).click();
    await says(page, 'If nobody@example.org has an account here');
    await page.goto('/styleguide');
    await page.getByRole('heading', { name: 'Style page' }).waitFor();
    await walk.axe(page);
  },
};
