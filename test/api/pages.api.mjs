// The pages as browsers get them: kept long where they may be, packed, and with a policy that lets
// nothing run that is not ours.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { root } from '../walks/lib/modules.mjs';
import { check_problem } from './lib/contract.mjs';
import { request } from './lib/http.mjs';

const web = `${root}web/build`;
export const settings = {
  'http.web_folder': web,
  'site.public_url': 'https://accounts.example.org',
};

const files = readdirSync(web, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath}/${entry.name}`.slice(web.length));
const packed = (file) => /\.(br|gz)$/.test(file);
const plain = files.filter((file) => !packed(file));
const pages = plain.filter((file) => file.endsWith('.html'));
const hashed = plain.filter((file) => file.startsWith('/_app/immutable/'));
const unpack = { br: brotliDecompressSync, gzip: gunzipSync };

const on_every_answer = {
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(self), geolocation=(), payment=(), usb=()',
};

async function get(site, path, headers = {}, method = 'GET') {
  const answer = await request(site.port, { method, path, headers });
  for (const [name, value] of Object.entries(on_every_answer)) {
    assert.equal(answer.header(name), value, `${name} of ${path}`);
  }
  assert.ok(answer.header('content-security-policy'), path);
  assert.equal(answer.header('access-control-allow-origin'), undefined);
  return answer;
}

// {"script-src": ["'self'", ...], ...}
function policy_of(answer) {
  const directives = answer.header('content-security-policy').split(';');
  return Object.fromEntries(
    directives.map((text) => {
      const [name, ...values] = text.trim().split(/\s+/);
      return [name, values];
    }),
  );
}

function inline_hashes(html) {
  const scripts = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  return scripts.map(
    ([, code]) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`,
  );
}

const tag_of = (answer) => answer.header('etag');

