// The staff's pages and their states.
import { problem } from './fixtures.mjs';

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const type = (page, label, text) => page.getByLabel(label, { exact: true }).fill(text);
const link = '/desk/join#AAAABBBBCCCCDDDDEEEE';

async function begin_joining(page) {
  await heading(page, 'Join the desk, Ruth Okafor');
  await type(page, 'New password', 'correct horse battery');
  await press(page, 'Set the password');
  await heading(page, 'Set up your authenticator');
}

export const desk_pages = [
  { name: 'desk-sign-in', path: '/desk/sign-in', who: 'stranger' },
  {
    name: 'desk-guard',
    path: '/desk',
    who: 'stranger',
    act: (page) => heading(page, 'Sign in to the desk'),
  },
  {
    name: 'desk-sign-in-refused',
    path: '/desk/sign-in',
    who: 'stranger',
    with: { 'POST desk/sign-in': problem(401, 'not-accepted') },
    act: async (page) => {
      await type(page, 'E-mail address', 'ruth@desk.example');
      await type(page, 'Password', 'wrong');
      await press(page, 'Sign in');
      await page.locator('.error:not(:empty), [role=alert]').first().waitFor();
    },
  },
  { name: 'desk-code', path: '/desk/sign-in', who: 'half_in' },
  {
    name: 'desk-join',
    path: link,
    who: 'stranger',
    act: (page) => heading(page, 'Join the desk, Ruth Okafor'),
  },
  { name: 'desk-join-key', path: link, who: 'stranger', act: begin_joining },
  {
    name: 'desk-joined',
    path: link,
    who: 'stranger',
    act: async (page) => {
      await begin_joining(page);
      await type(page, 'Code from the new entry', '123456');
      await heading(page, 'Welcome, Ruth Okafor');
    },
  },
  {
    name: 'desk-join-dead',
    path: link,
    who: 'stranger',
    with: { 'POST desk/join/look': problem(410, 'link-invalid') },
  },
  { name: 'desk-work', path: '/desk', who: 'ruth' },
  { name: 'desk-work-late', path: '/desk', who: 'late_ruth' },
];
