// Every page of the site, and the states of it that differ: who looks, and what they do before the picture is taken.
import { appeal_pages } from './appeal_pages.mjs';
import { authenticator_pages } from './authenticator_pages.mjs';
import { desk_pages } from './desk_pages.mjs';
import { problem } from './fixtures.mjs';

const password = 'correct horse battery';
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const type = (page, label, text) => page.getByLabel(label, { exact: true }).fill(text);
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const alert = (page) => page.locator('.error:not(:empty), [role=alert]').first().waitFor();

async function step_up(page, verb) {
  await type(page, 'Your password now', password);
  const code = page.getByLabel('One-time code', { exact: true });
  if (await code.count()) await code.fill('123456');
  await press(page, verb);
}

async function enrol(page) {
  await press(page, 'Mail me a code');
  await type(page, 'Code from the mail', '12345678');
  await type(page, 'Your password now', password);
  await press(page, 'Show the new key');
  await heading(page, 'Set up your authenticator');
}

async function enable(page) {
  await enrol(page);
  await type(page, 'Code from the new entry', '123456');
  await heading(page, 'Your 8 backup codes');
}

async function report(page) {
  await type(page, 'E-mail address', 'ada@example.org');
  await type(page, 'Password', password);
  await press(page, 'Go on');
  await heading(page, 'Which of the two do you have?');
}

async function by_backup(page) {
  await press(page, 'Security verification unavailable?');
  await heading(page, 'Enter a backup code');
}

const link = (path) => `${path}#AAAABBBBCCCCDDDDEEEE`;

