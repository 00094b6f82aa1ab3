// What the authenticator's walks share: a vault is made and opened, and codes are compared with
// oathtool's.
import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from './expect.mjs';

const shows_within_ms = 20_000;
export const passphrase = 'correct horse battery';
export const key = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
export const phone = { width: 390, height: 844 };
export const permissions = ['clipboard-read', 'clipboard-write'];

export const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
export const field = (page, label) => page.getByLabel(label, { exact: true });
export const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
// By its link; its code may have to be fetched first, and until then the old page stands.
export async function open_page(page, name) {
  const link = page.getByRole('link', { name, exact: true }).first();
  const path = await link.getAttribute('href');
  await link.click();
  await page.waitForURL((url) => url.pathname === path);
}

// By the browser's clock, which is this machine's.
export function oathtool(secret, options = ['--totp']) {
  const words = [...options, '--base32', '-'];
  return execFileSync('oathtool', words, { input: secret, encoding: 'utf8' }).trim();
}

export const pictures_of = async (walk, page, name) => {
  await walk.axe(page);
  const size = page.viewportSize();
  for (const [width, colorScheme] of [
    [360, 'dark'],
    [1280, 'light'],
  ]) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide <= width, `${name} is ${wide} px wide on a screen of ${width}`);
    await walk.shot(page, `authenticator-${name}-${width}-${colorScheme}`, { fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(size);
};

export async function recovery_key_on(page) {
  const groups = page.getByRole('list', { name: 'Recovery key' }).getByRole('listitem');
  await groups.first().waitFor();
  const texts = await groups.allInnerTexts();
  return texts.map((text) => text.trim().split(/\s+/).at(-1)).join(' ');
}

// From a page that offers it; gives the recovery key.
export async function make_vault(page) {
  await page.getByRole('link', { name: 'Make a new vault' }).click();
  await field(page, 'Passphrase').fill(passphrase);
  await field(page, 'The same again').fill(passphrase);
  await press(page, 'Continue');
  const paper = await recovery_key_on(page);
  await press(page, 'I have written it down');
  await field(page, 'Recovery key').fill(paper);
  await press(page, 'Make the vault');
  return paper;
}

export async function new_vault(walk) {
  const page = await walk.new_browser({ viewport: phone, path: '/authenticator', permissions });
  const paper = await make_vault(page);
  await heading(page, 'No codes yet');
  return { page, paper };
}

export async function unlock(page) {
  await field(page, 'Passphrase').fill(passphrase);
  await press(page, 'Open');
}

export async function add_by_key(page, issuer, account, secret = key) {
  await open_page(page, 'Add');
  await page.getByText('Setup key', { exact: true }).first().click();
  await field(page, 'Setup key').last().fill(secret);
  await field(page, 'Site').fill(issuer);
  await field(page, 'Account').fill(account);
  await press(page, 'Continue');
  await heading(page, 'Is this it?');
  await press(page, 'Add');
  await heading(page, 'Added');
}

// The code of now stands on the page; a step may end in between, and a vault takes time to open.
export async function same_as_oathtool(page, secret, options) {
  const deadline = Date.now() + shows_within_ms;
  for (;;) {
    const code = oathtool(secret, options);
    const text = await page.locator('main').innerText();
    if (text.replace(/\s/g, '').includes(code)) return;
    if (Date.now() > deadline) throw new Error(`the page does not show ${code}, but ${text}`);
    await pause(200);
  }
}

export async function saved_copy(walk, page, name) {
  await page.goto('/authenticator/export');
  await unlock(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    press(page, 'Save the vault as a file'),
  ]);
  const path = `${walk.site.folder}/${name}`;
  await download.saveAs(path);
  return path;
}