export const tests = {
  'a page has a policy with the hashes of its own scripts and of no others': async (site) => {
    assert.ok(pages.length > 10, `only ${pages.length} pages are built`);
    for (const file of pages) {
      const html = readFileSync(web + file, 'utf8');
      const answer = await get(site, file.replace(/\.html$/, '').replace(/\/index$/, '/'));
      assert.equal(answer.status, 200, file);
      assert.equal(answer.header('content-type'), 'text/html; charset=utf-8');
      assert.equal(answer.text, html, file);
      const policy = policy_of(answer);
      const hashes = policy['script-src'].filter((source) => source.startsWith("'sha256-"));
      assert.deepEqual(hashes.sort(), [...new Set(inline_hashes(html))].sort(), file);
      for (const name of ['object-src', 'base-uri', 'frame-ancestors']) {
        const effective =
          policy[name] ?? (name === 'object-src' ? policy['default-src'] : undefined);
        assert.deepEqual(effective, ["'none'"], `${name} of ${file}`);
      }
      const all = Object.values(policy).flat();
      for (const open of ["'unsafe-inline'", "'unsafe-eval'", '*', 'data:', 'http:', 'https:']) {
        assert.ok(!policy['script-src'].includes(open), `${file} lets ${open} run`);
      }
      assert.ok(!all.includes("'unsafe-inline'"), file);
      assert.doesNotMatch(html, /<[^>]+\s(style|on[a-z]+)=/, `${file} has an inline attribute`);
      assert.equal(answer.header('cache-control'), 'no-cache');
    }
  },

  'WebAssembly runs under /authenticator only': async (site) => {
    const wasm = async (path) =>
      policy_of(await get(site, path))['script-src'].includes("'wasm-unsafe-eval'");
    assert.equal(await wasm('/authenticator'), true);
    assert.equal(await wasm('/authenticator/any'), true);
    for (const path of ['/', '/sign-in', '/security', '/authenticators']) {
      assert.equal(await wasm(path), false, path);
    }
  },

  'a file with a hashed name is kept for a year, everything else is asked for anew': async (
    site,
  ) => {
    assert.ok(hashed.length > 10);
    for (const file of plain) {
      const kept = (await get(site, file)).header('cache-control');
      const expected = hashed.includes(file) ? 'public, max-age=31536000, immutable' : 'no-cache';
      assert.equal(kept, expected, file);
    }
  },

  'who has it already gets nothing again': async (site) => {
    for (const file of plain) {
      const first = await get(site, file);
      const tag = tag_of(first);
      assert.match(tag, /^"[\w-]+"$/, file);
      for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
        const again = await get(site, file, { 'If-None-Match': known });
        assert.equal(again.status, 304, `${file} with ${known}`);
        assert.equal(again.octets.length, 0);
        assert.equal(tag_of(again), tag);
      }
      assert.equal((await get(site, file, { 'If-None-Match': '"other"' })).status, 200);
    }
  },

  'what was packed at build is sent packed to who takes it': async (site) => {
    assert.ok(files.some(packed), 'nothing is packed');
    for (const file of plain) {
      const content = readFileSync(web + file);
      const tags = new Set([tag_of(await get(site, file))]);
      for (const [coding, ending] of Object.entries({ br: '.br', gzip: '.gz' })) {
        if (!files.includes(file + ending)) continue;
        const answer = await get(site, file, { 'Accept-Encoding': coding });
        assert.equal(answer.header('content-encoding'), coding, file);
        assert.equal(answer.header('vary'), 'Accept-Encoding');
        assert.ok(content.equals(unpack[coding](answer.octets)), `${file} as ${coding}`);
        tags.add(tag_of(answer));
        const not = await get(site, file, { 'Accept-Encoding': `${coding};q=0` });
        assert.equal(not.header('content-encoding'), undefined);
        assert.ok(content.equals(not.octets), file);
      }
      const ways = 1 + files.filter((one) => packed(one) && one.startsWith(`${file}.`)).length;
      assert.equal(tags.size, ways, `the tags of ${file}`);
    }
  },

  'HEAD says what GET would, without it': async (site) => {
    const changing = ['date', 'x-request-id', 'connection', 'keep-alive'];
    const headers_of = (answer) =>
      Object.fromEntries(
        Object.entries(answer.headers).filter(([name]) => !changing.includes(name)),
      );
    for (const file of [...pages.slice(0, 3), ...hashed.slice(0, 3), '/healthz', '/api/v1/site']) {
      const head = await get(site, file, {}, 'HEAD');
      assert.equal(head.octets.length, 0);
      assert.deepEqual(headers_of(head), headers_of(await get(site, file)), file);
    }
  },

  'every page of the app has the same start, and what is no page is not found': async (site) => {
    const start = readFileSync(`${web}/200.html`, 'utf8');
    assert.equal((await get(site, '/some/page/to-come')).text, start);
    const none = ['/nothing.js', '/_app/immutable/nothing.js', '/_app/', '/index.html.br'];
    none.push('/.env', '/.git/config', '/robots.php', '/api', '/api/v1/nothing');
    for (const path of none) {
      const answer = await get(site, path);
      assert.equal(answer.slug, 'not-found', `${path}: ${answer.status}`);
      check_problem(answer);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await get(site, '/sign-in', {}, method);
      assert.equal(answer.slug, 'method-not-allowed');
      assert.equal(answer.header('allow'), 'GET, HEAD');
    }
  },

  'no path leads out of the folder': async (site) => {
    const up = ['..', '%2e%2e', '.%2e', '..%2f', '..%5c', '%252e%252e', '..;', '....'];
    for (const step of up) {
      for (const start of ['/', '/_app/', '/_app/immutable/']) {
        const path = `${start}${`${step}/`.repeat(6)}etc/passwd`;
        const answer = await get(site, path);
        assert.doesNotMatch(answer.text, /root:/, path);
        assert.notEqual(answer.status, 500);
      }
    }
  },
};
