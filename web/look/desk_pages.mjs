// The staff's pages and their states.
import {
  all_yes,
  bad_board,
  first_verdict,
  leads_seat,
  line,
  second_seat,
  with_video,
} from './desk_fixtures.mjs';
import { problem } from './fixtures.mjs';

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const type = (page, label, text) => page.getByLabel(label, { exact: true }).fill(text);
const dialog = (page) => page.getByRole('dialog').waitFor();
const link = '/desk/join#AAAABBBBCCCCDDDDEEEE';

const held = (body = {}) => ({
  'GET desk/work': {
    status: 200,
    body: { case: { ...line, ...body }, figures: { decided_30d: 23, median_minutes: 14 } },
  },
});
const on_bench = (one) => ({ ...held(), 'GET desk/cases/7': { status: 200, body: one } });

// Every picture that is asked for has been drawn.
async function drawn(page) {
  await page.locator('#decide').waitFor();
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
}

async function keys(page, ...pressed) {
  await drawn(page);
  for (const key of pressed) await page.keyboard.press(key);
  await drawn(page);
}

async function begin_joining(page) {
  await heading(page, 'Join the desk, Ruth Okafor');
  await type(page, 'New password', 'correct horse battery');
  await press(page, 'Set the password');
  await heading(page, 'Set up your authenticator');
}

const bench = (name, one, act, more = {}) => ({
  name: `desk-case-${name}`,
  path: '/desk/case',
  who: 'ruth',
  with: { ...on_bench(one), ...more.with },
  act: act ?? drawn,
  ...(more.who ? { who: more.who } : {}),
});

const first_look = with_video({
  video: null,
  checklist: {},
  allowed: ['ask', 'video', 'reject', 'fraud'],
});
const complete = with_video({ checklist: all_yes });
const flawed = with_video({ checklist: { ...all_yes, 8: 'no' } });

