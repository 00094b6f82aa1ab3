// The program sparekey beside the browser: one vault file in the folder of the walk's site. What it
// asks for on its terminal is typed there; script(1) gives it one.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { root } from './modules.mjs';

const program = process.env.SPAREKEY_PROGRAM ?? `${root}build/release/sparekey`;
const answers_within_ms = 60_000;

const quoted = (word) => `'${word.replaceAll("'", `'\\''`)}'`;

export class Terminal {
  constructor(site, passphrase) {
    this.site = site;
    const file = `${site.folder}/passphrase`;
    writeFileSync(file, `${passphrase}\n`, { mode: 0o600 });
    this.words = [program, '--passphrase-file', file];
    const own = { SPAREKEY_VAULT: `${site.folder}/terminal.json`, HOME: site.folder, TZ: 'UTC' };
    this.environment = { ...process.env, ...own };
  }

  // What it says in JSON. `given` is its standard input.
  async run(words, given = '') {
    const [file, ...first] = this.words;
    const how = { env: this.environment, timeout: answers_within_ms };
    const running = promisify(execFile)(file, [...first, ...words, '--json'], how);
    running.child.stdin.end(given);
    return JSON.parse((await running).stdout);
  }

  // On a terminal: types each answer when its question stands there.
  async ask(words, answers) {
    const command = [...this.words, ...words].map(quoted).join(' ');
    const how = { env: this.environment, timeout: answers_within_ms };
    const child = spawn('script', ['-qefc', command, '/dev/null'], how);
    const left = [...answers];
    let seen = '';
    child.stdout.setEncoding('utf8').on('data', async (text) => {
      seen += text;
      const [next] = left;
      if (!next || !seen.includes(next.question)) return;
      left.shift();
      const before = seen;
      seen = '';
      // An answer may have to be read elsewhere first, or say what was read here.
      const answer = typeof next.answer === 'function' ? await next.answer(before) : next.answer;
      if (answer !== undefined) child.stdin.write(`${answer}\n`);
    });
    const [code] = await once(child, 'close');
    if (code !== 0 || left.length > 0) throw new Error(`sparekey ended with ${code}: ${seen}`);
  }

  // Joins the vault of an address.
  join(email, paper) {
    return this.ask(
      ['device', '--join', '--server', this.site.url, '--email', email],
      [
        { question: 'Are all of them yours?', answer: 'yes' },
        { question: 'Recovery key:', answer: paper },
      ],
    );
  }

  // Asks a device that is in; `shown` is told the digits, when they stand there.
  join_by_device(email, shown) {
    return this.ask(
      ['device', '--join', '--ask', '--server', this.site.url, '--email', email],
      [
        {
          question: 'Type these digits there',
          answer: (text) => void shown(/\b(\d{4} \d{4})\b/.exec(text)[1]),
        },
      ],
    );
  }

  // Lets in who asks, by the digits that `read` gives.
  approve(read) {
    return this.ask(['device', '--approve'], [{ question: 'Its digits', answer: read }]);
  }
}
