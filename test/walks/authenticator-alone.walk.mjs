// The authenticator alone: without a network, in two tabs, on a full disk, from a file; and what
// the Security centre hands over to it.
import { readFileSync, writeFileSync } from 'node:fs';
import {
  add_by_key,
  field,
  heading,
  key,
  make_vault,
  new_vault,
  open_page,
  passphrase,
  permissions,
  phone,
  pictures_of,
  press,
  same_as_oathtool,
  saved_copy,
  unlock,
} from './lib/authenticator.mjs';
import { equal, expect } from './lib/expect.mjs';
import { begin_enrolling, says, sign_up } from './lib/pages.mjs';
import { png } from './lib/pictures.mjs';
import { qr_picture } from './lib/qr.mjs';

export const walks = {
  'two tabs have one vault: what one does the other shows': async (walk) => {
    const { page } = await new_vault(walk);
    await add_by_key(page, 'GitHub', 'ada');
    const other = await page.context().newPage();
    await other.goto('/authenticator');
    await unlock(other);
    await other.getByRole('button', { name: /GitHub/ }).waitFor();
    await add_by_key(other, 'Bank', 'ada', 'GEZDGNBVGY3TQOJQ');
    await open_page(page, 'Codes');
    await page.getByRole('button', { name: /Bank/ }).waitFor();
    // Each writes over what the other wrote last.
    await add_by_key(page, 'Mail', 'ada', 'KRSXG5CTMVRXEZLU');
    await add_by_key(other, 'Shop', 'ada', 'ORSXG5DTMVRXEZLU');
    await open_page(page, 'Codes');
    const codes = page.getByRole('button', { name: /Copy the code of/ });
    await codes.nth(3).waitFor();
    equal(await codes.count(), 4, 'nothing is lost');
    await press(other, 'Lock');
    await heading(page, 'Open your vault');
    await says(page, 'Locked in another tab');
  },

  'what cannot be written is said, and nothing is lost': async (walk) => {
    const { page } = await new_vault(walk);
    await add_by_key(page, 'GitHub', 'ada');
    await open_page(page, 'All codes');
    // As a browser does whose disk is full.
    await page.evaluate(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('The disk is full', 'QuotaExceededError');
      };
    });
    await page.getByRole('link', { name: 'Edit GitHub (ada)' }).click();
    await field(page, 'Site').fill('Elsewhere');
    await press(page, 'Save');
    await says(page, 'This could not be written to this device');
    await press(page, 'Delete this code');
    await press(page, 'Delete it');
    await page.getByText('This could not be written to this device').nth(1).waitFor();
    await open_page(page, 'Codes');
    await page.getByRole('button', { name: /GitHub/ }).waitFor();
    await same_as_oathtool(page, key);
    await page.reload();
    await unlock(page);
    await same_as_oathtool(page, key);
  },

  'it works without a network, and locks': async (walk) => {
    const { page } = await new_vault(walk);
    await add_by_key(page, 'GitHub', 'ada');
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const browser = await page.context().newCDPSession(page);
    const { installabilityErrors } = await browser.send('Page.getInstallabilityErrors');
    // A walk's browser keeps nothing, which alone would be in the way.
    const in_the_way = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito');
    equal(JSON.stringify(in_the_way), '[]', 'it installs');
    walk.expects_silence = true;
    await walk.site.end();
    await page.goto('/authenticator');
    await heading(page, 'Open your vault');
    await field(page, 'Passphrase').fill('not the passphrase');
    await press(page, 'Open');
    await says(page, 'That is not the passphrase of this vault.');
    await pictures_of(walk, page, 'unlock');
    await unlock(page);
    await same_as_oathtool(page, key);
    // Pages that were never opened, and the reader of QR codes.
    await page.goto('/authenticator/history');
    await unlock(page);
    await heading(page, 'History');
    await open_page(page, 'Add');
    await page.getByText('Picture', { exact: true }).click();
    const buffer = png(qr_picture(['otpauth://totp/Offline:ada?secret=GEZDGNBVGY3TQOJQ']));
    const picture = { name: 'one.png', mimeType: 'image/png', buffer };
    await field(page, 'Pictures with QR codes').setInputFiles(picture);
    await press(page, 'Add');
    await same_as_oathtool(page, 'GEZDGNBVGY3TQOJQ');

    await press(page, 'Lock');
    await heading(page, 'Open your vault');
    expect(!(await page.content()).includes('Offline'), 'nothing of it is left on the page');
    await page.clock.install();
    await unlock(page);
    await heading(page, 'Added').catch(() => undefined);
    await page.clock.fastForward('04:30');
    await page.getByRole('link', { name: 'Codes', exact: true }).waitFor();
    await page.clock.fastForward('01:00');
    await heading(page, 'Open your vault');
    await says(page, 'Locked after 5 minutes');
  },

  'the Security centre hands its key over in one click, and no server sees it': async (walk) => {
    const page = await walk.new_browser({ permissions });
    const asked = [];
    page.context().on('request', (request) => asked.push(request.url()));
    await sign_up(walk, page, 'ada@example.org');
    await begin_enrolling(walk, page, 'ada@example.org');
    const link = page.getByRole('link', { name: 'Add to Sparekey Authenticator' });
    await link.waitFor();
    await walk.axe(page);
    await walk.shot(page, 'authenticator-hand-over');
    const [ours] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
    await heading(ours, 'Your codes, in this browser');
    equal(new URL(ours.url()).hash, '', 'the key has left the address bar');
    await says(ours, 'is added');
    await make_vault(ours);
    await heading(ours, 'Is this it?');
    await walk.axe(ours);
    await press(ours, 'Add');
    await heading(ours, 'Added');
    const code = await ours.locator('[data-code]').getAttribute('data-code');
    expect(!asked.some((url) => /otpauth|secret/i.test(url)), 'no request carries the key');
    await page.bringToFront();
    await page.getByLabel('Code from the new entry').fill(code);
    await heading(page, 'Your 8 backup codes');
  },

  'a vault opens from a file, by its recovery key too, and can be removed': async (walk) => {
    const { page, paper } = await new_vault(walk);
    await add_by_key(page, 'GitHub', 'ada');
    const copy = await saved_copy(walk, page, 'other.json');
    const other = await walk.new_browser({
      viewport: phone,
      path: '/authenticator',
      permissions,
    });
    await press(other, 'I have a vault file');
    const wrong = `${walk.site.folder}/wrong.json`;
    writeFileSync(wrong, readFileSync(copy, 'utf8').slice(0, 500));
    await field(other, 'Vault file').setInputFiles(wrong);
    await says(other, 'cut off or damaged');
    await field(other, 'Vault file').setInputFiles(copy);
    await pictures_of(walk, other, 'open-file');
    await press(other, 'I forgot the passphrase');
    await field(other, 'Recovery key').fill(paper);
    await field(other, 'New passphrase').fill('quite another one');
    await field(other, 'The same again').fill('quite another one');
    await pictures_of(walk, other, 'recover');
    await press(other, 'Open with the recovery key');
    await same_as_oathtool(other, key);
    await open_page(other, 'More');
    await open_page(other, 'Passphrase and recovery key');
    await pictures_of(walk, other, 'keys');
    await field(other, 'Your passphrase now').fill('quite another one');
    await field(other, 'New passphrase').fill(passphrase);
    await field(other, 'The same again').fill(passphrase);
    await press(other, 'Change the passphrase');
    await says(other, 'The passphrase is changed.');
    await press(other, 'Lock');
    await unlock(other);
    await press(other, 'Remove it from this browser');
    await press(other, 'Remove the vault');
    await heading(other, 'Your codes, in this browser');
  },
};
