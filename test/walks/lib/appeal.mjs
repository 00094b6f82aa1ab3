// An applicant's steps, by the labels on the pages.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { camera_sees, somebody } from './camera.mjs';
import { expect } from './expect.mjs';
import { a_password, confirm_new_key, fill_code, give_password, says, settled } from './pages.mjs';
import { idBack, idFront, selfie } from './pictures.mjs';
import { day_s } from './time.mjs';

export const narrow = { viewport: { width: 360, height: 740 } };

// Somebody whose identity record and address are old enough for an appeal; gives what was lost.
export async function long_known(walk, email) {
  const { page, setup_key, backup_codes } = await settled(walk, email);
  await page.goto('/security/identity');
  await page.getByLabel('Legal name', { exact: true }).fill('Ada Lovelace');
  await page.getByLabel('Date of birth', { exact: true }).fill(somebody.born);
  await page.getByLabel('Number of the document', { exact: true }).fill(somebody.number);
  await page.getByLabel('Phone number (if you like)', { exact: true }).fill('+49 170 1234567');
  await page.getByLabel('Your password now', { exact: true }).fill(a_password);
  await fill_code(walk, page, setup_key);
  await page.getByRole('button', { name: 'Keep this record' }).click();
  await says(page, 'The record is kept.');
  walk.clock.advance(31 * day_s);
  return { setup_key, backup_codes };
}

// From the sign-in of somebody without any code to the gate; ends with the code mailed.
export async function to_the_gate(walk, page, email) {
  await give_password(page, email);
  await page.waitForURL('**/sign-in/code');
  await page.getByRole('button', { name: 'Security verification unavailable?' }).click();
  await page.getByRole('link', { name: 'Neither works? Appeal' }).click();
  await page.waitForURL('**/appeal');
  await walk.axe(page);
  await page.getByRole('link', { name: 'Begin the appeal' }).click();
  await page.waitForURL('**/appeal/start');
  await walk.axe(page);
  await mail_code(page, email);
}

export async function mail_code(page, email) {
  await page.getByLabel('E-mail address', { exact: true }).fill(email);
  await page.getByRole('button', { name: 'Mail me a code' }).click();
  await page.getByLabel('Code from the mail', { exact: true }).waitFor();
}

// Code, password and what happened; ends with the draft.
export async function open_appeal(walk, page, email, lost = 'It is lost') {
  await page.getByLabel('Code from the mail', { exact: true }).fill(await walk.mailed_code(email));
  await page.getByLabel('Password', { exact: true }).fill(a_password);
  await page.getByLabel(lost, { exact: true }).check();
  await page.getByRole('button', { name: 'Open the appeal' }).click();
  await page.waitForURL('**/appeal/draft');
}

export async function agree_and_fill(walk, page) {
  await walk.axe(page);
  await page.getByRole('checkbox', { name: 'I agree that my document' }).check();
  await page.getByRole('button', { name: 'Go on: about you' }).click();
  await page.waitForURL('**/appeal/details');
  await page.getByLabel('Full name', { exact: true }).fill('Ada Lovelace');
  await page.getByLabel('Number of the document', { exact: true }).fill(somebody.number);
  await page.getByLabel('Phone number').fill('+49 170 1234567');
  // It keeps itself.
  await says(page, /^Saved at \d\d:\d\d\.$/);
  await walk.axe(page);
  await page.getByRole('button', { name: 'Keep this and go on' }).click();
  await page.waitForURL('**/appeal/pictures');
}

// The QR code's link, as a phone's camera reads it, opened in a browser of its own. Both screens
// show the same two words.
export async function join_phone(walk, page) {
  const answer = page.waitForResponse('**/api/v1/appeal/phone');
  await page.getByRole('button', { name: 'Show the QR code' }).click();
  const { url, words } = await (await answer).json();
  await says(page, words);
  await walk.axe(page);
  const phone = await walk.new_browser({ ...narrow, path: url });
  await walk.axe(phone);
  await phone.getByRole('button', { name: 'Use this phone' }).click();
  await says(phone, words);
  await walk.axe(phone);
  return phone;
}

export async function take(page, what, picture) {
  camera_sees(picture);
  await page.getByRole('button', { name: `Take it: ${what}`, exact: true }).click();
  await shoot(page);
}

async function shoot(page) {
  await page.waitForFunction(() => document.querySelector('video')?.videoWidth > 0);
  await page.getByRole('button', { name: 'Take the picture' }).click();
  const keep = page.getByRole('button', { name: /^(Keep and send it|Send it all the same)$/ });
  await keep.click();
  await page.getByRole('list', { name: 'The pictures' }).waitFor();
}

// With a paper of today, and its code.
export async function take_selfie(walk, page) {
  await page.getByRole('button', { name: 'Take it: you, with document and paper' }).click();
  const show = page.getByRole('button', { name: 'Show what to write' });
  const written = page.getByRole('button', { name: 'I have written it' });
  await show.or(written).waitFor();
  if (await show.isVisible()) await show.click();
  const lines = page.getByRole('list', { name: 'Three lines to copy by hand' });
  await lines.getByRole('listitem').first().waitFor();
  const words = await lines.getByRole('listitem').allInnerTexts();
  expect(words.length === 3 && words[0].endsWith('Reset 2FA'), `the paper says: ${words}`);
  await walk.axe(page);
  camera_sees(selfie(somebody, words));
  await written.click();
  await shoot(page);
}

export async function take_all(walk, page) {
  await take(page, 'the front of your document', idFront(somebody));
  await take(page, 'the back of your document', idBack(somebody));
  await take_selfie(walk, page);
}

