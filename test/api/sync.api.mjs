// Vaults over HTTP: accounts of their own, devices that sign, changes in one order.
import assert from 'node:assert/strict';
import { Client, expect } from './lib/client.mjs';
import { Person } from './lib/person.mjs';
import {
  Chain,
  Signer,
  VaultOwner,
  digest,
  fresh_kdf,
  random_id,
  random_text,
} from './lib/vault.mjs';

const minute = 60;
const wrong_code = '00000000';

export const tests = {
  'a vault is made with a mailed code, and one device hands its changes to another': async (
    site,
  ) => {
    const ada = await VaultOwner.opened(site);
    const [one, two] = [ada.entry(), ada.entry()];
    const pushed = expect(await ada.push([one, two]), 200).json;
    assert.deepEqual(pushed, { seq: 2, roster_number: 1 });
    const next = { ...one, replaces: 1, revision: 2, deleted: true, sealed: random_text(40) };
    expect(await ada.push([next]), 200);
    const { changes, seq, mark } = expect(await ada.signed('GET', 'changes/0'), 200).json;
    assert.equal(seq, 3);
    const own = ada.chain.mark(ada.state.vault, ada.device);
    assert.deepEqual(mark, { ...own, signer: ada.device.id });
    assert.deepEqual(
      changes.map((it) => it.seq),
      [1, 2, 3],
    );
    for (const change of changes) {
      const octets = Buffer.from(change.record.sealed, 'base64url');
      assert.equal(change.seal_digest, digest(octets).toString('base64url'));
    }
    assert.equal(changes[2].record.sealed, next.sealed);

    // Another device: the login key opens the head, the recovery key lets it in.
    const kdf = expect(await new Client(site).post('sync/kdf', { email: ada.email }), 200).json;
    assert.deepEqual(kdf, ada.state.kdf);
    const opened = expect(await ada.client.post('sync/sign-in', ada.who), 200).json;
    assert.equal(JSON.parse(opened.head).vault, ada.state.vault);
    const phone = new Signer('phone');
    const joined = ada.next({ devices: [ada.device, phone] }, ada.recovery);
    const bearer = { Authorization: `Bearer ${opened.token}` };
    // Keys of the others as they were: only the new one's is added.
    const join = (head, headers = bearer) =>
      ada.client.call('POST', '/api/v1/sync/devices', { head: head.text }, headers);
    expect(await ada.signed('GET', 'vault', undefined, { by: phone }), 'device-not-accepted');
    expect(await join(joined.head, {}), 'not-signed-in');
    const by_device = ada.next({ devices: [ada.device, phone] });
    expect(await join(by_device.head), 'vault-unfit');
    expect(await join(joined.head), 204);
    expect(await join(joined.head), 'vault-changed');
    ada.take(joined);
    const seen = expect(await ada.signed('GET', 'vault', undefined, { by: phone }), 200).json;
    assert.equal(seen.seq, 3);
    expect(await ada.push([ada.entry()], { by: phone }), 200);
    assert.equal((await ada.signed('GET', 'changes/3')).json.changes.length, 1);
  },

  'signing up: what a code may not be, and that an address tells nothing': async (site) => {
    const ada = new VaultOwner(site);
    const begin = (more) => ada.client.post('sync/sign-up', { ...ada.who, ...more });
    expect(await begin({ login_key: 'A'.repeat(43) }), 'password-blocked');
    expect(await begin({ login_key: 'short' }), 'invalid-fields');
    expect(await begin({ device: 'laptop' }), 'invalid-fields');
    ada.sign_up = 'none';
    expect(await ada.confirm(wrong_code), 'no-sign-up');
    await ada.begin();
    const late = await ada.mailed_code();
    site.clock.advance(16 * minute);
    expect(await ada.confirm(late), 'code-expired');
    await ada.begin();
    const code = await ada.mailed_code();
    expect(await ada.confirm(code, { head: '{}' }), 'invalid-fields');
    const wrong = code === wrong_code ? '11111111' : wrong_code;
    for (let i = 0; i < 5; ++i) expect(await ada.confirm(wrong), 'code-wrong');
    expect(await ada.confirm(code), 'too-many-tries');
    await ada.begin();
    expect(await ada.confirm(await ada.mailed_code()), 204);

    const again = new VaultOwner(site);
    Object.assign(again, { email: ada.email, login_key: random_text(32) });
    await again.begin();
    expect(await again.client.post('sync/sign-in', again.who), 'not-accepted');
    const known = (await again.client.post('sync/kdf', { email: 'nobody@example.org' })).json;
    assert.deepEqual(
      (await again.client.post('sync/kdf', { email: 'nobody@example.org' })).json,
      known,
    );
    const other = new VaultOwner(site);
    Object.assign(other, { state: ada.state, head: ada.head, device: ada.device });
    await other.begin();
    expect(await other.confirm(await other.mailed_code()), 'vault-exists');
  },

  'what an entry may not be': async (site) => {
    const bare = await VaultOwner.opened(site, { with_recovery: false });
    expect(await bare.push([bare.entry()]), 'no-recovery-key');
    const typed = bare.next({ recovery: bare.recovery.public });
    expect(await bare.put_head(typed.head), 204);
    bare.take(typed);
    const one = bare.entry();
    expect(await bare.push([one]), 200);
    const stale = expect(await bare.push([one]), 'entry-changed').json;
    assert.deepEqual(stale.conflicts, [{ id: one.id, revision: 1 }]);
    expect(await bare.push([bare.entry({ epoch: 2 })]), 'vault-changed');
    expect(await bare.push([bare.entry({ sealed: '' })]), 'invalid-fields');
    expect(await bare.push([bare.entry({ id: 'x' })]), 'invalid-fields');
    expect(await bare.push(Array.from({ length: 501 }, () => bare.entry())), 'invalid-fields');
    expect(await bare.signed('GET', 'changes/x'), 'not-found');
    for (let count = 1; count < 10_000;) {
      const size = Math.min(500, 10_000 - count);
      const entries = Array.from({ length: size }, () => bare.entry({ sealed: random_text(48) }));
      expect(await bare.push(entries), 200);
      count += size;
    }
    expect(await bare.push([bare.entry()]), 'vault-full');
    const { changes, more } = (await bare.signed('GET', 'changes/9000')).json;
    assert.deepEqual([changes.length, more], [500, true]);
    assert.equal((await bare.signed('GET', 'changes/9500')).json.more, false);
  },

  'whoever sends has taken all there is, and signs it': async (site) => {
    const ada = await VaultOwner.opened(site);
    const start = new Chain();
    const [one, two] = [ada.entry(), ada.entry()];
    const wrong = { after: 0, entries: [one], mark: start.mark(ada.state.vault, ada.device) };
    delete wrong.mark.seq;
    expect(await ada.signed('PUT', 'entries', wrong), 'vault-unfit');
    const stranger = start.behind([one]).mark(ada.state.vault, new Signer());
    delete stranger.seq;
    expect(await ada.signed('PUT', 'entries', { ...wrong, mark: stranger }), 'vault-unfit');
    expect(await ada.signed('PUT', 'entries', { after: 0, entries: [one] }), 'invalid-fields');
    expect(await ada.push([]), 'invalid-fields');
    expect(await ada.push([one]), 200);
    expect(await ada.push([two], { chain: start }), 'vault-moved');
    const head = { head: ada.head.text, new_passphrase: false };
    expect(await ada.signed('PUT', 'vault', { ...head, mark: null }), 'vault-moved');
    const early = start.mark(ada.state.vault, ada.device);
    expect(await ada.signed('PUT', 'vault', { ...head, mark: early }), 'invalid-fields');
    const forged = ada.chain.mark(ada.state.vault, new Signer());
    expect(await ada.signed('PUT', 'vault', { ...head, mark: forged }), 'vault-unfit');
    expect(await ada.put_head(ada.head), 204);
  },

  'a deletion of what never was, and the last revision there is, are not taken': async (site) => {
    const ada = await VaultOwner.opened(site);
    expect(await ada.push([ada.entry({ deleted: true })]), 'vault-unfit');
    expect(await ada.push([ada.entry({ revision: 2 ** 53 - 1 })]), 'vault-unfit');
    expect(await ada.push([ada.entry({ revision: 1000 })]), 200);
  },

  'an address has a vault or not: nobody is told, however it is written': async (site) => {
    const ada = await VaultOwner.opened(site);
    const salt = async (email) =>
      expect(await new Client(site).post('sync/kdf', { email }), 200).json.salt;
    assert.equal(await salt(ada.email), await salt(ada.email.toUpperCase()));
    assert.equal(await salt('nobody@example.org'), await salt('Nobody@Example.org'));
    assert.notEqual(await salt('nobody@example.org'), await salt('somebody@example.org'));
  },

  'a vault is deleted by a device of its, and by nobody else': async (site) => {
    const ada = await VaultOwner.opened(site);
    expect(await ada.push([ada.entry()]), 200);
    const stranger = { by: Object.assign(new Signer(), { id: ada.device.id }) };
    expect(await ada.signed('DELETE', 'vault', undefined, stranger), 'device-not-accepted');
    expect(await ada.signed('DELETE', 'vault'), 204);
    expect(await ada.signed('DELETE', 'vault'), 'device-not-accepted');
    await ada.mail(({ text }) => /Somebody deleted the vault/.test(text.replaceAll('\n', ' ')));
    const again = new VaultOwner(site);
    again.email = ada.email;
    await again.begin();
    expect(await again.confirm(await ada.mailed_code()), 204);
  },

  'a removed device reads and writes nothing more': async (site) => {
    const ada = await VaultOwner.opened(site);
    const phone = new Signer('phone');
    const both = await ada.let_in(phone);
    // An answer that was lost: the same again changes nothing.
    expect(await ada.put_head(both.head), 204);
    const one = ada.entry();
    expect(await ada.push([one], { by: phone }), 200);
    expect(await ada.put_head(ada.next({ devices: [ada.device] }).head), 'vault-unfit');
    const later = {
      devices: [ada.device],
      epoch: 2,
      kdf: fresh_kdf(),
      wrapped: random_text(72),
    };
    const removed = ada.next(later);
    const login_key = random_text(32);
    expect(await ada.put_head(removed.head), 'vault-unfit');
    expect(await ada.put_head(removed.head, { login_key }), 204);
    const unknown = ada.next({ ...later, before: random_text(32) });
    expect(await ada.put_head(unknown.head, { login_key }), 'vault-changed');
    ada.take(removed);
    const again = { ...one, replaces: 1, revision: 2, sealed: random_text(96) };
    expect(await ada.push([again]), 'vault-changed');
    expect(await ada.push([{ ...again, epoch: 2 }]), 200);
    const by = { by: phone };
    expect(await ada.signed('GET', 'vault', undefined, by), 'device-not-accepted');
    expect(await ada.signed('GET', 'changes/0', undefined, by), 'device-not-accepted');
    expect(await ada.push([ada.entry()], by), 'device-not-accepted');
    expect(await ada.put_head(removed.head, by), 'device-not-accepted');
    expect(await ada.client.post('sync/sign-in', ada.who), 'not-accepted');
    expect(await ada.client.post('sync/sign-in', { ...ada.who, login_key }), 200);
  },

  'a request is good for five minutes, and a wrong clock is told the time': async (site) => {
    const ada = await VaultOwner.opened(site);
    const late = { at: (site.clock.now() - 6 * minute) * 1000 };
    const told = expect(await ada.signed('GET', 'vault', undefined, late), 'clock-differs').json;
    assert.ok(Math.abs(told.server_time_ms - site.clock.now() * 1000) < minute * 1000);
    const at = told.server_time_ms;
    expect(await ada.signed('GET', 'vault', undefined, { at }), 200);
    expect(await ada.signed('GET', 'changes/0', undefined, late), 'clock-differs');
    expect(await ada.signed('DELETE', 'vault', undefined, late), 'clock-differs');
    expect(await ada.push([ada.entry()], late), 'clock-differs');
    expect(await ada.put_head(ada.head, late), 'clock-differs');
    const unsigned = new Client(site);
    expect(await unsigned.get('sync/vault'), 'device-not-accepted');
    const stranger = { by: Object.assign(new Signer(), { id: ada.device.id }) };
    expect(await ada.push([ada.entry()], stranger), 'device-not-accepted');
    const nowhere = new VaultOwner(site);
    nowhere.state.vault = random_id();
    expect(await nowhere.signed('GET', 'vault'), 'device-not-accepted');
  },

  'a page of changes is bounded by octets, too': async (site) => {
    const ada = await VaultOwner.opened(site);
    for (let count = 0; count < 18; count += 2) {
      const sealed = () => ada.entry({ sealed: random_text(256 * 1024) });
      expect(await ada.push([sealed(), sealed()]), 200);
    }
    const first = expect(await ada.signed('GET', 'changes/0'), 200).json;
    assert.deepEqual([first.changes.length, first.more, first.seq], [16, true, 18]);
    const rest = expect(await ada.signed('GET', 'changes/16'), 200).json;
    assert.deepEqual([rest.changes.length, rest.more], [2, false]);
  },

  'a client that asks too often waits before anything is read': async (site) => {
    const confirming = new Client(site);
    const confirm = () => confirming.post('sync/sign-up/confirm', {});
    for (let i = 0; i < 30; ++i) expect(await confirm(), 'invalid-fields');
    expect(await confirm(), 'too-many-requests');
    const joining = new Client(site);
    for (let i = 0; i < 30; ++i) expect(await joining.post('sync/devices', {}), 'invalid-fields');
    expect(await joining.post('sync/devices', {}), 'too-many-requests');
    const wanting = new Client(site);
    for (let i = 0; i < 30; ++i) expect(await wanting.post('sync/approval', {}), 'invalid-fields');
    expect(await wanting.post('sync/approval', {}), 'too-many-requests');
    const asking = new Client(site);
    const ask = () => asking.get('sync/vault');
    const answers = await Promise.all(Array.from({ length: 600 }, ask));
    assert.ok(answers.every(({ slug }) => slug === 'device-not-accepted'));
    let last = await ask();
    for (let i = 0; i < 100 && last.slug === 'device-not-accepted'; ++i) last = await ask();
    expect(last, 'too-many-requests');
    expect(await new Client(site).get('sync/vault'), 'device-not-accepted');
  },

  'resetting or closing a site account touches no vault': async (site) => {
    const ada = await VaultOwner.opened(site);
    const one = ada.entry();
    expect(await ada.push([one]), 200);
    const person = new Person(site, { email: ada.email });
    await person.mail(); // The vault's, with a code of its own.
    await person.sign_up();
    const proof = { password: person.password };
    expect(await person.browser.post('password/forgot', { email: ada.email }), 202);
    const token = await person.mailed_token('reset');
    const new_password = 'quite another long password';
    expect(await person.browser.post('password/reset', { token, new_password }), 200);
    assert.notEqual(proof.password, new_password);
    expect(await ada.client.post('sync/sign-in', ada.who), 200);
    const { changes } = expect(await ada.signed('GET', 'changes/0'), 200).json;
    assert.equal(changes[0].record.sealed, one.sealed);
  },
};
