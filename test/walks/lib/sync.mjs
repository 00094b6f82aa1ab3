// What the walks of syncing share: a vault gets its account, and another browser joins it.
import {
  field,
  heading,
  passphrase,
  phone,
  permissions,
  press,
  open_page,
} from './authenticator.mjs';
import { says } from './pages.mjs';

export const to_sync = async (page) => {
  await open_page(page, 'More');
  await open_page(page, 'Your devices');
};

// From any page of an open vault. `seen` is called on each step, for pictures.
export async function turn_on(walk, page, { paper, email, seen = async () => {} }) {
  await to_sync(page);
  await heading(page, 'The same codes on all your devices');
  await seen(page, 'sync-paper');
  await field(page, 'Recovery key').fill(paper);
  await press(page, 'Continue');
  await field(page, 'E-mail address').fill(email);
  await field(page, 'Passphrase of this vault').fill(passphrase);
  await seen(page, 'sync-address');
  await press(page, 'Mail me a code');
  await field(page, 'Code from the mail').waitFor();
  await seen(page, 'sync-code');
  await field(page, 'Code from the mail').fill(await walk.mailed_code(email));
  await heading(page, 'Your devices');
  await says(page, 'Last synced');
}

// Another browser asks for the vault of an address.
export async function ask_for_vault(walk, email, words = passphrase) {
  const page = await walk.new_browser({ viewport: phone, path: '/authenticator', permissions });
  await page.getByRole('link', { name: 'I have a vault on another device' }).click();
  await field(page, 'E-mail address').fill(email);
  await field(page, 'Passphrase of this vault').fill(words);
  await press(page, 'Find the vault');
  return page;
}

// And comes as far as the list of its devices.
export async function find_vault(walk, email, words = passphrase) {
  const page = await ask_for_vault(walk, email, words);
  await says(page, 'Devices in this vault');
  return page;
}

export async function join_by_paper(walk, { email, paper, seen = async () => {} }) {
  const page = await find_vault(walk, email);
  await seen(page, 'join-prove');
  await field(page, 'Recovery key').fill(paper);
  await press(page, 'Join with the recovery key');
  return page;
}

// By hand, on the page that says how it went.
export async function sync_now(page, outcome = 'Last synced') {
  await to_sync(page);
  await press(page, 'Sync now');
  await page.getByRole('button', { name: 'Sync now', exact: true }).waitFor();
  await says(page, outcome);
}

// Another browser asks one that is in, and waits.
export async function ask_by_device(walk, { email, seen = async () => {} }) {
  const page = await find_vault(walk, email);
  await seen(page, 'join-ways');
  await press(page, 'Ask my other device');
  await says(page, 'Waiting for the other device.');
  await seen(page, 'join-waits');
  return page;
}

// The digits that it shows once it is answered.
export async function digits_on(page) {
  await says(page, 'Type these digits on the other device');
  return (await page.getByRole('status', { name: 'Type these digits' }).innerText()).trim();
}

// A browser that is in takes up what asks, as far as the field for the digits.
export async function take_up(page, { seen = async () => {} } = {}) {
  await to_sync(page);
  await says(page, 'asks to join this vault');
  await seen(page, 'asking');
  await press(page, 'Type its digits');
  await field(page, 'The 8 digits that the other device shows').waitFor();
  await seen(page, 'asking-digits');
}

export async function type_digits(page, digits) {
  await field(page, 'The 8 digits that the other device shows').fill(digits);
  await press(page, 'Let it in');
}
