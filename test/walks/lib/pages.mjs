// What many walks begin with, done as a person does it: by the labels that are on the page.

export const a_password = 'correct horse battery staple';

// A new account, signed in; ends on the page that turns the second factor on.
export async function sign_up(walk, page, email, password = a_password) {
  await page.goto('/sign-up');
  await page.getByLabel('E-mail address', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Send the code' }).click();
  await page.waitForURL('**/sign-up/confirm');
  await page.getByLabel('Code from the mail', { exact: true }).fill(await walk.mailed_code(email));
  await page.waitForURL('**/security/authenticator');
}

// From the page that turns the second factor on. Ends with the codes on the page; gives the setup
// key and the backup codes, each as a person would have copied them down, and the code that was
// typed.
export async function enrol(walk, page, email, password = a_password) {
  await begin_enrolling(walk, page, email, password);
  return confirm_new_key(walk, page);
}

export async function begin_enrolling(walk, page, email, password = a_password) {
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  await page.getByLabel('Code from the mail', { exact: true }).fill(await walk.mailed_code(email));
  await page.getByLabel('Your password now', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Show the new key' }).click();
}

// With a new key on the page: an authenticator takes it and shows its first code.
export async function confirm_new_key(walk, page) {
  const setup_key = await setup_key_on(page);
  const code = walk.totp(setup_key);
  await page.getByLabel('Code from the new entry').fill(code);
  return { setup_key, code, backup_codes: await backup_codes_on(page) };
}

// The groups of the setup key, without the small numbers above them.
export async function setup_key_on(page) {
  const groups = page.getByRole('list', { name: 'Setup key' }).getByRole('listitem');
  await groups.first().waitFor();
  const texts = await groups.allInnerTexts();
  return texts.map((text) => text.trim().split(/\s+/).at(-1)).join('');
}

export async function backup_codes_on(page) {
  const codes = page.getByRole('list', { name: 'Backup codes' }).getByRole('listitem');
  await codes.first().waitFor();
  const texts = await codes.allInnerTexts();
  return texts.map((text) => text.replace(/\s/g, ''));
}

// The first step. Where a second factor is enrolled the page asks for it next.
export async function give_password(page, email, password = a_password) {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

// A person with an account and a second factor, in a browser that is signed in; ends on the page
// with the new codes. Gives the page, the setup key and the backup codes.
export async function settled(walk, email, options = {}) {
  const page = await walk.new_browser(options);
  await sign_up(walk, page, email);
  return { page, ...(await enrol(walk, page, email)) };
}

// Types a code of the authenticator that was not used yet.
export async function fill_code(walk, page, setup_key, label = 'One-time code') {
  walk.clock.next_step();
  await page.getByLabel(label, { exact: true }).fill(walk.totp(setup_key));
}

// Password and one-time code for one action, and the button that says it.
export async function step_up(walk, page, setup_key, verb, password = a_password) {
  await page.getByLabel('Your password now', { exact: true }).fill(password);
  await fill_code(walk, page, setup_key);
  await page.getByRole('button', { name: verb, exact: true }).click();
}

// The second step with a backup code; ends where it leads.
export async function give_backup_code(page, code) {
  await page.getByRole('button', { name: 'Security verification unavailable?' }).click();
  await page.getByLabel('Backup code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Check the code' }).click();
}

export async function sign_in_by_backup_code(page, email, code, password = a_password) {
  await give_password(page, email, password);
  await page.waitForURL('**/sign-in/code');
  await give_backup_code(page, code);
  await page.waitForURL('**/after-backup-code');
}

// Both steps with a fresh one-time code; ends in the security centre.
export async function sign_in(walk, page, email, setup_key, password = a_password) {
  await give_password(page, email, password);
  await page.waitForURL('**/sign-in/code');
  await fill_code(walk, page, setup_key);
  await page.waitForURL('**/security');
}

export async function sign_out(page) {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(({ pathname }) => !pathname.startsWith('/security'));
}

// Waits until the page says it; part of a sentence will do.
export async function says(page, text) {
  await page.getByText(text).first().waitFor();
}
