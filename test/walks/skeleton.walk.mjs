// The shortest way through everything: an account, a second factor, and signing in with it. And
// that the walks themselves would notice what is wrong.
import { must_fail } from './lib/expect.mjs';
import { enrol, fill_code, give_password, says, sign_out, sign_up } from './lib/pages.mjs';

const email = 'ada@example.org';

export const walks = {
  'an account gets a second factor, and signs in with it': async (walk) => {
    const page = await walk.new_browser();
    await walk.axe(page);
    await sign_up(walk, page, email);
    await walk.axe(page);
    const { setup_key, backup_codes } = await enrol(walk, page, email);
    if (setup_key.length !== 16) throw new Error(`a setup key of ${setup_key.length} characters`);
    if (new Set(backup_codes).size !== 8) throw new Error('not eight different backup codes');
    await walk.axe(page);
    await walk.shot(page, 'backup-codes');
    await sign_out(page);
    await give_password(page, email);
    await page.waitForURL('**/sign-in/code');
    await walk.axe(page);
    await walk.picture(page, 'sign-in-code', { clip: { x: 0, y: 0, width: 1280, height: 720 } });
    await fill_code(walk, page, setup_key);
    await page.waitForURL('**/security');
    await says(page, 'of the three ways back');
    await walk.axe(page);
  },

  'a code that was used is refused, and says when the next one comes': async (walk) => {
    const page = await walk.new_browser();
    await sign_up(walk, page, email);
    const { setup_key, code } = await enrol(walk, page, email);
    await sign_out(page);
    await give_password(page, email);
    await page.waitForURL('**/sign-in/code');
    await page.getByLabel('One-time code', { exact: true }).fill(code);
    await page.getByText('That code was used').waitFor();
    walk.clock.next_step();
    await page.getByLabel('One-time code', { exact: true }).fill(walk.totp(setup_key));
    await page.waitForURL('**/security');
  },

  'the walks notice a page that not everybody can use': async (walk) => {
    const page = await walk.new_browser();
    await page.setContent('<main><h1>A picture</h1><img src="data:,"></main>');
    const failure = await must_fail(walk.axe(page), 'axe found nothing wrong');
    if (!failure.message.includes('image-alt')) throw failure;
  },
};
