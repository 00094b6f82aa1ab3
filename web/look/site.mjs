// Serves the built site as the daemon does: the same policy, the same names for pages. Only for looking at it.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

const service_worker_policy = "default-src 'none'; connect-src 'self'; base-uri 'none'";

function policy_of(html, wasm) {
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)];
  const hashes = scripts.map(
    ([, text]) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    ['script-src', "'self'", ...hashes, ...(wasm ? ["'wasm-unsafe-eval'"] : [])].join(' '),
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

async function read_first(paths) {
  for (const path of paths) {
    const body = await readFile(path).catch(() => null);
    if (body) return { path, body };
  }
  return null;
}

export async function serve(folder) {
  const sent = { bytes: 0 };
  const server = createServer(async (request, response) => {
    const name = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
    const file = await read_first([
      join(folder, extname(name) ? name : `${name === '/' ? '/index' : name}.html`),
      join(folder, '200.html'),
    ]);
    const type = types[extname(file.path)] ?? 'application/octet-stream';
    response.setHeader('content-type', type);
    if (type.startsWith('text/html')) {
      const wasm = /^\/authenticator(\/|$)/.test(name);
      response.setHeader('content-security-policy', policy_of(file.body.toString(), wasm));
    } else if (name === '/service-worker.js') {
      response.setHeader('content-security-policy', service_worker_policy);
    }
    const small = await read_first([`${file.path}.br`]);
    if (small) response.setHeader('content-encoding', 'br');
    const body = small?.body ?? file.body;
    sent.bytes += body.length;
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, sent, close: () => server.close() };
}
