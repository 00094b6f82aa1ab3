// Everything essential on a small phone: 360 pixels wide, and nothing to be pushed sideways.
import { equal, expect } from './lib/expect.mjs';
import {
  a_password,
  begin_enrolling,
  confirm_new_key,
  give_backup_code,
  give_password,
  says,
  settled,
  sign_in,
  sign_out,
} from './lib/pages.mjs';

const email = 'ada.lovelace.of.the.analytical.engine@a-rather-long-name.example.org';
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

// Runs in the page: what a thumb or an eye would trip over.
function trips() {
  const found = [];
  const { scrollWidth } = document.scrollingElement;
  if (scrollWidth > 360) found.push(`${scrollWidth} px wide`);
  const targets = 'button, a.alone, a.button, select, input:not([type=checkbox], [type=radio])';
  for (const target of document.querySelectorAll(targets)) {
    const { height, left, right } = target.getBoundingClientRect();
    if (height === 0) continue;
    if (height < 44) found.push(`${Math.round(height)} px high: ${target.textContent.trim()}`);
    if (left < 0 || right > 360) found.push(`cut off: ${target.textContent.trim()}`);
  }
  return found;
}

async function fits(walk, page, name) {
  await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
  const found = await page.evaluate(trips);
  expect(found.length === 0, `${name} at 360 px: ${found.join('; ')}`);
  await walk.shot(page, `small-${name}`, { fullPage: true });
}

async function fit(walk, page, paths) {
  for (const [path, heading] of Object.entries(paths)) {
    await page.goto(path);
    await page.getByRole('heading', { name: heading, exact: true, level: 1 }).waitFor();
    await fits(walk, page, path.slice(1).replaceAll('/', '-') || 'start');
  }
}

export const walks = {
  'at 360 pixels: an account, a second factor, and in by a backup code': async (walk) => {
    const page = await walk.new_browser(phone);
    await fits(walk, page, 'start');
    await page.getByRole('link', { name: 'Make an account' }).click();
    await page.getByRole('heading', { name: 'Make an account' }).waitFor();
    await walk.axe(page);
    await page.getByLabel('E-mail address', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(a_password);
    await page.getByRole('button', { name: 'Send the code' }).click();
    await page.getByRole('heading', { name: 'Confirm your address' }).waitFor();
    await walk.axe(page);
    await fits(walk, page, 'confirm');
    await page.getByLabel('Code from the mail').fill(await walk.mailed_code(email));
    await page.getByRole('heading', { name: 'Turn on two-factor sign-in' }).waitFor();
    await fits(walk, page, 'enable');
    await begin_enrolling(walk, page, email);
    await says(page, 'Nothing is replaced before you confirm');
    await fits(walk, page, 'enrol');
    const { setup_key, backup_codes } = await confirm_new_key(walk, page);
    await fits(walk, page, 'codes');
    await page.getByRole('link', { name: 'Print the recovery sheet' }).click();
    await page.getByRole('heading', { name: 'Recovery sheet', exact: true }).waitFor();
    await fits(walk, page, 'sheet');
    await page.getByRole('link', { name: 'Check what is written down' }).click();
    await page.getByRole('heading', { name: 'Written down?' }).waitFor();
    await fits(walk, page, 'written-down');
    await sign_out(page);
    await give_password(page, email);
    await page.waitForURL('**/sign-in/code');
    await page.getByLabel('One-time code', { exact: true }).fill(walk.totp(setup_key, 50));
    await says(page, 'That code did not match');
    await fits(walk, page, 'code-wrong');
    await walk.picture(page, 'sign-in-code-small');
    await give_backup_code(page, backup_codes[0]);
    await page.waitForURL('**/after-backup-code');
    await fits(walk, page, 'after-backup-code');
    await page.goto('/security');
    await says(page, 'of the three ways back');
    await fits(walk, page, 'security-by-backup-code');
  },

  'at 360 pixels, in the dark: every page of the centre and of the guides': async (walk) => {
    const { page, setup_key } = await settled(walk, email, { ...phone, colorScheme: 'dark' });
    await fit(walk, page, {
      '/security': 'Security centre',
      '/security/authenticator': 'Authenticator',
      '/security/authenticator/replace': 'Move to a new phone',
      '/security/authenticator/disable': 'Disable two-factor sign-in',
      '/security/backup-codes': 'Backup codes',
      '/security/password': 'Change the password',
      '/security/addresses': 'E-mail addresses',
      '/security/identity': 'Identity record',
      '/security/sessions': 'Sessions',
      '/security/activity': 'Activity',
      '/security/close': 'Close the account',
      '/new-phone': 'Before you get a new phone',
      '/mailbox': 'Mailbox',
    });
    await sign_out(page);
    await fit(walk, page, {
      '/sign-in': 'Sign in',
      '/sign-up': 'Make an account',
      '/lost-access': "Let's get you back in",
      '/stolen': 'My phone was stolen',
      '/stolen/found': 'I have found my phone',
      '/undo': 'Bring back what was replaced',
      '/forgot': 'Forgotten your password',
      '/relief': 'Get more tries',
    });
    await sign_in(walk, page, email, setup_key);
    const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    equal(dark, true, 'pictures in the dark');
  },
};
