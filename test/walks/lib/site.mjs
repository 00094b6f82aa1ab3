// A daemon of its own for each walk, with an empty folder, a clock, and mails kept for reading.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Clock } from './clock.mjs';
import { root } from './modules.mjs';

export const daemon = process.env.SPAREKEYD ?? `${root}build/release/sparekeyd`;
const answers_within_ms = 20_000;
const ends_within_ms = 10_000;
const mail_within_ms = 15_000;

async function free_port() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export class Site {
  #process;
  #settings;

  // `settings` are keys of the configuration: {'site.name': 'Example'}.
  static async start(settings, log_file) {
    const site = new Site();
    site.folder = mkdtempSync(`${tmpdir()}/sparekey-walk-`);
    site.clock = new Clock(site.folder);
    site.log_file = log_file;
    site.port = await free_port();
    site.url = `http://localhost:${site.port}`;
    site.#settings = settings;
    try {
      await site.start_again();
    } catch (error) {
      await site.stop();
      throw error;
    }
    return site;
  }

  get pid() {
    return this.#process.pid;
  }

  // With the same folder, port and settings, after kill() or end().
  async start_again() {
    this.#spawn();
    await this.#answers();
  }

  // What a power cut leaves behind.
  async kill() {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  #spawn() {
    const keys = {
      'var.folder': `${this.folder}/var`,
      'http.port': this.port,
      'http.web_folder': `${root}web/build`,
      ...this.#settings,
    };
    const words = Object.entries(keys).flatMap(([key, value]) => [`--${key}`, `${value}`]);
    this.#process = spawn(daemon, ['run', '--create', ...words], {
      cwd: this.folder,
      env: { ...process.env, ...this.clock.environment() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(this.log_file, { flags: 'a' });
    this.#process.stdout.pipe(log, { end: false });
    this.#process.stderr.pipe(log, { end: false });
  }

  async #answers() {
    const deadline = Date.now() + answers_within_ms;
    for (;;) {
      if (this.#ended()) throw new Error(`sparekeyd ended at once; see ${this.log_file}`);
      // Refused as long as nobody listens.
      const answer = await fetch(`${this.url}/readyz`).catch(() => null);
      if (answer?.ok) return;
      if (Date.now() > deadline) throw new Error(`sparekeyd is not ready; see ${this.log_file}`);
      await pause(20);
    }
  }

  #ended() {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  // What a command of the program prints beside this daemon: command('staff', 'list').
  async command(...words) {
    const run = promisify(execFile);
    const folder = ['--var.folder', `${this.folder}/var`];
    try {
      const env = { ...process.env, ...this.clock.environment() };
      return (await run(daemon, [...words, ...folder], { cwd: this.folder, env })).stdout;
    } catch (error) {
      throw new Error(`${words.join(' ')}: ${error.stdout}${error.stderr}`);
    }
  }

  // Mails to the address, newest first: {id, to, subject, text, at}.
  async mails(address) {
    const answer = await fetch(`${this.url}/api/v1/mailbox`);
    if (!answer.ok) throw new Error(`the mailbox answers ${answer.status}`);
    const { mails } = await answer.json();
    return mails.filter((mail) => mail.to.includes(address));
  }

  // The newest mail to the address that `wanted` accepts; waits for one.
  async mail(address, wanted) {
    const deadline = Date.now() + mail_within_ms;
    for (;;) {
      const mails = await this.mails(address);
      const found = mails.find(wanted);
      if (found) return found;
      if (Date.now() > deadline) {
        const subjects = mails.map((mail) => mail.subject).join('; ');
        throw new Error(`no such mail came to ${address}; there are: ${subjects}`);
      }
      await pause(20);
    }
  }

  async stop() {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  // The same after a test that may have failed: how it ends must not hide why it failed.
  async stop_after(failure) {
    try {
      await this.stop();
    } catch (error) {
      if (!failure) throw error;
      failure.stack += `\n  And then: ${error.message}`;
    }
    if (failure) throw failure;
  }

  // In an orderly way; the folder stays.
  async end() {
    if (!this.#ended()) {
      this.#process.kill('SIGTERM');
      const ended = once(this.#process, 'exit');
      const late = pause(ends_within_ms, 'late', { ref: false });
      if ((await Promise.race([ended, late])) === 'late') {
        this.#process.kill('SIGKILL');
        throw new Error(`sparekeyd does not end on SIGTERM; see ${this.log_file}`);
      }
    }
  }
}
