// The server is brought back from a backup, and forgot what came since: the browsers say so, a
// person who knows why lets them compare everything anew, and nothing is lost.
import {
  add_by_key,
  heading,
  key,
  new_vault,
  open_page,
  pictures_of,
  press,
  same_as_oathtool,
} from './lib/authenticator.mjs';
import { equal } from './lib/expect.mjs';
import { says } from './lib/pages.mjs';
import { join_by_paper, sync_now, turn_on } from './lib/sync.mjs';

export const minutes = 5;
const email = 'ada@vault.example';
const other_key = 'GEZDGNBVGY3TQOJQ';
const third_key = 'MZXW6YTBOI3DKNRTGQ2TMNZYHEZTCMRT';

async function compare_anew(page) {
  await press(page, 'The server was brought back from a backup: compare everything anew');
  await says(page, 'Compare everything anew?');
  await page.getByRole('dialog').getByRole('button', { name: 'Compare everything anew' }).click();
  await page.getByText('The server is not to be trusted').waitFor({ state: 'hidden' });
  await says(page, 'Last synced');
}

async function names_of(page) {
  await open_page(page, 'Codes');
  await heading(page, 'Your codes');
  return (await page.locator('main li strong').allInnerTexts()).sort().join();
}

export const walks = {
  'a backup is brought back: both browsers say so, compare anew, and have everything': async (
    walk,
  ) => {
    const { page, paper } = await new_vault(walk);
    await add_by_key(page, 'GitHub', 'ada');
    await turn_on(walk, page, { paper, email });
    const other = await join_by_paper(walk, { email, paper });
    await heading(other, 'Your codes');

    const file = `${walk.site.folder}/backup.db`;
    await walk.site.command('backup', file);
    await add_by_key(page, 'Bank', 'ada', other_key);
    await sync_now(page);
    await walk.site.end();
    await walk.site.command('restore', '--replace', file);
    await walk.site.start_again();

    await add_by_key(other, 'Mail', 'ada', third_key);
    await sync_now(other);
    await sync_now(page, 'The server is not to be trusted');
    await pictures_of(walk, page, 'sync-lied');
    await compare_anew(page);
    await sync_now(other);
    equal(await names_of(page), await names_of(other), 'what the two have');
    await same_as_oathtool(page, key);
    await same_as_oathtool(other, other_key);
    await same_as_oathtool(page, third_key);
  },
};
