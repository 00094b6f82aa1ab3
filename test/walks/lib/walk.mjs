// What a walk is handed: a person's browser, their mail, and an authenticator that is not ours.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { axe_source, root } from './modules.mjs';

export const out = `${root}test/walks/out`;
const mail_within_ms = 15_000;
const shows_within_ms = 15_000;

// Wide enough for the pictures of the README; a walk may ask for another size.
const desk = { width: 1280, height: 900 };

export class Walk {
  constructor(browser, site, name) {
    this.browser = browser;
    this.site = site;
    this.clock = site.clock;
    this.name = name;
    this.complaints = [];
    this.contexts = [];
    this.pictures = 0;
  }

  // A browser nobody has used: its own cookies. Returns its page, opened at the start of the site.
  async new_browser({ viewport = desk, path = '/', ...more } = {}) {
    const context = await this.browser.newContext({
      viewport,
      baseURL: this.site.url,
      reducedMotion: 'reduce',
      ...more,
    });
    context.setDefaultTimeout(shows_within_ms);
    this.contexts.push(context);
    const page = await context.newPage();
    this.#watch(page);
    await page.goto(path);
    return page;
  }

  // Scripts that fail, what the content policy stops, and answers of 500 and above fail the walk.
  #watch(page) {
    page.on('pageerror', (error) => this.complaints.push(`a script failed: ${error.message}`));
    page.on('console', (message) => {
      // Chromium reports every answer of 400 and above as an error; those of 500 come below.
      if (message.type() !== 'error' || /status of 4\d\d/.test(message.text())) return;
      this.complaints.push(`the console says: ${message.text()}`);
    });
    page.on('response', (answer) => {
      if (answer.status() < 500) return;
      this.complaints.push(`${answer.status()} from ${new URL(answer.url()).pathname}`);
    });
  }

  // The newest mail to the address that `wanted` accepts; waits for one. A mail is given once.
  async mail(address, wanted = () => true) {
    this.read ??= new Set();
    const deadline = Date.now() + mail_within_ms;
    for (;;) {
      const mails = await this.site.mails(address);
      const found = mails.find((mail) => !this.read.has(mail.id) && wanted(mail));
      if (found) {
        this.read.add(found.id);
        return found;
      }
      if (Date.now() > deadline) {
        const subjects = mails.map((mail) => mail.subject).join('; ');
        throw new Error(`no such mail came to ${address}; there are: ${subjects}`);
      }
      await pause(100);
    }
  }

  // The eight digits of a mailed code.
  async mailed_code(address) {
    const digits = /\b(\d{4}) ?(\d{4})\b/;
    const mail = await this.mail(address, ({ text }) => digits.test(text));
    const [, left, right] = digits.exec(mail.text);
    return left + right;
  }

  // The link in a mail, as the browser opens it.
  async mailed_link(address, wanted = () => true) {
    const link = /https?:\/\/\S+#\S+/;
    const mail = await this.mail(address, (one) => link.test(one.text) && wanted(one));
    return link.exec(mail.text)[0];
  }

  // The one-time code of a setup key now, or so many steps from now, as oathtool (not ours) has it.
  totp(setup_key, steps = 0) {
    const key = setup_key.replace(/[\s-]/g, '').toUpperCase();
    const at = `@${this.clock.now() + steps * 30}`;
    const arguments_ = ['--totp', '--base32', `--now=${at}`, '-'];
    return execFileSync('oathtool', arguments_, { input: key, encoding: 'utf8' }).trim();
  }

  // axe finds nothing on the page as it is now.
  async axe(page) {
    await page.evaluate(axe_source);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document));
    if (violations.length === 0) return;
    const found = violations.map(({ id, help, nodes }) => {
      const places = nodes.map((node) => `      ${node.target.join(' ')}`).join('\n');
      return `    ${id}: ${help}\n${places}`;
    });
    throw new Error(`axe on ${new URL(page.url()).pathname}:\n${found.join('\n')}`);
  }

  // A picture for people to look at, in test/walks/out/; the README's are copied from there.
  async shot(page, name, options = {}) {
    mkdirSync(out, { recursive: true });
    await page.screenshot({ path: `${out}/${name}.png`, animations: 'disabled', ...options });
  }

  async close() {
    for (const context of this.contexts) await context.close();
  }
}
