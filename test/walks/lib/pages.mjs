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
// key and the backup codes, each as a person would have copied them down.
export async function enrol(walk, page, email, password = a_password) {
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  await page.getByLabel('Code from the mail', { exact: true }).fill(await walk.mailed_code(email));
  await page.getByLabel('Your password now', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Show the new key' }).click();
  const setup_key = await setup_key_on(page);
  await page.getByLabel('Code from the new entry').fill(walk.totp(setup_key));
  return { setup_key, backup_codes: await backup_codes_on(page) };
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

// Both steps with a fresh one-time code; ends in the security centre.
export async function sign_in(walk, page, email, setup_key, password = a_password) {
  await give_password(page, email, password);
  await page.waitForURL('**/sign-in/code');
  walk.clock.next_step();
  await page.getByLabel('One-time code').fill(walk.totp(setup_key));
  await page.waitForURL('**/security');
}

export async function sign_out(page) {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(({ pathname }) => !pathname.startsWith('/security'));
}
