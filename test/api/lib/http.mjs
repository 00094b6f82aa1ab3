// HTTP as programs speak it: whole requests over kept connections, octets as they are, and many at
// once.
import { Agent, request as node_request } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';

const answers_within_ms = 60_000;

// `headers` has lower-case names; each value is a list.
export class Answer {
  constructor(status, names_and_values, body) {
    this.status = status;
    this.headers = {};
    for (let i = 0; i < names_and_values.length; i += 2) {
      const name = names_and_values[i].toLowerCase();
      (this.headers[name] ??= []).push(names_and_values[i + 1]);
    }
    this.octets = body;
    this.text = body.toString('utf8');
  }

  // What the body says, where it is JSON.
  get json() {
    const is_json = /^application\/(problem\+)?json/.test(this.header('content-type') ?? '');
    return is_json && this.octets.length > 0 ? JSON.parse(this.text) : undefined;
  }

  header(name) {
    return this.headers[name]?.join(', ');
  }

  // The word behind /errors/ of a problem.
  get slug() {
    return this.json?.type?.replace(/^\/errors\//, '');
  }

  // What a failed test shows of it.
  toString() {
    return `${this.status} ${this.text.slice(0, 300)}`;
  }
}

export const kept = new Agent({ keepAlive: true });

// One request by Node's own client. `headers` as an object or as a flat list.
export function request(port, { method = 'GET', path, headers = {}, body, agent = kept }) {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path, headers, agent };
    const sent = node_request({ ...options, timeout: answers_within_ms }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        resolve(new Answer(answer.statusCode, answer.rawHeaders, Buffer.concat(parts)));
      });
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error(`no answer to ${method} ${path}`)));
    sent.end(body);
  });
}

export async function open(port) {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
  await once(socket, 'connect');
  socket.received = [];
  socket.on('data', (part) => socket.received.push(part));
  // A connection that is reset has ended; what came before is there to be looked at.
  socket.on('error', () => socket.destroy());
  return socket;
}

// What came until the other side closed.
export async function read_to_end(socket) {
  const late = setTimeout(() => socket.destroy(), answers_within_ms);
  if (!socket.readableEnded && !socket.destroyed) {
    await Promise.race([once(socket, 'end'), once(socket, 'close')]);
  }
  clearTimeout(late);
  socket.destroy();
  return Buffer.concat(socket.received);
}

// Octets in, octets out, to the end of the connection. `half`: our side is closed after them.
export async function exchange(port, octets, { half = false } = {}) {
  const socket = await open(port);
  socket.write(octets);
  if (half) socket.end();
  return (await read_to_end(socket)).toString('latin1');
}

// The answers in a text of one connection, in their order; `heads`: of HEAD, without bodies.
export function answers_in(text) {
  const answers = [];
  let rest = text;
  while (rest.startsWith('HTTP/1.')) {
    const end = rest.indexOf('\r\n\r\n');
    const [status, ...lines] = rest.slice(0, end).split('\r\n');
    const fields = lines.flatMap((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
    const length = Number(/\r\nContent-Length: (\d+)/i.exec(rest.slice(0, end))?.[1] ?? 0);
    const body = Buffer.from(rest.slice(end + 4, end + 4 + length), 'latin1');
    answers.push(new Answer(Number(status.split(' ')[1]), fields, body));
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}

// A request's octets; the connection is closed after its answer.
export function octets_of(method, path, headers, body = '') {
  const lines = Object.entries({ Host: 'localhost', Connection: 'close', ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const length = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\n${head}${length}\r\n${body}`;
}

// Each request on a socket of its own; all are connected first, and all are sent before any answer
// is read.
export async function at_once(port, requests) {
  const sockets = await Promise.all(requests.map(() => open(port)));
  for (const socket of sockets) socket.pause();
  const sent = sockets.map((socket, i) => new Promise((go_on) => socket.write(requests[i], go_on)));
  await Promise.all(sent);
  for (const socket of sockets) socket.resume();
  const texts = await Promise.all(sockets.map(read_to_end));
  return texts.map((text) => answers_in(text.toString('latin1'))[0]);
}
