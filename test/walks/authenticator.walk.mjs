// The authenticator in a browser: a vault is made, codes come in by every way and are oathtool's,
// nothing that was deleted is lost, the copy restores, and no network is needed.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { camera_sees } from './lib/camera.mjs';
import { equal, expect } from './lib/expect.mjs';
import { begin_enrolling, says, sign_up } from './lib/pages.mjs';
import { png } from './lib/pictures.mjs';
import { qr_picture } from './lib/qr.mjs';

const passphrase = 'correct horse battery';
const key = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const phone = { width: 390, height: 844 };
const permissions = ['clipboard-read', 'clipboard-write'];

const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const field = (page, label) => page.getByLabel(label, { exact: true });
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const open_page = (page, name) => page.getByRole('link', { name, exact: true }).first().click();

// By the browser's clock, which is this machine's.
function oathtool(secret, options = ['--totp']) {
  const words = [...options, '--base32', '-'];
  return execFileSync('oathtool', words, { input: secret, encoding: 'utf8' }).trim();
}

const pictures_of = async (walk, page, name) => {
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

async function recovery_key_on(page) {
  const groups = page.getByRole('list', { name: 'Recovery key' }).getByRole('listitem');
  await groups.first().waitFor();
  const texts = await groups.allInnerTexts();
  return texts.map((text) => text.trim().split(/\s+/).at(-1)).join(' ');
}

// From a page that offers it; gives the recovery key.
async function make_vault(page) {
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

async function new_vault(walk) {
  const page = await walk.new_browser({ viewport: phone, path: '/authenticator', permissions });
  const paper = await make_vault(page);
  await heading(page, 'No codes yet');
  return { page, paper };
}

async function unlock(page) {
  await field(page, 'Passphrase').fill(passphrase);
  await press(page, 'Open');
}

async function add_by_key(page, issuer, account, secret = key) {
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

// The code that stands on the page, once it is oathtool's: a step may end in between.
async function same_as_oathtool(page, secret, options) {
  await page.waitForFunction(
    ({ codes }) => codes.some((code) => document.body.innerText.replace(/\s/g, '').includes(code)),
    { codes: [oathtool(secret, options)] },
    { timeout: 5_000 },
  );
}

async function saved_copy(walk, page, name) {
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

export const walks = {
  'a vault is made only when the recovery key was typed back from the paper': async (walk) => {
    const page = await walk.new_browser({ viewport: phone, path: '/authenticator', permissions });
    await heading(page, 'Your codes, in this browser');
    await pictures_of(walk, page, 'welcome');
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
    const list = `otpauth://totp/A:ada?secret=${key}\nnonsense\notpauth://totp/B:ada?secret=${key}\n`;
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
    const other = await walk.new_browser({ viewport: phone, path: '/authenticator', permissions });
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
