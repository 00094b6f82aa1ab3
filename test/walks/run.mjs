// Walks through the site as people do, in Debian's Chromium:
// run.mjs [--pictures] [part of a walk's name...].
//
// A file *.walk.mjs exports `walks`, sentences and functions: {"a phone is lost": async (w) => ..}.
// It may export `settings`, keys of the daemon's configuration, and `minutes`, how long each may
// take. Each walk has a daemon of its own.
// With --pictures those of the README are written anew, into doc/pictures/.
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, root } from './lib/modules.mjs';
import { camera_arguments } from './lib/camera.mjs';
import { Site } from './lib/site.mjs';
import { Walk, looked_at, out, pictures } from './lib/walk.mjs';

const minutes_of_a_walk = 3;
// A walk waits half of its time, for mails and for hashes; two share two cores well.
const at_once = 2;
const chromium_arguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function all_walks(parts) {
  const walks = [];
  const here = new URL('./', import.meta.url);
  const files = readdirSync(here).filter((file) => file.endsWith('.walk.mjs'));
  for (const file of files.sort()) {
    const module = await import(new URL(file, here));
    for (const [name, steps] of Object.entries(module.walks)) {
      const wanted = parts.length === 0 || parts.some((part) => `${file} ${name}`.includes(part));
      const { settings = {}, minutes = minutes_of_a_walk } = module;
      if (wanted) walks.push({ file, name, steps, settings, minutes });
    }
  }
  return walks;
}

const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');

async function last_pictures(walk) {
  const pages = walk.contexts.flatMap((context) => context.pages());
  for (const [number, page] of pages.entries()) {
    const name = `failed-${slug(walk.name)}-${number + 1}`;
    // A page that hangs has no picture to give, and the walk has failed already.
    await walk.shot(page, name).catch(() => undefined);
  }
}

async function take({ name, steps, settings, minutes, keeps_pictures }, browser) {
  const log_file = `${out}/${slug(name)}.log`;
  const site = await Site.start(settings, log_file);
  const walk = new Walk(browser, site, { name, keeps_pictures });
  const too_long = pause(minutes * 60_000, 'late', { ref: false });
  let failure;
  try {
    if ((await Promise.race([steps(walk), too_long])) === 'late') {
      throw new Error(`not done after ${minutes} minutes`);
    }
    if (walk.complaints.length > 0) throw new Error(walk.complaints.join('\n'));
  } catch (error) {
    await last_pictures(walk);
    const log = readFileSync(log_file, 'utf8').trim().split('\n').slice(-15);
    error.message += `\n  The page said: ${walk.complaints.join('; ') || 'nothing'}`;
    error.message += `\n  The end of ${log_file}:\n    ${log.join('\n    ')}`;
    failure = error;
  }
  await walk.close();
  await site.stop_after(failure);
}

// Pages of the site map that axe has not seen: a page that no walk visits is not done.
function pages_not_seen() {
  const routes = `${root}web/src/routes`;
  const files = readdirSync(routes, { recursive: true });
  const pages = files.filter((file) => file.endsWith('+page.svelte'));
  const paths = pages.map((file) => `/${file.replace(/\/?\+page\.svelte$/, '')}`);
  return paths.filter((path) => !looked_at.has(path)).sort();
}

function all_seen() {
  const missing = pages_not_seen();
  if (missing.length > 0) console.log(`FAILED  no walk has shown axe: ${missing.join(' ')}`);
  else console.log('ok      axe has seen every page, in light and in dark');
  return missing.length === 0;
}

// How many of them passed.
async function take_all(walks, { browser, keeps_pictures }) {
  const waiting = [...walks];
  let passed = 0;
  const lane = async () => {
    for (let walk = waiting.shift(); walk; walk = waiting.shift()) {
      const began = Date.now();
      const seconds = () => ((Date.now() - began) / 1000).toFixed(1);
      try {
        await take({ ...walk, keeps_pictures }, browser);
        passed += 1;
        console.log(`ok      ${walk.file}: ${walk.name} (${seconds()} s)`);
      } catch (error) {
        console.log(`FAILED  ${walk.file}: ${walk.name} (${seconds()} s)\n  ${error.stack}`);
      }
    }
  };
  await Promise.all(Array.from({ length: at_once }, lane));
  return passed;
}

async function main(words) {
  const parts = words.filter((word) => !word.startsWith('--'));
  const keeps_pictures = words.includes('--pictures');
  const walks = await all_walks(parts);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  mkdirSync(pictures, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.SPAREKEY_CHROMIUM ?? '/usr/bin/chromium',
    args: [...chromium_arguments, ...camera_arguments(out)],
  });
  const passed = await take_all(walks, { browser, keeps_pictures });
  await browser.close();
  // Some walks alone do not go everywhere; all of them must.
  const everywhere = parts.length > 0 || all_seen();
  console.log(`walks: ${passed} passed, ${walks.length - passed} failed`);
  return everywhere && passed > 0 && passed === walks.length ? 0 : 1;
}

process.exit(await main(process.argv.slice(2)));
