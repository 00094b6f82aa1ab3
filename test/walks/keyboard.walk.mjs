// Everything with the keyboard alone: Tab, Enter, Space and typing, from the start to signed in.
import { equal, expect } from './lib/expect.mjs';
import { a_password, backup_codes_on, says, setup_key_on } from './lib/pages.mjs';

const email = 'ada@example.org';
// More than any page has.
const stops_max = 60;

// What has the focus: how a screen reader would call it, and whether people see where they are.
function focused() {
  const there = document.activeElement;
  const label = there.labels?.[0]?.innerText ?? there.getAttribute('aria-label');
  const style = getComputedStyle(there);
  const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const drawn_around = style.boxShadow !== 'none' || there.type === 'radio';
  const { top, bottom } = there.getBoundingClientRect();
  return {
    name: (label ?? there.innerText ?? '').trim(),
    tag: there.tagName,
    seen: outline || drawn_around,
    on_screen: bottom > 0 && top < innerHeight,
  };
}

async function tab_to(page, name) {
  const passed = [];
  for (let stops = 0; stops < stops_max; stops += 1) {
    const at = await page.evaluate(focused);
    if (at.tag !== 'BODY' && at.name === name) return;
    await page.keyboard.press('Tab');
    const next = await page.evaluate(focused);
    if (next.tag !== 'BODY') {
      expect(next.seen, `nobody sees that "${next.name}" has the focus`);
      expect(next.on_screen, `"${next.name}" has the focus and is not on the screen`);
    }
    passed.push(next.name);
  }
  throw new Error(`Tab does not come to "${name}", only to: ${passed.join(', ')}`);
}

async function type_into(page, name, text) {
  await tab_to(page, name);
  await page.keyboard.type(text);
}

async function press(page, name) {
  await tab_to(page, name);
  await page.keyboard.press('Enter');
}

// Where a page puts the focus by itself there is nothing to look for.
async function heading(page, name) {
  await page.getByRole('heading', { name, exact: true }).waitFor();
}

export const walks = {
  'with the keyboard alone: an account, a second factor, out, and in again': async (walk) => {
    const page = await walk.new_browser();
    await heading(page, 'Sign-in that survives a lost phone');
    await page.keyboard.press('Tab');
    equal((await page.evaluate(focused)).name, 'Skip to the content', 'the first stop');
    await press(page, 'Make an account');
    await heading(page, 'Make an account');
    await type_into(page, 'E-mail address', email);
    await type_into(page, 'Password', a_password);
    await page.keyboard.press('Enter');
    await heading(page, 'Confirm your address');
    await type_into(page, 'Code from the mail', await walk.mailed_code(email));

    await heading(page, 'Turn on two-factor sign-in');
    await press(page, 'Mail me a code');
    await says(page, 'A mail with 8 digits is on its way');
    await type_into(page, 'Code from the mail', await walk.mailed_code(email));
    await type_into(page, 'Your password now', a_password);
    await page.keyboard.press('Enter');
    const setup_key = await setup_key_on(page);
    await type_into(page, 'Code from the new entry', walk.totp(setup_key));
    const backup_codes = await backup_codes_on(page);
    await press(page, 'Sign out');
    await page.waitForURL((url) => url.pathname === '/');

    await press(page, 'Sign in');
    await heading(page, 'Sign in');
    await type_into(page, 'E-mail address', email);
    await type_into(page, 'Password', a_password);
    await page.keyboard.press('Enter');
    await heading(page, 'Enter the code from your authenticator');
    // A wrong one stays there, selected: typing on replaces it.
    await type_into(page, 'One-time code', walk.totp(setup_key, 50));
    await says(page, 'That code did not match');
    walk.clock.next_step();
    await page.keyboard.type(walk.totp(setup_key));
    await page.waitForURL('**/security');
    await press(page, 'Sign out');
    await page.waitForURL((url) => url.pathname === '/');

    await press(page, 'Sign in');
    await heading(page, 'Sign in');
    await type_into(page, 'E-mail address', email);
    await type_into(page, 'Password', a_password);
    await page.keyboard.press('Enter');
    await heading(page, 'Enter the code from your authenticator');
    await press(page, 'Security verification unavailable?');
    await heading(page, 'Enter a backup code');
    await type_into(page, 'Backup code', backup_codes[0]);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/after-backup-code');
  },

  'with the keyboard alone: the guide, a stolen phone, and a window closed by Escape': async (
    walk,
  ) => {
    const page = await walk.new_browser({ path: '/lost-access' });
    await heading(page, "Let's get you back in");
    await tab_to(page, 'My backup codes');
    await page.keyboard.press('Space');
    await says(page, 'Start here');
    await press(page, 'Stop the codes now');
    await heading(page, 'My phone was stolen');
    await press(page, 'Keyboard');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await walk.axe(page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    equal((await page.evaluate(focused)).name, 'Keyboard', 'the focus comes back to');
    await press(page, 'Lost your phone?');
    await heading(page, "Let's get you back in");
  },
};
