// What walks at the desk begin with: somebody is invited on the server, joins in a browser of
// their own, and signs in.
import { fill_code, setup_key_on } from './pages.mjs';

const link = /https?:\/\/\S+\/desk\/join#\S+/;
export const desk_password = 'orbital mechanics by hand';

// The link, as the command prints it.
export async function invite(walk, name, email, roles) {
  const words = roles.flatMap((role) => ['--role', role]);
  const printed = await walk.site.command('staff', 'add', email, '--name', name, ...words);
  return link.exec(printed)[0];
}

// With the invitation open: password, key, and the key's first code.
export async function join(walk, page) {
  await page.getByLabel('New password', { exact: true }).fill(desk_password);
  await page.getByRole('button', { name: 'Set the password' }).click();
  const setup_key = await setup_key_on(page);
  await page.getByLabel('Code from the new entry').fill(walk.totp(setup_key));
  await page.getByRole('heading', { name: /^Welcome, / }).waitFor();
  return setup_key;
}

// Joined, certified, and in a browser of their own at "my work" or, for an auditor, at the board.
export async function hired(walk, name, roles = ['reviewer'], options = {}) {
  const email = `${name.toLowerCase()}@desk.example.org`;
  const page = await walk.new_browser({
    ...options,
    path: await invite(walk, name, email, roles),
  });
  const setup_key = await join(walk, page);
  await walk.site.command('staff', 'certify', email);
  await page.goto('/desk');
  return { name, email, page, setup_key };
}

export async function sign_in_at_desk(walk, { page, email, setup_key }) {
  await page.goto('/desk/sign-in');
  await page.getByLabel('E-mail address', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(desk_password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Enter the code from your authenticator' }).waitFor();
  await fill_code(walk, page, setup_key);
  await page.waitForURL(({ pathname }) => /^\/desk(\/board)?$/.test(pathname));
}

// The case that the system gives; ends at the workbench, with the first picture open.
export async function take_case(walk, { page }) {
  await page.goto('/desk');
  await page.getByRole('button', { name: /^(Next case|Go on with )/ }).click();
  await page.waitForURL('**/desk/case');
  await page.locator('figure canvas').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('figure [aria-busy=true]'));
}

// Every item of the checklist: yes, and on to the next, by the keyboard.
export async function say_yes_to_all({ page }) {
  for (let n = 0; n < 17; n += 1) await page.keyboard.press('y');
  await page.getByText('17 of 17 answered').waitFor();
}

async function begin(page, keys) {
  await page.keyboard.press('d');
  await page.keyboard.press(keys);
  await page.getByRole('dialog').waitFor();
}

// Pass, with a fresh code; ends where it says so.
export async function pass(walk, { page, setup_key }) {
  await begin(page, 'p');
  await walk.axe(page);
  await fill_code(walk, page, setup_key);
  await page.getByRole('heading', { name: /: passed$/ }).waitFor();
}

// Not sure, of the item that is at hand.
export async function doubt(walk, { page, setup_key }) {
  await page.keyboard.press('n');
  await begin(page, 'u');
  await fill_code(walk, page, setup_key);
  await page.getByRole('heading', { name: /: on to a lead$/ }).waitFor();
}

// Not before the checklist names what is not so.
export async function reject(walk, { page, setup_key }, reason) {
  await begin(page, 'r');
  await page.getByText('This verdict needs at least one no.').waitFor();
  await page.getByRole('button', { name: /^(Answer item|Back to)/ }).click();
  await page.keyboard.press('n');
  await begin(page, 'r');
  await page.getByRole('checkbox', { name: reason }).check();
  await walk.axe(page);
  await fill_code(walk, page, setup_key);
  await page.getByRole('heading', { name: /: rejected$/ }).waitFor();
}

export async function ask_for_video({ page }) {
  await begin(page, 'v');
  await page.getByRole('button', { name: 'Send the video link' }).click();
  await page.getByRole('heading', { name: /: the video link is sent$/ }).waitFor();
}

export async function ask_again(walk, { page }, what, reason) {
  await begin(page, 'a');
  await page.getByLabel(what, { exact: true }).selectOption({ label: reason });
  await walk.axe(page);
  await page.getByRole('button', { name: 'Ask for this' }).click();
  await page.getByRole('heading', { name: /: asked for material$/ }).waitFor();
}
