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
