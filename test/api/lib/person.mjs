// Somebody with an account: an address, a browser, an authenticator that is not ours, and paper.
import { execFileSync } from 'node:child_process';
import { Client, expect } from './client.mjs';

export const a_password = 'correct horse battery staple';
const eight_digits = /^ {4}(\d{4}) ?(\d{4})$/m;
const link = /https?:\/\/\S+\/(reset|relief|not-me)#(\S+)/;

export const code_in = (mail) => eight_digits.exec(mail.text)?.slice(1).join('');
export const token_in = (mail) => link.exec(mail.text)?.[2];

let people = 0;

export class Person {
  #read = new Set();

  constructor(site, { email, password = a_password } = {}) {
    people += 1;
    this.site = site;
    this.email = email ?? `person-${people}@example.org`;
    this.password = password;
    this.browser = new Client(site);
  }

  // With an account, signed in.
  static async signed_up(site, about) {
    const person = new Person(site, about);
    await person.sign_up();
    return person;
  }

  // With a second factor too, signed in with it.
  static async enrolled(site, about) {
    const person = await Person.signed_up(site, about);
    await person.enrol();
    return person;
  }

  get credentials() {
    return { email: this.email, password: this.password };
  }

  // Password and a one-time code that was not used yet.
  get proof() {
    return { password: this.password, code: this.fresh_code() };
  }

  async sign_up() {
    expect(await this.browser.post('sign-up', this.credentials), 202);
    const code = await this.mailed_code();
    return expect(await this.browser.post('sign-up/confirm', { code }), 201);
  }

  async begin_enabling() {
    expect(await this.browser.post('authenticator/mail-code'), 202);
    const mailed_code = await this.mailed_code();
    const proof = { password: this.password };
    const begun = { purpose: 'enable', proof, mailed_code };
    return expect(await this.browser.post('authenticator/begin', begun), 200).json;
  }

  async enrol() {
    await this.confirm(await this.begin_enabling());
  }

  // Types the code of the new key, and writes down what is shown.
  async confirm(enrolment) {
    this.setup_key = enrolment.setup_key.replaceAll(' ', '');
    this.used_step = 0;
    const code = this.fresh_code();
    const enabled = expect(await this.browser.post('authenticator/confirm', { code }), 200);
    this.backup_codes = enabled.json.backup_codes.map((one) => one.replaceAll(' ', ''));
  }

  async give_password(browser = this.browser) {
    return expect(await browser.post('sign-in', this.credentials), 200);
  }

  async sign_in(browser = this.browser) {
    await this.give_password(browser);
    if (!this.setup_key) return;
    expect(await browser.post('sign-in/code', { code: this.fresh_code() }), 200);
  }

  // The code at a step, counted from the daemon's present one.
  code(steps = 0) {
    return this.#code_at(this.site.clock.now() + steps * 30);
  }

  #code_at(seconds) {
    const arguments_ = ['--totp', '--base32', `--now=@${seconds}`, '-'];
    return execFileSync('oathtool', arguments_, { input: this.setup_key, encoding: 'utf8' }).trim();
  }

  // Of a step after every one that this person used: the daemon's clock moves on for it.
  fresh_code() {
    const step = () => Math.floor(this.site.clock.now() / 30);
    if (step() <= this.used_step) this.site.clock.advance(30 * (this.used_step + 1 - step()));
    this.used_step = step();
    return this.used_code();
  }

  // The code that was typed last, also when a new step has begun since.
  used_code() {
    return this.#code_at(30 * this.used_step);
  }

  // Six digits that are no code of these minutes.
  wrong_code() {
    const right = [-2, -1, 0, 1, 2].map((steps) => this.code(steps));
    return ['000000', '111111', '222222', '333333', '444444', '555555'].find(
      (digits) => !right.includes(digits),
    );
  }

  // The newest mail that `wanted` accepts; waits for one. A mail is given once.
  async mail(wanted = () => true, address = this.email) {
    const found = await this.site.mail(address, (mail) => !this.#read.has(mail.id) && wanted(mail));
    this.#read.add(found.id);
    return found;
  }

  async mailed_code(address = this.email) {
    return code_in(await this.mail(code_in, address));
  }

  async mailed_token(page) {
    const leads_there = ({ text }) => link.exec(text)?.[1] === page;
    return token_in(await this.mail(leads_there));
  }
}
