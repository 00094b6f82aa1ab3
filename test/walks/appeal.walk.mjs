// Everything is lost, and an appeal is made: on a borrowed computer, with a phone for the pictures.
import {
  agree_and_fill,
  join_phone,
  long_known,
  mail_code,
  narrow,
  open_appeal,
  submit,
  take_all,
  to_the_gate,
} from './lib/appeal.mjs';
import { equal } from './lib/expect.mjs';
import { a_password, fill_code, says } from './lib/pages.mjs';

const email = 'ada@example.org';

export const settings = { 'desk.open': 'true' };

export const walks = {
  'an appeal is made at a computer, and a phone takes its pictures': async (walk) => {
    await long_known(walk, email);
    const page = await walk.new_browser();
    await to_the_gate(walk, page, email);
    await open_appeal(walk, page, email);
    await agree_and_fill(walk, page);
    const phone = await join_phone(walk, page);
    await take_all(walk, phone);
    await says(phone, 'That is all on this phone.');
    await says(page, 'Just arrived: you, with document and paper.');
    await page.getByRole('link', { name: 'Go on', exact: true }).click();
    await page.waitForURL('**/appeal/draft');
    await submit(walk, page);
    await walk.letter(email, 'Appeal received');
    await walk.axe(page);
    await walk.picture(page, 'appeal-status');
  },

  'an appeal by a phone alone; the phone is found, and a code ends it': async (walk) => {
    const { setup_key } = await long_known(walk, email);
    const page = await walk.new_browser(narrow);
    await to_the_gate(walk, page, email);
    await open_appeal(walk, page, email);
    await agree_and_fill(walk, page);
    await take_all(walk, page);
    await page.getByRole('link', { name: 'Go on', exact: true }).click();
    await page.waitForURL('**/appeal/draft');
    const receipt = await submit(walk, page);

    // The receipt code brings it to another browser, and everybody is told.
    const other = await walk.new_browser(narrow);
    await other.goto('/appeal/continue');
    await walk.axe(other);
    await mail_code(other, email);
    await other
      .getByLabel('Code from the mail', { exact: true })
      .fill(await walk.mailed_code(email));
    await other.getByLabel('Receipt code', { exact: true }).fill(receipt);
    await other.getByRole('button', { name: 'Open my appeal here' }).click();
    await other.waitForURL('**/appeal/status');
    await walk.letter(email, 'goes on elsewhere');

    await other.getByRole('link', { name: 'I have found my phone' }).click();
    await other.waitForURL('**/appeal/veto');
    await walk.axe(other);
    await other.getByLabel('E-mail address', { exact: true }).fill(email);
    await other.getByLabel('Password', { exact: true }).fill(a_password);
    await fill_code(walk, other, setup_key);
    await other.getByRole('button', { name: 'End my appeal' }).click();
    await says(other, 'The appeal has ended');
    await walk.letter(email, 'The appeal was stopped');
    await page.reload();
    await says(page, 'It was ended with the password and a second factor.');
    equal(await page.getByRole('link', { name: 'Record the video' }).count(), 0, 'videos asked');
  },

  'a mail is real when its case number and words belong together': async (walk) => {
    const page = await walk.new_browser(narrow);
    await page.goto('/help');
    await walk.axe(page);
    await page.getByLabel('Sub-category', { exact: true }).selectOption('genuine');
    await page.getByRole('link', { name: 'Go on', exact: true }).click();
    await page.waitForURL('**/appeal/genuine');
    await page.getByLabel('Case number', { exact: true }).fill('K7Q4-M2XR');
    await page.getByLabel('The two words', { exact: true }).fill('amber otter');
    await page.getByRole('button', { name: 'Compare' }).click();
    await says(page, 'These do not belong together');
    await walk.axe(page);
  },
};
