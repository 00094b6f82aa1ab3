// A browser without a window: it keeps cookies, and holds every answer against the contract.
import assert from 'node:assert/strict';
import { check } from './contract.mjs';
import { octets_of, request } from './http.mjs';

// research: ASVS 5.0 V3.4, NIST 800-63B: on every answer of the API, whatever its status.
const on_every_answer = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(self), geolocation=(), payment=(), usb=()',
};

export function check_headers(answer) {
  for (const [name, value] of Object.entries(on_every_answer)) {
    assert.equal(answer.header(name), value, `${name} of ${answer}`);
  }
  assert.match(answer.header('x-request-id') ?? '', /^[0-9a-f]{16}$/);
  for (const cookie of answer.headers['set-cookie'] ?? []) {
    assert.match(cookie, /^__Host-sparekey-[a-z-]+=[\w-]*; /);
    for (const word of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict']) {
      assert.ok(cookie.includes(`; ${word}`), `${cookie} is not ${word}`);
    }
  }
}

let clients = 0;

export class Client {
  #jar = new Map();

  // Each has a network address of its own, so that only a test that means to meets the budgets of
  // one; the daemon believes 127.0.0.1 as a proxy.
  constructor(site) {
    clients += 1;
    this.site = site;
    this.address = `10.${clients >> 16}.${(clients >> 8) & 255}.${clients & 255}`;
  }

  // `more` wins; what it has as undefined is left out.
  headers(more = {}) {
    const own = { Origin: this.site.url, 'X-Forwarded-For': this.address };
    if (this.#jar.size > 0) {
      own.Cookie = [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ');
    }
    const all = Object.entries({ ...own, ...more });
    return Object.fromEntries(all.filter(([, value]) => value !== undefined));
  }

  async call(method, path, body, more = {}) {
    const headers = this.headers({ Host: new URL(this.site.url).host, ...more });
    const text = body === undefined ? undefined : JSON.stringify(body);
    if (text !== undefined) headers['Content-Type'] ??= 'application/json';
    const answer = await request(this.site.port, { method, path, headers, body: text });
    check(method, path, answer);
    check_headers(answer);
    if (path.startsWith('/api/')) assert.equal(answer.header('cache-control'), 'no-store', path);
    this.keep(answer);
    return answer;
  }

  get(path) {
    return this.call('GET', `/api/v1/${path}`);
  }

  post(path, body) {
    return this.call('POST', `/api/v1/${path}`, body);
  }

  // Octets as they are: a picture, or a part of a video.
  async send(path, octets, type) {
    const to = `/api/v1/${path}`;
    const about = { Host: new URL(this.site.url).host, 'Content-Type': type };
    const headers = this.headers({ ...about, 'Content-Length': octets.length });
    const options = { method: 'POST', path: to, headers, body: octets };
    const answer = await request(this.site.port, options);
    check('POST', to, answer);
    check_headers(answer);
    return answer;
  }

  // The octets of what post() would send, for sending many at once.
  octets(path, body, more = {}) {
    const headers = this.headers({ 'Content-Type': 'application/json', ...more });
    return octets_of('POST', `/api/v1/${path}`, headers, JSON.stringify(body));
  }

  keep(answer) {
    for (const cookie of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      if (/; Max-Age=0\b/.test(cookie)) this.#jar.delete(name);
      else this.#jar.set(name, value);
    }
  }

  // Without its session: as after closing a private window, or before it.
  forget(name = '__Host-sparekey-session') {
    this.#jar.delete(name);
  }

  cookie(name = '__Host-sparekey-session') {
    return this.#jar.get(name);
  }

  // Another browser in the same state, such as a thief's with copied cookies, elsewhere.
  copy() {
    const other = new Client(this.site);
    for (const [name, value] of this.#jar) other.#jar.set(name, value);
    return other;
  }
}

export function expect(answer, wanted) {
  const got = typeof wanted === 'number' ? answer.status : answer.slug;
  assert.equal(got, wanted, `expected ${wanted}, got ${answer}`);
  return answer;
}