export const pages = [
  { name: 'home', path: '/', who: 'nobody' },
  { name: 'home-in', path: '/', who: 'ada' },
  { name: 'sign-up', path: '/sign-up', who: 'nobody' },
  {
    name: 'sign-up-weak',
    path: '/sign-up',
    who: 'nobody',
    act: async (page) => {
      await page.getByLabel('Password', { exact: true }).pressSequentially('hunter2');
      await page.getByRole('meter').waitFor();
    },
  },
  { name: 'sign-up-confirm', path: '/sign-up/confirm', who: 'nobody' },
  { name: 'sign-in', path: '/sign-in', who: 'nobody' },
  {
    name: 'sign-in-refused',
    path: '/sign-in',
    who: 'nobody',
    with: { 'POST sign-in': problem(401, 'not-accepted') },
    act: async (page) => {
      await type(page, 'E-mail address', 'ada@example.org');
      await type(page, 'Password', 'wrong');
      await press(page, 'Sign in');
      await alert(page);
    },
  },
  { name: 'code', path: '/sign-in/code', who: 'challenged' },
  {
    name: 'code-used',
    path: '/sign-in/code',
    who: 'challenged',
    with: { 'POST sign-in/code': problem(409, 'code-already-used', { wait_s: 17 }) },
    act: async (page) => {
      await type(page, 'One-time code', '123456');
      await alert(page);
    },
  },
  {
    name: 'code-too-many',
    path: '/sign-in/code',
    who: 'challenged',
    with: { 'POST sign-in/code': problem(429, 'too-many-tries', { retry_after_s: 2400 }) },
    act: async (page) => {
      await type(page, 'One-time code', '123456');
      await alert(page);
    },
  },
  { name: 'code-backup', path: '/sign-in/code', who: 'challenged', act: by_backup },
  {
    name: 'code-last',
    path: '/sign-in/code',
    who: 'challenged_last',
    with: { 'POST sign-in/code': problem(409, 'last-backup-code') },
    act: async (page) => {
      await by_backup(page);
      await type(page, 'Backup code', '12345678');
      await press(page, 'Check the code');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'code-suspended', path: '/sign-in/code', who: 'challenged_suspended' },
  { name: 'code-gone', path: '/sign-in/code', who: 'nobody' },
  { name: 'after-backup-code', path: '/after-backup-code', who: 'by_backup' },
  { name: 'security', path: '/security', who: 'ada' },
  { name: 'security-new', path: '/security', who: 'fresh' },
  { name: 'security-held', path: '/security', who: 'held' },
  { name: 'security-by-backup', path: '/security', who: 'by_backup' },
  { name: 'authenticator', path: '/security/authenticator', who: 'ada' },
  { name: 'authenticator-suspended', path: '/security/authenticator', who: 'suspended' },
  { name: 'enable', path: '/security/authenticator', who: 'fresh' },
  {
    name: 'enable-mailed',
    path: '/security/authenticator',
    who: 'fresh',
    act: async (page) => {
      await press(page, 'Mail me a code');
      await page.getByLabel('Code from the mail').waitFor();
    },
  },
  { name: 'enrol', path: '/security/authenticator', who: 'fresh', act: enrol },
  { name: 'codes-ready', path: '/security/authenticator', who: 'fresh', act: enable },
  {
    name: 'sheet-filled',
    path: '/security/authenticator',
    who: 'fresh',
    print: true,
    act: async (page) => {
      await enable(page);
      await page.getByRole('link', { name: 'Print the recovery sheet' }).click();
      await heading(page, 'Recovery sheet');
    },
  },
  { name: 'replace', path: '/security/authenticator/replace', who: 'ada' },
  { name: 'replace-by-backup', path: '/security/authenticator/replace', who: 'by_backup' },
  { name: 'replace-suspended', path: '/security/authenticator/replace', who: 'suspended' },
  { name: 'disable', path: '/security/authenticator/disable', who: 'ada' },
  {
    name: 'disabled',
    path: '/security/authenticator/disable',
    who: 'ada',
    act: async (page) => {
      await step_up(page, 'Disable two-factor sign-in');
      await page.getByText('Two-factor sign-in is off.').waitFor();
    },
  },
  { name: 'backup-codes', path: '/security/backup-codes', who: 'ada' },
  {
    name: 'backup-codes-wrong',
    path: '/security/backup-codes',
    who: 'ada',
    with: { 'POST backup-codes/view': problem(422, 'code-wrong', { tries_left: 4 }) },
    act: async (page) => {
      await step_up(page, 'View my backup codes');
      await alert(page);
    },
  },
  {
    name: 'backup-codes-viewed',
    path: '/security/backup-codes',
    who: 'ada',
    act: async (page) => {
      await step_up(page, 'View my backup codes');
      await heading(page, 'Your codes');
    },
  },
  { name: 'backup-codes-held', path: '/security/backup-codes', who: 'held' },
  { name: 'sheet', path: '/security/sheet', who: 'ada', print: true },
  { name: 'written-down', path: '/security/written-down', who: 'ada' },
  {
    name: 'written-down-half',
    path: '/security/written-down',
    who: 'ada',
    act: async (page) => {
      await type(page, 'Group 3 of your setup key', 'EHPK');
      await type(page, 'The last four digits of a backup code', '0000');
      await press(page, 'Check my paper');
      await alert(page);
    },
  },
  { name: 'password', path: '/security/password', who: 'ada' },
  { name: 'addresses', path: '/security/addresses', who: 'ada' },
  {
    name: 'addresses-remove',
    path: '/security/addresses',
    who: 'ada',
    act: (page) => press(page, 'Remove ada.lovelace@post.example'),
  },
  { name: 'identity', path: '/security/identity', who: 'ada' },
  { name: 'sessions', path: '/security/sessions', who: 'ada' },
  { name: 'activity', path: '/security/activity', who: 'ada' },
  { name: 'close', path: '/security/close', who: 'ada' },
  { name: 'close-frozen', path: '/security/close', who: 'frozen' },
  { name: 'closed', path: '/closed', who: 'nobody' },
  { name: 'new-phone', path: '/new-phone', who: 'ada' },
  { name: 'lost-access', path: '/lost-access', who: 'nobody' },
  {
    name: 'lost-access-paper',
    path: '/lost-access',
    who: 'nobody',
    act: async (page) => {
      await page.getByLabel('My recovery sheet with the setup key').check();
      await page.getByLabel('My backup codes').check();
    },
  },
  { name: 'stolen', path: '/stolen', who: 'nobody' },
  { name: 'stolen-confirm', path: '/stolen', who: 'nobody', act: report },
  {
    name: 'stolen-done',
    path: '/stolen',
    who: 'nobody',
    act: async (page) => {
      await report(page);
      await type(page, 'Code from the mail', '12345678');
      await press(page, 'Stop the codes on the stolen phone');
      await heading(page, 'The stolen phone can no longer sign in');
    },
  },
  { name: 'stolen-found', path: '/stolen/found', who: 'nobody' },
  { name: 'forgot', path: '/forgot', who: 'nobody' },
  {
    name: 'forgot-sent',
    path: '/forgot',
    who: 'nobody',
    act: async (page) => {
      await type(page, 'E-mail address', 'ada@example.org');
      await press(page, 'Mail me a link');
      await heading(page, 'Look in your mail');
    },
  },
  { name: 'reset', path: link('/reset'), who: 'nobody' },
  {
    name: 'reset-without',
    path: link('/reset'),
    who: 'nobody',
    act: (page) => press(page, 'I have neither a one-time code nor a backup code'),
  },
  {
    name: 'reset-dead',
    path: link('/reset'),
    who: 'nobody',
    with: { 'POST password/link': problem(410, 'link-invalid') },
  },
  { name: 'reset-none', path: '/reset', who: 'nobody' },
  { name: 'relief', path: '/relief', who: 'nobody' },
  { name: 'relief-use', path: link('/relief'), who: 'nobody' },
  { name: 'not-me', path: link('/not-me'), who: 'nobody' },
  { name: 'undo', path: '/undo', who: 'nobody' },
  ...appeal_pages,
  { name: 'mailbox', path: '/mailbox', who: 'nobody' },
  { name: 'missing', path: '/no-such-page', who: 'nobody' },
  {
    name: 'unreachable',
    path: '/',
    who: 'nobody',
    with: { 'GET session': problem(503, 'unavailable') },
  },
  { name: 'styleguide', path: '/styleguide', who: 'nobody' },
  {
    name: 'keyboard-help',
    path: '/',
    who: 'nobody',
    act: (page) => press(page, 'Keyboard'),
  },
  ...authenticator_pages,
  ...desk_pages,
];