// The receipt code as a person copies it down.
export async function receipt_on(page) {
  const groups = page.getByRole('list', { name: 'Receipt code' }).getByRole('listitem');
  await groups.first().waitFor();
  const texts = await groups.allInnerTexts();
  return texts.map((text) => text.trim().split(/\s+/).at(-1)).join(' ');
}

// From the complete draft to its status; gives the receipt code.
export async function submit(walk, page) {
  await page.getByRole('button', { name: 'Go on: receipt code' }).click();
  await page.waitForURL('**/appeal/submit');
  const receipt = await receipt_on(page);
  await walk.axe(page);
  await page.getByRole('button', { name: 'I have it on paper' }).click();
  await page.getByLabel('Receipt code', { exact: true }).fill(receipt.toLowerCase());
  await walk.axe(page);
  await page.getByRole('button', { name: 'Submit the appeal' }).click();
  await page.waitForURL('**/appeal/status');
  return receipt;
}

// Everything from the sign-in to a submitted appeal, in the browser of `page`.
export async function file_appeal(walk, page, email) {
  await to_the_gate(walk, page, email);
  await open_appeal(walk, page, email);
  await agree_and_fill(walk, page);
  await take_all(walk, page);
  await page.getByRole('link', { name: 'Go on', exact: true }).click();
  await page.waitForURL('**/appeal/draft');
  return submit(walk, page);
}

const goes_on_within_ms = 30_000;

// Looks at the status until it says so: the machine and the staff take their time.
export async function status_says(page, text) {
  const deadline = Date.now() + goes_on_within_ms;
  for (;;) {
    await page.goto('/appeal/status');
    await page.getByRole('heading', { level: 1 }).waitFor();
    if (await page.getByText(text).first().isVisible()) return;
    if (Date.now() > deadline) throw new Error(`the status does not come to: ${text}`);
    await pause(500);
  }
}

// As a person does it, in the time that it takes.
export async function record_video(walk, page) {
  await page.getByRole('link', { name: 'Record the video' }).click();
  await page.waitForURL('**/appeal/video');
  await walk.axe(page);
  await page.getByRole('button', { name: 'Check camera and microphone' }).click();
  await says(page, 'We hear you.');
  await walk.axe(page);
  await page.getByRole('button', { name: 'Start recording' }).click();
  await page.getByRole('heading', { name: 'Recording' }).waitFor();
  await walk.axe(page);
  const over = page.getByRole('heading', { name: 'Look at your video' });
  await over.waitFor({ timeout: 100_000 });
  await says(page, 'All of it is with us, encrypted.');
  await walk.axe(page);
  await page.getByRole('button', { name: 'Send this video' }).click();
  await page.waitForURL('**/appeal/status');
}

// A video as long as its prompts, in colours.
function film(folder, seconds) {
  const file = `${folder}/film.webm`;
  const source = `testsrc2=size=320x240:rate=5:duration=${seconds}`;
  const sound = `sine=frequency=300:duration=${seconds}`;
  const words = ['-f', 'lavfi', '-i', source, '-f', 'lavfi', '-i', sound];
  const codecs = ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus'];
  execFileSync('ffmpeg', ['-loglevel', 'error', '-y', ...words, ...codecs, file]);
  return readFileSync(file).toString('base64');
}

// Where a walk is about something else: a film is sent in place of a recording, and its minute
// passes on the server's clock.
export async function send_film(walk, page) {
  const { take, seconds } = await page.evaluate(opened_take);
  walk.clock.advance(seconds);
  const octets = film(walk.site.folder, seconds);
  await page.evaluate(sent_film, { take, octets });
  await page.goto('/appeal/status');
}

// These two run in the page.
async function opened_take() {
  const answer = await fetch('/api/v1/appeal/video/open', { method: 'POST' });
  if (!answer.ok) throw new Error(`no video is open: ${await answer.text()}`);
  return answer.json();
}

async function sent_film({ take, octets }) {
  const film = new Blob([Uint8Array.from(atob(octets), (one) => one.charCodeAt(0))], {
    type: 'video/webm',
  });
  const path = `/api/v1/appeal/video/${take}`;
  for (const [end, body] of [['chunks/0', film], ['finish']]) {
    const answer = await fetch(`${path}/${end}`, { method: 'POST', body });
    if (!answer.ok) throw new Error(`${end}: ${await answer.text()}`);
  }
}

// From the mailed link to a new authenticator; ends with its codes on the page.
export async function reset(walk, page, { link, receipt }) {
  await page.goto(link);
  await page.getByLabel('Password', { exact: true }).fill(a_password);
  await page.getByLabel('Receipt code', { exact: true }).fill(receipt);
  await walk.axe(page);
  await page.getByRole('button', { name: 'Show the new key' }).click();
  await walk.axe(page);
  const fresh = await confirm_new_key(walk, page);
  await says(page, 'A pause protects your account');
  await walk.axe(page);
  return fresh;
}

export const reset_link_of = (walk, email) =>
  walk.mailed_link(email, ({ subject }) => subject.startsWith('Reset two-factor sign-in'));

// The owner's word: password and a code, of the old phone or from paper.
export async function veto(walk, page, { email, code, was, verb }) {
  await page.goto('/appeal/veto');
  await page.getByLabel('E-mail address', { exact: true }).fill(email);
  await page.getByLabel('Password', { exact: true }).fill(a_password);
  await page.getByRole('radio', { name: was }).check();
  await page.getByLabel('One-time code', { exact: true }).fill(code);
  await page.getByRole('button', { name: verb }).click();
}