export const desk_pages = [
  { name: 'desk-sign-in', path: '/desk/sign-in', who: 'stranger' },
  {
    name: 'desk-guard',
    path: '/desk/board',
    who: 'stranger',
    act: (page) => heading(page, 'Sign in to the desk'),
  },
  {
    name: 'desk-sign-in-refused',
    path: '/desk/sign-in',
    who: 'stranger',
    with: { 'POST desk/sign-in': problem(401, 'not-accepted') },
    act: async (page) => {
      await type(page, 'E-mail address', 'ruth@desk.example');
      await type(page, 'Password', 'wrong');
      await press(page, 'Sign in');
      await page.locator('.error:not(:empty), [role=alert]').first().waitFor();
    },
  },
  { name: 'desk-code', path: '/desk/sign-in', who: 'half_in' },
  {
    name: 'desk-join',
    path: link,
    who: 'stranger',
    act: (page) => heading(page, 'Join the desk, Ruth Okafor'),
  },
  { name: 'desk-join-key', path: link, who: 'stranger', act: begin_joining },
  {
    name: 'desk-joined',
    path: link,
    who: 'stranger',
    act: async (page) => {
      await begin_joining(page);
      await type(page, 'Code from the new entry', '123456');
      await heading(page, 'Welcome, Ruth Okafor');
    },
  },
  {
    name: 'desk-join-dead',
    path: link,
    who: 'stranger',
    with: { 'POST desk/join/look': problem(410, 'link-invalid') },
  },
  { name: 'desk-work', path: '/desk', who: 'ruth' },
  { name: 'desk-work-held', path: '/desk', who: 'lena', with: held() },
  { name: 'desk-work-late', path: '/desk', who: 'late_ruth' },
  {
    name: 'desk-work-none',
    path: '/desk',
    who: 'ruth',
    with: { 'POST desk/work/next': { status: 200, body: { case: null } } },
    act: async (page) => {
      await page.getByText('23 cases decided').waitFor();
      await page.keyboard.press('n');
      await page.getByText('No case waits for you').waitFor();
    },
  },
  bench('first', first_look),
  bench('near', first_look, (page) => keys(page, 'z', 'z', 'z', 'l', 'ArrowRight', 'ArrowUp')),
  bench('compare', first_look, (page) => keys(page, '1', '0')),
  bench('paper', first_look, (page) => keys(page, '1', '2', 'r')),
  bench('video', complete, (page) => keys(page, '1', '5', '>', '>')),
  bench('both', complete, (page) => keys(page, '1', '4')),
  bench('points', with_video({ video: null, allowed: ['ask', 'video', 'reject', 'fraud'] })),
  bench('help', complete, async (page) => {
    await keys(page, '?');
    await dialog(page);
  }),
  bench('pending', complete, async (page) => {
    await keys(page, 'd');
    await page.getByText('now the second key').waitFor();
  }),
  bench('reveal', first_look, async (page) => {
    await keys(page, 'm', '1');
    await dialog(page);
  }),
  bench('revealed', first_look, async (page) => {
    await keys(page, 'm', '1');
    await page.getByLabel('To judge a near match').check();
    await press(page, 'Open it for 60 seconds');
    await page.getByText('Ólafsdóttir').waitFor();
  }),
  bench('ask', first_look, async (page) => {
    await keys(page, 'd', 'a');
    await page.getByRole('combobox', { name: 'Back of the ID' }).selectOption({ index: 1 });
    await page.getByText('Back of the ID: It is blurred').waitFor();
  }),
  bench('ask-video', first_look, async (page) => {
    await keys(page, 'd', 'v');
    await page.getByRole('checkbox', { name: /^Speak/ }).check();
  }),
  bench('pass', complete, async (page) => {
    await keys(page, 'd', 'p');
    await dialog(page);
  }),
  bench('pass-open', with_video(), async (page) => {
    await keys(page, 'd', 'p');
    await dialog(page);
  }),
  bench('pass-noes', with_video({ checklist: { ...all_yes, 2: 'no' } }), async (page) => {
    await keys(page, 'd', 'p');
    await dialog(page);
  }),
  bench('reject', flawed, async (page) => {
    await keys(page, 'd', 'r');
    await page.getByLabel('A part is cut off. All four corners must be seen.').check();
    await page.getByLabel('The name does not match').check();
  }),
  bench(
    'wrong-code',
    complete,
    async (page) => {
      await keys(page, 'd', 'p');
      await page.keyboard.type('123456');
      await page.locator('.error:not(:empty)').waitFor();
    },
    { with: { 'POST desk/cases/7/verdict': problem(422, 'code-wrong', { tries_left: 4 }) } },
  ),
  bench('fraud', flawed, async (page) => {
    await keys(page, 'd', 'f');
    await dialog(page);
  }),
  bench('give-back', complete, async (page) => {
    await keys(page, 'd', 'g');
    await dialog(page);
  }),
  bench('blind', second_seat),
  bench(
    'compared',
    second_seat,
    async (page) => {
      await keys(page, 'd', 'p');
      await page.keyboard.type('123456');
      await heading(page, 'K7Q4-M2XR: passed');
    },
    {
      with: {
        'POST desk/cases/7/verdict': { status: 200, body: { next: null, first_verdict } },
      },
    },
  ),
  bench('lead', leads_seat, drawn, { who: 'lena' }),
  bench('asked', with_video({ video: null }), async (page) => {
    await keys(page, 'd', 'v');
    await press(page, 'Send the video link');
    await heading(page, 'K7Q4-M2XR: the video link is sent');
  }),
  bench('lost', complete, (page) => heading(page, 'This case is no longer with you'), {
    with: { 'GET desk/cases/7': problem(403, 'not-assigned') },
  }),
  bench(
    'trouble',
    first_look,
    (page) => page.getByRole('button', { name: 'Try again' }).first().waitFor(),
    { with: { 'GET desk/cases/7/evidence/11': problem(503, 'unavailable') } },
  ),
  { name: 'desk-board', path: '/desk/board', who: 'lena' },
  {
    name: 'desk-board-bad',
    path: '/desk/board',
    who: 'aud',
    with: { 'GET desk/board': { status: 200, body: bad_board } },
  },
  { name: 'desk-journal', path: '/desk/journal', who: 'aud' },
];
