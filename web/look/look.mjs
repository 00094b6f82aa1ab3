// Looks at every page, narrow and wide, light and dark: takes a picture of each into look/out/, runs axe, and checks what
// a person would trip over. Needs `npm run build` and a Chromium. `npm run look -- NAME...` looks at
// some pages only.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumCamera, writeCamera } from '../../test/walks/lib/pictures.mjs';
import { camera_pictures } from './camera.mjs';
import { desk_answers } from './desk_fixtures.mjs';
import { draw_evidence } from './drawn.mjs';
import { answers, now } from './fixtures.mjs';
import { pages } from './pages.mjs';
import { serve } from './site.mjs';

const web = join(import.meta.dirname, '..');
const out = join(import.meta.dirname, 'out');
const axe_source = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
// What a page may weigh when it is the first one, compressed, with its fonts.
const first_load_max = 300_000;
// Each width and each scheme once; --all looks at every pair.
const all_views = process.argv.includes('--all');
const views = [360, 1280].flatMap((width) =>
  ['light', 'dark']
    .map((colorScheme) => ({ width, colorScheme }))
    .filter(({ colorScheme }) => all_views || (width === 360) === (colorScheme === 'dark')),
);

async function answer(route, table) {
  const request = route.request();
  const path = new URL(request.url()).pathname.replace('/api/v1/', '');
  const { status, body, file, type } = table[`${request.method()} ${path}`] ?? { status: 204 };
  if (file) return route.fulfill({ status, contentType: type, body: file });
  const contentType = status < 400 ? 'application/json' : 'application/problem+json';
  await route.fulfill({ status, contentType, body: body ? JSON.stringify(body) : '' });
}

// What the browser or a person would complain about, as sentences.
async function complaints(page) {
  // As the debugger does it: a script tag would rightly be refused by the page's policy.
  await page.evaluate(axe_source);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const found = violations.map(
    ({ id, nodes }) => `axe ${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
  );
  return [...found, ...(await page.evaluate(look_around))];
}

// Runs in the page.
function look_around() {
  const found = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`wider than the screen: ${scrollWidth} px`);
  if (document.querySelectorAll('h1').length !== 1) found.push('not exactly one first heading');
  if (!/\S+ · \S+|does not answer/.test(document.title)) {
    found.push(`the title is "${document.title}"`);
  }
  if (location.hash) found.push('a token is still in the address bar');
  const primary = 'main :is(.primary, .button.danger):not(dialog *)';
  const many = document.querySelectorAll(primary).length > 1;
  if (many && location.pathname !== '/styleguide') found.push('several primary actions');
  const targets = 'button, a.alone, a.button, select, input:not([type=checkbox], [type=radio])';
  for (const target of document.querySelectorAll(targets)) {
    const { width, height } = target.getBoundingClientRect();
    if (height > 0 && (height < 44 || width < 24)) {
      found.push(`small target ${Math.round(width)}x${Math.round(height)}: ${target.textContent}`);
    }
  }
  for (const store of [localStorage, sessionStorage]) {
    for (const key of Object.keys(store)) {
      if (/AAAABBBB|12345678|JBSW|correct horse/.test(store.getItem(key))) {
        found.push(`a secret is in the browser's storage: ${key}`);
      }
    }
  }
  return found;
}

let heaviest = 0;

async function look_at({ browser, site: { origin, sent }, evidence }, one, view) {
  const before = sent.bytes;
  // Each page is somebody's first: nothing is cached.
  const context = await browser.newContext({
    viewport: { width: view.width, height: view.width === 360 ? 740 : 900 },
    colorScheme: view.colorScheme,
    timezoneId: 'Europe/Berlin',
  });
  const page = await context.newPage();
  const found = [];
  page.on('pageerror', (error) => found.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    const refused = /Failed to load resource: the server responded with a status of 4|503/;
    if (message.type() === 'error' && !refused.test(message.text())) found.push(message.text());
  });
  const table = {
    ...answers(one.who, one.appeal),
    ...desk_answers(one.who, evidence),
    ...one.with,
  };
  await page.route('**/api/v1/**', (route) => answer(route, table));
  await page.clock.setFixedTime(now);
  await page.goto(origin + one.path);
  await page.locator('h1').waitFor();
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
  await page.evaluate(() => document.fonts.ready);
  const octets = sent.bytes - before;
  heaviest = Math.max(heaviest, octets);
  if (octets > first_load_max) found.push(`the first load is ${octets} octets`);
  await one.act?.(page);
  await page.evaluate(() => document.fonts.ready);
  const name = join(out, `${one.name}-${view.width}-${view.colorScheme}`);
  await page.screenshot({ path: `${name}.png`, fullPage: true });
  found.push(...(await complaints(page)));
  if (one.print && view.width === 1280 && view.colorScheme === 'light') {
    for (const format of ['A4', 'Letter']) {
      await page.pdf({ path: `${name}-${format}.pdf`, format, preferCSSPageSize: false });
    }
  }
  await context.close();
  return found.map((sentence) => `${one.name} ${view.width} ${view.colorScheme}: ${sentence}`);
}

mkdirSync(out, { recursive: true });
const asked = process.argv.slice(2).filter((name) => !name.startsWith('--'));
const chosen = pages.filter(({ name }) => asked.length === 0 || asked.includes(name));
const site = await serve(join(web, 'build'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
    '--disable-dev-shm-usage',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    ...chromiumCamera(writeCamera(out, camera_pictures())),
  ]),
});
const evidence = await draw_evidence(browser);
const all = [];
for (const view of views) {
  for (const one of chosen) {
    if (!browser.isConnected()) throw new Error('the browser has gone: nothing more to see');
    const found = await look_at({ browser, site, evidence }, one, view).catch((error) => [
      `${one.name} ${view.width} ${view.colorScheme}: ${error.message.split('\n')[0]}`,
    ]);
    all.push(...found);
  }
}
await browser.close();
site.close();
for (const sentence of all) process.stdout.write(`${sentence}\n`);
process.stdout.write(
  `${chosen.length} pages in ${views.length} views, the heaviest first load ` +
    `${Math.round(heaviest / 1000)} kB, ${all.length} findings\n`,
);
process.exit(all.length === 0 ? 0 : 1);
