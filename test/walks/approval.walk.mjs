// A second device comes in without the paper: one that is in has the same eight digits, and they
// are typed there. Between two browsers, and between a browser and a terminal, both ways.
import {
  add_by_key,
  field,
  heading,
  key,
  new_vault,
  open_page,
  pictures_of,
  press,
  passphrase,
  same_as_oathtool,
} from './lib/authenticator.mjs';
import { equal, expect } from './lib/expect.mjs';
import { says } from './lib/pages.mjs';
import { ask_by_device, digits_on, take_up, to_sync, turn_on, type_digits } from './lib/sync.mjs';
import { Terminal } from './lib/terminal.mjs';

export const minutes = 5;
const email = 'ada@vault.example';
const other_key = 'GEZDGNBVGY3TQOJQ';

async function one_browser(walk) {
  const { page, paper } = await new_vault(walk);
  await add_by_key(page, 'GitHub', 'ada');
  await turn_on(walk, page, { paper, email });
  return { page, paper };
}

const mistyped = (digits, by = 1) => digits.slice(0, -1) + ((Number(digits.at(-1)) + by) % 10);

export const walks = {
  'a second browser comes in by the digits that it shows, without the paper': async (walk) => {
    const seen = (on, name) => pictures_of(walk, on, name);
    const { page } = await one_browser(walk);
    const other = await ask_by_device(walk, { email, seen });
    await take_up(page, { seen });
    const digits = await digits_on(other);
    await seen(other, 'join-digits');
    const shown = (await page.locator('main').innerText()).replace(/\s/g, '');
    expect(!shown.includes(digits.replace(' ', '')), 'the browser that is in shows no digits');
    await type_digits(page, mistyped(digits));
    await says(page, 'Those are not the digits that this device has');
    await seen(page, 'asking-wrong');
    await type_digits(page, digits);
    await says(page, 'is one of your devices now');
    await seen(page, 'asking-let-in');
    await heading(other, 'Your codes');
    await same_as_oathtool(other, key);
    await add_by_key(other, 'Bank', 'ada', other_key);
    await open_page(other, 'Codes');
    await says(other, 'Synced.');
    await to_sync(page);
    await press(page, 'Sync now');
    await open_page(page, 'Codes');
    await same_as_oathtool(page, other_key);
  },

  'a browser that is refused is not let in, and the owner is told what to do': async (walk) => {
    const seen = (on, name) => pictures_of(walk, on, name);
    const { page } = await one_browser(walk);
    const other = await ask_by_device(walk, { email });
    await to_sync(page);
    await says(page, 'asks to join this vault');
    await press(page, 'Refuse it');
    await says(page, 'somebody knows your passphrase');
    await seen(page, 'asking-refused');
    await says(other, 'Nobody let this browser in');
    await seen(other, 'join-refused');

    await press(other, 'Ask my other device');
    await take_up(page);
    const digits = await digits_on(other);
    const field_label = 'The 8 digits that the other device shows';
    for (const by of [1, 2, 3]) {
      await field(page, field_label).fill(mistyped(digits, by));
      await press(page, 'Let it in');
      if (by < 3) await says(page, 'Those are not the digits');
    }
    await says(page, 'It was not let in');
    await seen(page, 'asking-other');
    await says(other, 'Nobody let this browser in');
  },

  'a terminal lets a browser in, and a browser lets a terminal in': async (walk) => {
    const { page } = await one_browser(walk);
    const terminal = new Terminal(walk.site, passphrase);
    let tell;
    const told = new Promise((resolve) => (tell = resolve));
    const joining = terminal.join_by_device(email, tell);
    await take_up(page);
    await type_digits(page, await told);
    await says(page, 'is one of your devices now');
    await joining;
    equal((await terminal.run(['list'])).entries.length, 1, 'entries in the terminal');

    const other = await ask_by_device(walk, { email });
    expect((await terminal.run(['sync'])).asking, 'the terminal says who asks');
    await terminal.approve(() => digits_on(other));
    await heading(other, 'Your codes');
    await same_as_oathtool(other, key);
    equal((await terminal.run(['device'])).devices.length, 3, 'devices');
  },
};
