// Keeps the authenticator for when there is no network: its pages, and the files that the build
// says they need. What is kept belongs to one build, so that no page meets another build's script.
import { immutable, prerendered } from '$app/manifest';
import { self as worker } from '$app/service-worker';

// A small digest of all file names, which have one of what is in them.
function build_name(): string {
  const names = immutable.map(({ path }) => path).join();
  let digest = 0;
  for (let at = 0; at < names.length; ++at) {
    digest = (Math.imul(digest, 31) + names.charCodeAt(at)) >>> 0;
  }
  return digest.toString(36);
}

const cache_name = `authenticator-${build_name()}`;
const pages = prerendered
  .map(({ path }) => `/${path}`)
  .filter((path) => /^\/authenticator(\/|$)/.test(path));
// Written by the build: vite.config.ts.
const list = '/authenticator-files.json';

// tidy: these are no questions to the API: the worker is what answers when there is no server.
const from_site = (what: string | Request) => fetch(what);

async function keep_all(): Promise<void> {
  const answer = await from_site(list);
  const files = (await answer.json()) as string[];
  const cache = await caches.open(cache_name);
  await cache.addAll([...pages, ...files]);
}

async function drop_others(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name !== cache_name) await caches.delete(name);
  }
}

// What is kept comes first: it was made together.
async function answer_to(request: Request): Promise<Response> {
  const cache = await caches.open(cache_name);
  const { pathname } = new URL(request.url);
  const kept = await cache.match(pathname.replace(/(.)\/$/, '$1'));
  return kept ?? from_site(request);
}

worker.addEventListener('install', (event) => event.waitUntil(keep_all()));
worker.addEventListener('activate', (event) =>
  event.waitUntil(drop_others().then(() => worker.clients.claim())),
);
worker.addEventListener('message', (event) => {
  if (event.data === 'take over') void worker.skipWaiting();
});
worker.addEventListener('fetch', (event) => {
  const { url, method } = event.request;
  const here = new URL(url).origin === worker.location.origin;
  if (method === 'GET' && here) event.respondWith(answer_to(event.request));
});
