// The authenticator in a browser: a vault is made, codes come in by every way and are oathtool's,
// nothing that was deleted is lost, and the copy restores.
import { readFileSync } from 'node:fs';
import {
  add_by_key,
  field,
  heading,
  key,
  new_vault,
  oathtool,
  open_page,
  passphrase,
  permissions,
  phone,
  pictures_of,
  press,
  recovery_key_on,
  same_as_oathtool,
  saved_copy,
} from './lib/authenticator.mjs';
import { camera_sees } from './lib/camera.mjs';
import { equal, expect } from './lib/expect.mjs';
import { says } from './lib/pages.mjs';
import { png } from './lib/pictures.mjs';
import { qr_picture } from './lib/qr.mjs';

export const walks = {
  'a vault is made only when the recovery key was typed back from the paper': async (walk) => {
    const page = await walk.new_browser({
      viewport: phone,
      path: '/authenticator',
      permissions,
    });
    await heading(page, 'Your codes, in this browser');
    await pictures_of(walk, page, 'welcome');
    await open_page(page, 'I have a vault on another device');
    await heading(page, 'Join your vault');
    await pictures_of(walk, page, 'join');
    await open_page(page, 'Back');
    await page.getByRole('link', { name: 'Make a new vault' }).click();
    await field(page, 'Passphrase').fill('short');
    await field(page, 'The same again').fill('short');
    await press(page, 'Continue');
    await says(page, 'fewer than 8 characters');
    await pictures_of(walk, page, 'new-passphrase');
    await field(page, 'Passphrase').fill(passphrase);
    await field(page, 'The same again').fill(passphrase);
    await press(page, 'Continue');
    const paper = await recovery_key_on(page);
    await pictures_of(walk, page, 'new-paper');
    await walk.picture(page, 'authenticator-paper-small');
    await page.emulateMedia({ media: 'print' });
    await walk.shot(page, 'authenticator-new-paper-print', { fullPage: true });
    await page.emulateMedia({ media: 'screen' });
    await press(page, 'I have written it down');
    expect(!(await page.content()).includes(paper.slice(0, 9)), 'the key has left the page');
    const wrong = (paper.startsWith('A') ? 'B' : 'A') + paper.slice(1);
    await field(page, 'Recovery key').fill(wrong);
    await press(page, 'Make the vault');
    await says(page, 'something was mistyped');
    await pictures_of(walk, page, 'new-back');
    // Nothing was made so far.
    const other = await page.context().newPage();
    await other.goto('/authenticator');
    await heading(other, 'Your codes, in this browser');
    await other.close();
    await field(page, 'Recovery key').fill(paper.toLowerCase().replaceAll(' ', ''));
    await press(page, 'Make the vault');
    await heading(page, 'No codes yet');
    await pictures_of(walk, page, 'empty');
  },

  "codes come in by key, by camera, by picture and by paste, and are oathtool's": async (walk) => {
    const { page } = await new_vault(walk);
    await add_by_key(page, 'GitHub', 'ada', 'jbsw y3dp-ehpk 3pxp JBSWY3DPEHPK3PXP');
    await same_as_oathtool(page, key);
    await pictures_of(walk, page, 'added');

    await open_page(page, 'Add');
    await page.getByText('Camera', { exact: true }).click();
    camera_sees(qr_picture([`otpauth://totp/Bank:ada?secret=${key}&issuer=Bank&digits=8`]));
    await press(page, 'Start the camera');
    await heading(page, 'Is this it?');
    await says(page, 'Bank');
    await pictures_of(walk, page, 'check');
    await press(page, 'Add');
    await same_as_oathtool(page, key, ['--totp', '--digits=8']);

    await open_page(page, 'Add');
    await page.getByText('Picture', { exact: true }).click();
    const two = [
      `otpauth://totp/Mail:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Mail&period=60`,
      `otpauth://totp/Shop:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Shop&algorithm=SHA256`,
    ];
    const files = [
      { name: 'two.png', mimeType: 'image/png', buffer: png(qr_picture(two)) },
      {
        name: 'inverted.png',
        mimeType: 'image/png',
        buffer: png(
          qr_picture(['otpauth://hotp/Token:ada?secret=GEZDGNBVGY3TQOJQ&counter=5'], {
            width: 120,
            height: 120,
            inverted: true,
          }),
        ),
      },
    ];
    await field(page, 'Pictures with QR codes').setInputFiles(files);
    await says(page, '3 codes found');
    await press(page, 'Add 3 codes');
    await open_page(page, 'Codes');
    await heading(page, 'Your codes');
    await same_as_oathtool(page, 'GEZDGNBVGY3TQOJQ', ['--totp', '--time-step-size=60']);
    await same_as_oathtool(page, 'GEZDGNBVGY3TQOJQ', ['--totp=sha256']);
    await page.getByRole('button', { name: /Token/ }).click();
    await same_as_oathtool(page, 'GEZDGNBVGY3TQOJQ', ['--hotp', '--counter=5']);
    await page.getByRole('button', { name: /Token/ }).click();
    await same_as_oathtool(page, 'GEZDGNBVGY3TQOJQ', ['--hotp', '--counter=6']);

    await open_page(page, 'Add');
    await page.getByText('Paste', { exact: true }).click();
    await page.getByLabel('What the site gave you').fill('otpauth://totp/X:y?secret=A1');
    await press(page, 'Read it');
    await says(page, 'holds something else');
    const steam = 'otpauth://steam/Steam:ada?secret=63BEDWCQZKTQWPESARIERL5DTTQFCJTK';
    await page.getByLabel('What the site gave you').fill(`${steam}\n${two[0]}`);
    await press(page, 'Read it');
    await says(page, '1 is there already');
    await press(page, 'Add 1 code');
    await open_page(page, 'Codes');
    await page.getByRole('button', { name: /GitHub/ }).click();
    await says(page, 'Copied: GitHub (ada)');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const codes = [0, 30].map((ago) => oathtool(key, ['--totp', `--now=now - ${ago} seconds`]));
    expect(codes.includes(copied), 'the code is copied');
    await field(page, 'Search').fill('bank');
    equal(await page.getByRole('button', { name: /Copy the code of/ }).count(), 1, 'found');
    await field(page, 'Search').fill('');
    await pictures_of(walk, page, 'list');
    await page.mouse.move(0, 0);
    await page.getByText('Copied: GitHub (ada)').waitFor({ state: 'hidden' });
    await walk.picture(page, 'authenticator-list-small');
  },

  'a look-alike is not guessed: both readings are shown with their codes': async (walk) => {
    const { page } = await new_vault(walk);
    await open_page(page, 'Add');
    await pictures_of(walk, page, 'add-camera');
    await page.getByText('Setup key', { exact: true }).first().click();
    await field(page, 'Setup key').last().fill('JBSWY3DPEHPK3PX1');
    await field(page, 'Site').fill('GitHub');
    await press(page, 'Continue');
    await page.getByRole('button', { name: /1 as I/ }).waitFor();
    await pictures_of(walk, page, 'add-key');
    await page.getByRole('button', { name: /1 as L/ }).click();
    await press(page, 'Add');
    await same_as_oathtool(page, 'JBSWY3DPEHPK3PXL');
  },

  'what was edited and deleted comes back, and the copy restores it': async (walk) => {
    const { page, paper } = await new_vault(walk);
    await add_by_key(page, 'GitHub', 'ada');
    await open_page(page, 'All codes');
    await page.getByRole('link', { name: 'Edit GitHub (ada)' }).click();
    await field(page, 'Note').fill('codes lie in the drawer');
    await field(page, 'Tags').fill('work, code');
    await press(page, 'Save');
    await says(page, 'Saved.');
    await field(page, 'The code that it shows now').fill(oathtool(key));
    await press(page, 'Compare');
    await says(page, 'It matches');
    await press(page, 'Show the setup key and its QR code');
    await page.getByRole('img', { name: 'QR code with this setup key' }).waitFor();
    await pictures_of(walk, page, 'entry');
    await press(page, 'Delete this code');
    await press(page, 'Delete it');
    await says(page, 'Deleted: GitHub (ada)');
    await pictures_of(walk, page, 'deleted');
    await press(page, 'Undo');
    await same_as_oathtool(page, key);
    await open_page(page, 'More');
    await pictures_of(walk, page, 'more');
    await open_page(page, 'Your devices');
    await heading(page, 'The same codes on all your devices');
    await pictures_of(walk, page, 'sync-off');
    await open_page(page, 'More');
    await open_page(page, 'History');
    await says(page, 'brought back');
    await press(page, 'Undo the last change');
    await says(page, 'Taken back: GitHub (ada), edited');
    await pictures_of(walk, page, 'history');

    const copy = await saved_copy(walk, page, 'copy.json');
    expect(!readFileSync(copy, 'utf8').includes(key), 'the copy is sealed');
    await pictures_of(walk, page, 'export');
    await open_page(page, 'Prove that it can be restored');
    await field(page, 'The copy that you saved').setInputFiles(copy);
    await page.getByLabel('Recovery key, from the paper').fill(paper);
    await pictures_of(walk, page, 'drill');
    await press(page, 'Try it');
    await says(page, 'Proved recoverable: 1 of 1');
    await pictures_of(walk, page, 'drilled');
    await add_by_key(page, 'Later', 'ada', 'GEZDGNBVGY3TQOJQ');
    await open_page(page, 'More');
    await open_page(page, 'Prove that it can be restored');
    await field(page, 'The copy that you saved').setInputFiles(copy);
    await page.getByLabel('Recovery key, from the paper').fill(paper);
    await press(page, 'Try it');
    await says(page, 'Not all is recoverable: 1 of 2');
    await says(page, 'Later (ada)');
  },

  'another app’s file: N of M with reasons, and twice adds nothing': async (walk) => {
    const { page } = await new_vault(walk);
    const uri = (name) => `otpauth://totp/${name}:ada?secret=${key}`;
    const list = `${uri('A')}\nnonsense\n${uri('B')}\n`;
    const give = async (name, text) => {
      await open_page(page, 'More');
      await open_page(page, 'Import from another app');
      const buffer = Buffer.from(text);
      await field(page, 'File').setInputFiles({ name, mimeType: 'text/plain', buffer });
    };
    await give('codes.txt', list);
    await says(page, '2 of 3 read');
    await says(page, 'Entry 2: It is no otpauth address.');
    await pictures_of(walk, page, 'import-found');
    await press(page, 'Add 2 codes');
    await says(page, '2 codes were added.');
    await give('codes.txt', list);
    await says(page, 'All of them are in your vault already.');
    await give('nothing.json', '[]');
    await says(page, 'There is no entry in it.');
    await give('aegis.json', '{"version":1,"header":{"slots":[]},"db":"AAAA"}');
    await says(page, 'This file is encrypted.');
    await pictures_of(walk, page, 'import');
  },

  'a Google export of several QR codes is collected by the camera': async (walk) => {
    const { page } = await new_vault(walk);
    const file = new URL('../formats/files/google.txt', import.meta.url);
    const codes = readFileSync(file, 'utf8').trim().split('\n');
    expect(codes.length > 1, 'there are several');
    await open_page(page, 'Add');
    camera_sees(...codes.toReversed().map((code) => qr_picture([code])));
    await press(page, 'Start the camera');
    await heading(page, 'Is this it?');
    equal(await page.getByText('It is missing').count(), 0, 'all were seen');
    await page.getByRole('button', { name: /^Add \d+ codes$/ }).click();
    await heading(page, 'Added');
  },
};
