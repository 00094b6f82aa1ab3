// The pages of an appeal, and of the help centre that leads to it.
import { problem } from './fixtures.mjs';

const password = 'correct horse battery';
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const type = (page, label, text) => page.getByLabel(label, { exact: true }).fill(text);
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const link = (path) => `${path}#AAAABBBBCCCCDDDDEEEE`;
const of = (name, path, appeal, act) => ({ name, path, who: 'nobody', appeal, act });

async function gate(page) {
  await type(page, 'E-mail address', 'ada@example.org');
  await press(page, 'Mail me a code');
  await page.getByLabel('Code from the mail').waitFor();
}

async function open(page) {
  await gate(page);
  await type(page, 'Code from the mail', '12345678');
  await type(page, 'Password', password);
  await press(page, 'Open the appeal');
}

async function camera(page, what) {
  await press(page, `Take it: ${what}`);
  await page.locator('video').waitFor();
  await page.waitForFunction(() => document.querySelector('video')?.videoWidth > 0);
}

async function shoot(page) {
  await camera(page, 'the front of your document');
  await press(page, 'Take the picture');
  await page.locator('canvas').waitFor();
}

async function end_by_code(page) {
  await type(page, 'E-mail address', 'ada@example.org');
  await type(page, 'Password', password);
  await type(page, 'One-time code', '123456');
  await press(page, 'End my appeal');
  await heading(page, 'The appeal has ended');
}

async function compare(page) {
  await type(page, 'Case number', 'K7Q4-M2XR');
  await type(page, 'The two words', 'amber otter');
  await press(page, 'Compare');
  await page.locator('main .notice').waitFor();
}

async function ready(page) {
  await press(page, 'Check camera and microphone');
  await heading(page, 'Camera and microphone work');
  await page.waitForFunction(() => document.querySelector('video')?.videoWidth > 0);
}

async function prove(page) {
  await type(page, 'Password', password);
  await type(page, 'Receipt code', 'K7Q4 M2XR B3TZ 6WPA');
  await press(page, 'Show the new key');
  await heading(page, 'Set up your authenticator');
}

const before = [
  { name: 'help', path: '/help', who: 'nobody' },
  {
    name: 'help-other',
    path: '/help',
    who: 'nobody',
    act: (page) => page.getByLabel('Category', { exact: true }).selectOption('other'),
  },
  of('appeal', '/appeal'),
  of('appeal-start', '/appeal/start'),
  of('appeal-open', '/appeal/start', undefined, async (page) => {
    await gate(page);
    await page.getByLabel('It was stolen').check();
  }),
  {
    ...of('appeal-no-record', '/appeal/start', undefined, async (page) => {
      await open(page);
      await heading(page, 'An appeal is not possible for this account');
    }),
    with: { 'POST appeal/open': problem(409, 'no-identity-record') },
  },
  of('appeal-none', '/appeal/status'),
  of('appeal-continue', '/appeal/continue', undefined, gate),
];

const draft = [
  of('appeal-draft', '/appeal/draft', 'empty'),
  of('appeal-draft-half', '/appeal/draft', 'half'),
  of('appeal-draft-waiting', '/appeal/draft', 'waiting_draft'),
  of('appeal-draft-drop', '/appeal/draft', 'half', async (page) => {
    await press(page, 'Throw this draft away');
    await page.getByRole('dialog').waitFor();
  }),
  of('appeal-details', '/appeal/details', 'empty'),
  of('appeal-pictures', '/appeal/pictures', 'empty'),
  of('appeal-pictures-unreadable', '/appeal/pictures', 'unreadable'),
  of('appeal-pictures-full', '/appeal/pictures', 'full'),
  of('appeal-pictures-phone', '/appeal/pictures', 'half', async (page) => {
    await press(page, 'Show the QR code');
    await page.getByRole('img', { name: 'QR code with a link for your phone.' }).waitFor();
  }),
  of('appeal-camera', '/appeal/pictures', 'empty', (page) =>
    camera(page, 'the front of your document'),
  ),
  of('appeal-camera-taken', '/appeal/pictures', 'empty', shoot),
  of('appeal-paper', '/appeal/pictures', 'half', async (page) => {
    await press(page, 'Take it: you, with document and paper');
    await heading(page, 'First, a paper');
  }),
  of('appeal-selfie', '/appeal/pictures', 'half', async (page) => {
    await press(page, 'Take it: you, with document and paper');
    await press(page, 'I have written it');
    await page.waitForFunction(() => document.querySelector('video')?.videoWidth > 0);
  }),
  of('appeal-join', link('/appeal/join')),
  of('appeal-joined', '/appeal/join', 'on_phone'),
  of('appeal-joined-done', '/appeal/join', 'on_phone_done'),
  of('appeal-joined-video', '/appeal/join', 'on_phone_video'),
  of('appeal-not-ready', '/appeal/submit', 'half'),
  of('appeal-receipt', '/appeal/submit', 'receipt_again', (page) =>
    page.getByRole('list', { name: 'Receipt code' }).waitFor(),
  ),
  of('appeal-submit', '/appeal/submit', 'full', async (page) => {
    await press(page, 'I have it on paper');
    await heading(page, 'Check and submit');
  }),
];

const states = Object.entries({
  waiting: 'waiting',
  'first-review': 'first_review',
  needs: 'needs',
  'wants-video': 'wants_video',
  'second-review': 'second_review',
  passed: 'passed',
  contested: 'contested',
  'link-sent': 'link_sent',
  'link-lapsed': 'link_lapsed',
  holding: 'holding',
  rejected: 'rejected',
  'rejected-for-good': 'rejected_for_good',
  withdrawn: 'withdrawn',
  completed: 'completed',
}).map(([name, appeal]) => of(`appeal-${name}`, '/appeal/status', appeal));

const later = [
  of('appeal-withdraw', '/appeal/status', 'first_review', async (page) => {
    await press(page, 'Withdraw the appeal');
    await page.getByRole('dialog').waitFor();
  }),
  of('appeal-more', '/appeal/more', 'needs'),
  of('appeal-more-done', '/appeal/more', 'needs_done'),
  of('appeal-video', '/appeal/video', 'wants_video'),
  of('appeal-video-ready', '/appeal/video', 'wants_video', ready),
  of('appeal-video-recording', '/appeal/video', 'wants_video', async (page) => {
    await ready(page);
    await press(page, 'Start recording');
    await page.getByText('4 8 1 5').waitFor();
  }),
  of('appeal-link', '/appeal/link', undefined, gate),
  of('appeal-veto', '/appeal/veto'),
  of('appeal-veto-done', '/appeal/veto', undefined, end_by_code),
  of('appeal-not-me', link('/appeal/not-me')),
  of('appeal-not-me-done', link('/appeal/not-me'), undefined, async (page) => {
    await press(page, 'This was not me');
    await heading(page, 'The appeal stands still');
  }),
  of('appeal-genuine', '/appeal/genuine', undefined, compare),
  {
    ...of('appeal-not-genuine', '/appeal/genuine', undefined, compare),
    with: { 'POST appeal/genuine': { status: 200, body: { genuine: false } } },
  },
  of('appeal-reset', link('/appeal/reset')),
  of('appeal-reset-none', '/appeal/reset'),
  of('appeal-reset-key', link('/appeal/reset'), undefined, prove),
  of('appeal-reset-codes', link('/appeal/reset'), undefined, async (page) => {
    await prove(page);
    await type(page, 'Code from the new entry', '123456');
    await heading(page, 'Your 8 backup codes');
  }),
];

export const appeal_pages = [...before, ...draft, ...states, ...later];
