// What a walk is handed: a person's browser, their mail, and an authenticator that is not ours.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { axe_source, root } from './modules.mjs';

export const out = `${root}test/walks/out`;
export const pictures = `${root}doc/pictures`;
const shows_within_ms = 15_000;

// Wide enough for the pictures of the README; a walk may ask for another size.
const desk = { width: 1280, height: 900 };

// The pages that axe has seen, by their paths, in all walks of this run.
export const looked_at = new Set();

function told_of(violations, pathname, scheme) {
  const found = violations.map(({ id, help, nodes }) => {
    const places = nodes.map((node) => `      ${node.target.join(' ')}`).join('\n');
    return `    ${id}: ${help}\n${places}`;
  });
  return `axe on ${pathname}, ${scheme}:\n${found.join('\n')}`;
}

export class Walk {
  constructor(browser, site, { name, keeps_pictures = false }) {
    this.browser = browser;
    this.site = site;
    this.clock = site.clock;
    this.name = name;
    this.complaints = [];
    this.expects_silence = false;
    this.contexts = [];
    this.keeps_pictures = keeps_pictures;
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
      // What Chromium says of a server that is not there.
      if (this.expects_silence && message.text().includes('net::ERR_')) return;
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
    const found = await this.site.mail(address, (mail) => !this.read.has(mail.id) && wanted(mail));
    this.read.add(found.id);
    return found;
  }

  // A letter that says in its subject what it is about.
  letter(address, subject) {
    return this.mail(address, (mail) => mail.subject.includes(subject));
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
  // It takes the key as it stands on paper: in groups, in any case.
  totp(setup_key, steps = 0) {
    const at = `@${this.clock.now() + steps * 30}`;
    const arguments_ = ['--totp', '--base32', `--now=${at}`, '-'];
    return execFileSync('oathtool', arguments_, { input: setup_key, encoding: 'utf8' }).trim();
  }

  // axe finds nothing on the page as it is now, in light and in dark.
  async axe(page) {
    // A page shows nothing before it knows who is signed in.
    await page.locator('main h1').first().waitFor();
    const { pathname } = new URL(page.url());
    await page.evaluate(axe_source);
    for (const colorScheme of ['dark', 'light']) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await page.evaluate(() => globalThis.axe.run(document));
      if (violations.length > 0) throw new Error(told_of(violations, pathname, colorScheme));
    }
    looked_at.add(pathname);
  }

  // A picture for people to look at, in test/walks/out/: of the screen, or of a part of it.
  async shot(page, name, { part = page, ...options } = {}) {
    mkdirSync(out, { recursive: true });
    await page.evaluate(() => document.fonts.ready);
    await part.screenshot({ path: `${out}/${name}.png`, animations: 'disabled', ...options });
  }

  // One of the README's pictures: light, and kept in doc/pictures/ where run.mjs was asked to.
  async picture(page, name, options = {}) {
    await page.emulateMedia({ colorScheme: 'light' });
    await this.shot(page, name, options);
    if (this.keeps_pictures) copyFileSync(`${out}/${name}.png`, `${pictures}/${name}.png`);
  }

  async close() {
    for (const context of this.contexts) await context.close();
  }
}
