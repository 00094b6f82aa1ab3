// Somebody of the desk's staff: an invitation, a browser, and an authenticator that is not ours.
import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { Client, expect } from './client.mjs';

const link = /https?:\/\/\S+\/desk\/join#(\S+)/;
const a_password = 'orbital mechanics by hand';
export const desk_cookie = '__Host-sparekey-desk';
export const desk_challenge_cookie = '__Host-sparekey-desk-challenge';

let members = 0;

export class Member {
  constructor(site, { email, roles = ['reviewer'], account } = {}) {
    members += 1;
    this.site = site;
    this.email = email ?? `member-${members}@desk.example.org`;
    this.roles = roles;
    this.account = account;
    this.password = a_password;
    this.browser = new Client(site);
  }

  // Joined, certified and signed in.
  static async hired(site, about) {
    const member = new Member(site, about);
    await member.invite();
    await member.join();
    await site.command('staff', 'certify', member.email);
    return member;
  }

  // The token of the invitation, as the command prints it.
  async invite() {
    const roles = this.roles.flatMap((role) => ['--role', role]);
    const own = this.account ? ['--account', this.account] : [];
    const words = ['staff', 'add', this.email, '--name', 'Katherine', ...roles, ...own];
    return this.#invited(await this.site.command(...words));
  }

  async reinvite() {
    return this.#invited(await this.site.command('staff', 'reinvite', this.email));
  }

  #invited(printed) {
    this.invitation = link.exec(printed)?.[1];
    assert.ok(this.invitation, printed);
    return this.invitation;
  }

  // A letter that `wanted` accepts; waits for one.
  mail(wanted) {
    return this.site.mail(this.email, wanted);
  }

  async mailed_invitation() {
    return link.exec((await this.mail(({ text }) => link.test(text))).text)[1];
  }

  // In any browser: whoever has the link begins.
  async begin(browser = this.browser, password = this.password) {
    const body = { token: this.invitation, password };
    const begun = expect(await browser.post('desk/join/begin', body), 200).json;
    this.setup_key = begun.setup_key.replaceAll(' ', '');
    this.used_step = 0;
    return begun;
  }

  async join() {
    await this.begin();
    return expect(await this.browser.post('desk/join/confirm', { code: this.fresh_code() }), 200);
  }

  get credentials() {
    return { email: this.email, password: this.password };
  }

  async sign_in(browser = this.browser) {
    expect(await browser.post('desk/sign-in', this.credentials), 200);
    return expect(await browser.post('desk/sign-in/code', { code: this.fresh_code() }), 200);
  }

  code_at(seconds) {
    const arguments_ = ['--totp', '--base32', `--now=@${seconds}`, '-'];
    return execFileSync('oathtool', arguments_, { input: this.setup_key, encoding: 'utf8' }).trim();
  }

  // Of a step after every one that this member used: the daemon's clock moves on for it.
  fresh_code() {
    const step = () => Math.floor(this.site.clock.now() / 30);
    if (step() <= this.used_step) this.site.clock.advance(30 * (this.used_step + 1 - step()));
    this.used_step = step();
    return this.code_at(30 * this.used_step);
  }

  wrong_code() {
    const now = this.site.clock.now();
    const right = [-60, -30, 0, 30, 60].map((more) => this.code_at(now + more));
    return ['000000', '111111', '222222', '333333', '444444', '555555'].find(
      (digits) => !right.includes(digits),
    );
  }
}
