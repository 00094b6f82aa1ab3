// Requests against the running daemon, as any program can send them: run.mjs [part of a name...].
//
// A file *.api.mjs exports `tests`: {"a code is good once": async (site) => ..}. Each has a daemon
// of its own, `site`; `settings` are keys of its configuration. The
// tests of a file that is `beside` run beside all others, because they only wait.
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Site } from '../walks/lib/site.mjs';
import { check_coverage } from './lib/coverage.mjs';

const here = new URL('./', import.meta.url);
const out = fileURLToPath(new URL('out', here));
const test_within_ms = 120_000;
// A test waits half of its time, for hashes, mails and jobs; two share two cores well.
const at_once = 2;
// Every request has a line in the log; clients say by X-Forwarded-For who they are; no pages.
const usual = {
  'log.level': 'debug',
  'http.trusted_proxies': '127.0.0.1',
  'http.web_folder': '',
  'desk.open': 'true',
};

async function all_tests(parts) {
  const tests = [];
  const files = readdirSync(here).filter((file) => file.endsWith('.api.mjs'));
  for (const file of files.sort()) {
    const module = await import(new URL(file, here));
    for (const [name, steps] of Object.entries(module.tests)) {
      const wanted = parts.length === 0 || parts.some((part) => `${file} ${name}`.includes(part));
      const settings = { ...usual, ...module.settings };
      if (wanted) tests.push({ file, name, steps, settings, beside: module.beside });
    }
  }
  return tests;
}

const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');

async function take({ file, name, steps, settings }) {
  const log_file = `${out}/${slug(`${file} ${name}`)}.log`;
  const site = await Site.start(settings, log_file);
  const too_long = pause(test_within_ms, 'late', { ref: false });
  let failure;
  try {
    if ((await Promise.race([steps(site), too_long])) === 'late') {
      throw new Error(`not done after ${test_within_ms / 1000} s`);
    }
  } catch (error) {
    const log = readFileSync(log_file, 'utf8').trim().split('\n').slice(-8);
    error.stack += `\n  The end of ${log_file}:\n    ${log.join('\n    ')}`;
    failure = error;
  }
  await site.stop_after(failure);
}

// Whether it passed; says so in a line.
async function tell(name, test) {
  const began = Date.now();
  const seconds = () => ((Date.now() - began) / 1000).toFixed(1);
  try {
    await test();
    console.log(`ok      ${name} (${seconds()} s)`);
    return true;
  } catch (error) {
    console.log(`FAILED  ${name} (${seconds()} s)\n  ${error.stack}`);
    return false;
  }
}

async function main(parts) {
  const tests = await all_tests(parts);
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const run = (test) => tell(`${test.file}: ${test.name}`, () => take(test));
  const waiting = tests.filter(({ beside }) => beside).map(run);
  const results = [];
  const left = tests.filter(({ beside }) => !beside);
  const lane = async () => {
    for (let test = left.shift(); test; test = left.shift()) results.push(await run(test));
  };
  await Promise.all(Array.from({ length: at_once }, lane));
  results.push(...(await Promise.all(waiting)));
  // Only a whole run has called everything.
  if (parts.length === 0) {
    results.push(
      await tell('every route was called, and met every problem it names', check_coverage),
    );
  }
  const passed = results.filter(Boolean).length;
  console.log(`api: ${passed} passed, ${results.length - passed} failed`);
  return passed > 0 && passed === results.length ? 0 : 1;
}

process.exit(await main(process.argv.slice(2)));
