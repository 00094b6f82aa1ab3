// The door of the desk: an invitation, a password and a key, out again and in, and nothing of it
// is anything at the site.
import { equal } from './lib/expect.mjs';
import { desk_password, hired, invite, join, sign_in_at_desk } from './lib/desk.mjs';
import { says } from './lib/pages.mjs';

const email = 'ruth@desk.example.org';
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

export const walks = {
  'somebody joins the desk by invitation, with a key of 32 characters': async (walk) => {
    const link = await invite(walk, 'Ruth', email, ['reviewer']);
    await walk.letter(email, 'desk');
    const page = await walk.new_browser({ path: link });
    await heading(page, 'Join the desk, Ruth');
    equal(new URL(page.url()).hash, '', 'the token in the address bar');
    await says(page, `You will sign in with ${email}`);
    await walk.axe(page);
    const setup_key = await join(walk, page);
    equal(setup_key.length, 32, 'characters of the setup key');
    await walk.axe(page);
    await page.getByRole('link', { name: 'Open my work' }).click();
    await says(page, 'You are not certified yet');
    await walk.site.command('staff', 'certify', email);

    const again = await walk.new_browser({ path: link });
    await heading(again, 'This link no longer works');
  },

  'staff sign out and in again, and nobody else comes in': async (walk) => {
    const ruth = await hired(walk, 'Ruth');
    await heading(ruth.page, 'My work');
    await walk.axe(ruth.page);
    await ruth.page.goto('/security');
    await ruth.page.waitForURL('**/sign-in?next=**');
    await ruth.page.goto('/desk');
    await ruth.page.getByRole('button', { name: 'Sign out' }).click();
    await heading(ruth.page, 'Sign in to the desk');
    await walk.axe(ruth.page);
    await ruth.page.getByLabel('E-mail address', { exact: true }).fill(email);
    await ruth.page.getByLabel('Password', { exact: true }).fill(`${desk_password}s`);
    await ruth.page.getByRole('button', { name: 'Sign in' }).click();
    await says(ruth.page, 'Not accepted.');
    await sign_in_at_desk(walk, ruth);
    await heading(ruth.page, 'My work');

    const stranger = await walk.new_browser({ path: '/desk' });
    await heading(stranger, 'Sign in to the desk');
  },
};
