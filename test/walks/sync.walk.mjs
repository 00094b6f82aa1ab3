// One vault in two browsers, or a browser and a terminal: what one adds the other shows, what one
// deletes the other brings back, and a browser that was removed keeps its codes and gets no more.
import {
  add_by_key,
  field,
  heading,
  key,
  new_vault,
  oathtool,
  open_page,
  passphrase,
  pictures_of,
  press,
  same_as_oathtool,
} from './lib/authenticator.mjs';
import { equal, expect } from './lib/expect.mjs';
import { says } from './lib/pages.mjs';
import { ask_for_vault, find_vault, join_by_paper, sync_now, turn_on } from './lib/sync.mjs';
import { Terminal } from './lib/terminal.mjs';

export const minutes = 5;
const email = 'ada@vault.example';
const other_key = 'GEZDGNBVGY3TQOJQ';
const third_key = 'MZXW6YTBOI3DKNRTGQ2TMNZYHEZTCMRT';

async function two_browsers(walk, pictures = {}) {
  const { page, paper } = await new_vault(walk);
  await add_by_key(page, 'GitHub', 'ada');
  await turn_on(walk, page, { paper, email, seen: pictures.on });
  const other = await join_by_paper(walk, { email, paper, seen: pictures.join });
  await heading(other, 'Your codes');
  await same_as_oathtool(other, key);
  return { page, other, paper };
}

export const walks = {
  'a second browser joins with the recovery key, and shows the same codes': async (walk) => {
    const { page, other } = await two_browsers(walk, {
      on: (on, name) => pictures_of(walk, on, name),
      join: (on, name) => pictures_of(walk, on, name),
    });
    await add_by_key(other, 'Bank', 'ada', other_key);
    await open_page(other, 'Codes');
    await says(other, 'Synced.');
    await sync_now(page);
    await says(page, 'Chrome on Linux');
    await pictures_of(walk, page, 'sync-two');
    await open_page(page, 'Codes');
    await same_as_oathtool(page, other_key);
  },

  'what the terminal adds the browser shows with the code of oathtool, and the other way round':
    async (walk) => {
      const { page, paper } = await new_vault(walk);
      await add_by_key(page, 'GitHub', 'ada');
      await turn_on(walk, page, { paper, email });
      const terminal = new Terminal(walk.site, passphrase);
      await terminal.join(email, paper);
      await terminal.run(['add', 'Bank:ada'], other_key);
      equal((await terminal.run(['sync'])).sent, 1, 'sent by the terminal');
      await sync_now(page);
      await open_page(page, 'Codes');
      await says(page, 'Bank');
      await same_as_oathtool(page, other_key);

      await add_by_key(page, 'Mail', 'ada', third_key);
      await sync_now(page);
      equal((await terminal.run(['sync'])).received, 1, 'received by the terminal');
      let before, code;
      do {
        before = oathtool(third_key);
        ({ code } = await terminal.run(['code', 'Mail']));
      } while (before !== oathtool(third_key));
      equal(code, before, 'the code that the terminal shows');
    },

  'what one browser deletes, the other brings back': async (walk) => {
    const { page, other } = await two_browsers(walk);
    await open_page(page, 'Codes');
    await page.getByRole('link', { name: 'Edit GitHub (ada)' }).click();
    await press(page, 'Delete this code');
    await press(page, 'Delete it');
    await says(page, 'Synced.');
    await sync_now(other);
    await open_page(other, 'Codes');
    await heading(other, 'No codes yet');
    await open_page(other, 'More');
    await open_page(other, 'History');
    await press(other, 'Undo the last change');
    await says(other, 'Taken back: GitHub (ada), deleted');
    await sync_now(other);
    await sync_now(page);
    await open_page(page, 'Codes');
    await same_as_oathtool(page, key);
  },

  'a browser that is removed keeps its codes, and its passphrase joins no more': async (walk) => {
    const { page, other } = await two_browsers(walk);
    await sync_now(page);
    await page.getByRole('button', { name: /^Remove / }).click();
    await field(page, 'New passphrase').fill('another horse battery');
    await field(page, 'The same again').fill('another horse battery');
    await pictures_of(walk, page, 'sync-remove');
    await press(page, 'Remove this device');
    await says(page, 'It has seen 1 secret');
    await pictures_of(walk, page, 'sync-removed');
    await press(page, 'Back');
    await sync_now(other, 'Not synced');
    await pictures_of(walk, other, 'sync-not-accepted');
    await open_page(other, 'Codes');
    await same_as_oathtool(other, key);
    const late = await ask_for_vault(walk, email, passphrase);
    await says(late, 'No vault opens with this address and passphrase');
    await find_vault(walk, email, 'another horse battery');
  },

  'syncing does not begin without the paper, and the server reads nothing': async (walk) => {
    const { page, paper } = await new_vault(walk);
    await add_by_key(page, 'GitHub', 'ada');
    const sent = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/')) sent.push(request.postData() ?? '');
    });
    await open_page(page, 'More');
    await open_page(page, 'Your devices');
    await field(page, 'Recovery key').fill((paper.startsWith('A') ? 'B' : 'A') + paper.slice(1));
    await press(page, 'Continue');
    await says(page, 'something was mistyped');
    equal(sent.length, 0, 'requests before the paper was typed');
    await turn_on(walk, page, { paper, email });
    await sync_now(page);
    const all = sent.join();
    for (const secret of [key, 'GitHub', passphrase, paper]) {
      expect(!all.includes(secret), `${secret} left the browser`);
    }
    expect(all.includes('sealed'), 'the sealed entry was sent');
  },
};
