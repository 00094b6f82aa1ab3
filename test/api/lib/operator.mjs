// A site that keeps its own sign-in: its server with a key, and the people who sign in there.
import { execFileSync } from 'node:child_process';
import { Client, expect } from './client.mjs';
import { Person } from './person.mjs';

export const all_scopes = 'accounts,delete,enrol,verify,restrictions,identity';
const key_line = /^ {4}(spk_\S+)$/m;
const id_line = /revoke`: (\d+)\./;

let customers = 0;

export class Server {
  // With a key that `sparekeyd key create` printed.
  static async of(site, scopes = all_scopes) {
    const server = new Server();
    server.site = site;
    const printed = await site.command('key', 'create', '--scope', scopes, '--name', 'shop');
    server.key = key_line.exec(printed)[1];
    server.id = id_line.exec(printed)[1];
    server.client = new Client(site);
    return server;
  }

  headers(more = {}) {
    // A program is no page of ours.
    return { Origin: undefined, Authorization: `Bearer ${this.key}`, ...more };
  }

  call(method, path, body, more) {
    return this.client.call(method, `/api/v1/operator/${path}`, body, this.headers(more));
  }

  get(path) {
    return this.call('GET', path);
  }

  post(path, body, more) {
    return this.call('POST', path, body, more);
  }

  revoke() {
    return this.site.command('key', 'revoke', this.id);
  }
}

// Somebody who signs in at the operator's; the authenticator is oathtool.
export class Customer extends Person {
  constructor(server) {
    super(server.site);
    customers += 1;
    this.server = server;
    this.id = `customer-${customers}`;
  }

  static async made(server) {
    const customer = new Customer(server);
    const body = { id: customer.id, addresses: [customer.email] };
    expect(await server.post('accounts', body), 201);
    return customer;
  }

  static async enrolled(server) {
    const customer = await Customer.made(server);
    await customer.enrol();
    return customer;
  }

  post(what, body = {}, more = {}) {
    return this.server.post(`accounts/${this.id}/${what}`, body, more);
  }

  verify(code, more, idempotency_key) {
    const headers = idempotency_key ? { 'Idempotency-Key': idempotency_key } : {};
    return this.post('verify', { code, ...more }, headers);
  }

  async lease() {
    return expect(await this.server.get(`accounts/${this.id}/restrictions`), 200).json;
  }

  async enrol() {
    await this.confirm(expect(await this.post('authenticator/begin'), 200).json);
  }

  async confirm(enrolment) {
    this.setup_key = enrolment.setup_key.replaceAll(' ', '');
    this.used_step = 0;
    const code = this.fresh_code();
    const { backup_codes } = expect(await this.post('authenticator/confirm', { code }), 200).json;
    this.backup_codes = backup_codes.map((one) => one.replaceAll(' ', ''));
  }

  // The octets of a call, for sending many at once.
  octets(what, body, more = {}) {
    const headers = this.server.headers(more);
    return this.server.client.octets(`operator/accounts/${this.id}/${what}`, body, headers);
  }

  // Its backup codes as after a restore; by a program that is not ours.
  withdraw_codes() {
    const database = `${this.site.folder}/var/sparekey.db`;
    const mine = `(SELECT account_id FROM operator_account WHERE external_id = '${this.id}')`;
    const text = `PRAGMA busy_timeout = 10000;
      UPDATE backup_codes SET withdrawn_at = 1 WHERE account_id = ${mine};`;
    execFileSync('sqlite3', [database, text]);
  }
}
