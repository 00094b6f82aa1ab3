// Walks through the site as people do, in Debian's Chromium: run.mjs [part of a walk's name...].
//
// A file *.walk.mjs exports `walks`, sentences and functions: {"a phone is lost": async (w) => ..}.
// It may export `settings`, keys of the daemon's configuration. Each walk has a daemon of its own.
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from './lib/modules.mjs';
import { Site } from './lib/site.mjs';
import { Walk, out } from './lib/walk.mjs';

const walk_within_ms = 180_000;
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
      if (wanted) walks.push({ file, name, steps, settings: module.settings ?? {} });
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

async function take({ name, steps, settings }, browser) {
  const log_file = `${out}/${slug(name)}.log`;
  const site = await Site.start(settings, log_file);
  const walk = new Walk(browser, site, name);
  const too_long = pause(walk_within_ms, 'late', { ref: false });
  try {
    if ((await Promise.race([steps(walk), too_long])) === 'late') {
      throw new Error(`not done after ${walk_within_ms / 1000} s`);
    }
    if (walk.complaints.length > 0) throw new Error(walk.complaints.join('\n'));
  } catch (error) {
    await last_pictures(walk);
    const log = readFileSync(log_file, 'utf8').trim().split('\n').slice(-15);
    error.message += `\n  The page said: ${walk.complaints.join('; ') || 'nothing'}`;
    error.message += `\n  The end of ${log_file}:\n    ${log.join('\n    ')}`;
    throw error;
  } finally {
    await walk.close();
    await site.stop();
  }
}

async function main(parts) {
  const walks = await all_walks(parts);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.SPAREKEY_CHROMIUM ?? '/usr/bin/chromium',
    args: chromium_arguments,
  });
  let passed = 0;
  for (const walk of walks) {
    const began = Date.now();
    const seconds = () => ((Date.now() - began) / 1000).toFixed(1);
    try {
      await take(walk, browser);
      passed += 1;
      console.log(`ok      ${walk.file}: ${walk.name} (${seconds()} s)`);
    } catch (error) {
      console.log(`FAILED  ${walk.file}: ${walk.name} (${seconds()} s)\n  ${error.stack}`);
    }
  }
  await browser.close();
  console.log(`walks: ${passed} passed, ${walks.length - passed} failed`);
  return passed > 0 && passed === walks.length ? 0 : 1;
}

process.exit(await main(process.argv.slice(2)));
