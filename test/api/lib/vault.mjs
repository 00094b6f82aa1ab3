// A device of a vault, as any program can be one: what it signs is right, what it seals are random
// octets, because the server reads neither keys nor entries.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { Client, expect } from './client.mjs';
import { Person } from './person.mjs';

export const digest = (octets) => createHash('sha256').update(octets).digest();
export const random_text = (octets) => randomBytes(octets).toString('base64url');
export const random_id = () => randomBytes(16).toString('hex');

// Ed25519 over the length of the purpose in eight octets, the purpose, and the text.
export function signature(key, purpose, text) {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(purpose.length));
  return sign(null, Buffer.concat([length, Buffer.from(purpose), Buffer.from(text)]), key);
}

export class Signer {
  constructor(name = 'laptop') {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.key = privateKey;
    this.id = random_id();
    this.public = { box: random_text(32), sign: publicKey.export({ format: 'jwk' }).x };
    this.member = { id: this.id, name, added: 1_700_000_000_000, ...this.public };
  }
}

const fresh_kdf = () => {
  return { name: 'argon2id', memory_kib: 65536, passes: 3, lanes: 1, salt: random_text(16) };
};

// A head: a vault file without entries.
export function head_of({ vault, number, epoch, devices, recovery, before, kdf, wrapped }, signer) {
  const members = devices.map((one) => one.member);
  const roster = { vault, number, epoch, devices: members, recovery, before };
  const text = JSON.stringify(roster);
  const by = signer.is_recovery ? 'recovery' : signer.id;
  const signed = signature(signer.key, 'sparekey-vault-1 roster', text).toString('base64url');
  const to = [...devices.map((one) => one.id), ...(recovery ? ['recovery'] : [])];
  const all = {
    format: 'sparekey-vault-1',
    vault,
    kdf,
    epoch,
    wrapped_key: wrapped,
    earlier_keys: {},
    sealed_keys: Object.fromEntries(to.map((one) => [one, random_text(80)])),
    roster: { text, signer: by, signature: signed },
    binding: random_text(32),
    written: 1_700_000_000_000,
    entries: [],
    history: [],
  };
  return { text: JSON.stringify(all), roster_text: text };
}

const u64 = (number) => {
  const octets = Buffer.alloc(8);
  octets.writeBigUInt64BE(BigInt(number));
  return octets;
};

// How far a device has come: the number of the last change, and the digest over all of them.
export class Chain {
  seq = 0;
  digest = Buffer.alloc(32);

  take(id, revision, seal_digest) {
    this.seq += 1;
    const parts = [u64(this.seq), Buffer.from(id, 'hex'), u64(revision), seal_digest];
    this.digest = digest(Buffer.concat([this.digest, ...parts]));
  }

  behind(entries) {
    const next = Object.assign(new Chain(), this);
    for (const { id, revision, sealed } of entries)
      next.take(id, revision, digest(Buffer.from(String(sealed), 'base64url')));
    return next;
  }

  mark(vault, by) {
    const text = `${vault}\n${this.seq}\n${this.digest.toString('base64url')}`;
    const signed = signature(by.key, 'sparekey-vault-1 mark', text);
    return {
      seq: this.seq,
      digest: this.digest.toString('base64url'),
      signature: signed.toString('base64url'),
    };
  }
}

export class VaultOwner extends Person {
  chain = new Chain();

  constructor(site, { with_recovery = true } = {}) {
    super(site);
    this.client = new Client(site);
    this.login_key = random_text(32);
    this.device = new Signer();
    this.recovery = Object.assign(new Signer(), { is_recovery: true });
    this.state = {
      vault: random_id(),
      number: 1,
      epoch: 1,
      devices: [this.device],
      recovery: with_recovery ? this.recovery.public : null,
      before: '',
      kdf: fresh_kdf(),
      wrapped: random_text(72),
    };
    this.head = head_of(this.state, this.device);
  }

  static async opened(site, about) {
    const owner = new VaultOwner(site, about);
    await owner.begin();
    expect(await owner.confirm(await owner.mailed_code()), 204);
    return owner;
  }

  get who() {
    return { email: this.email, device: this.device.id, login_key: this.login_key };
  }

  async begin() {
    this.sign_up = expect(await this.client.post('sync/sign-up', this.who), 202).json.sign_up;
  }

  confirm(code, more = {}) {
    const body = { sign_up: this.sign_up, device: this.device.id, code, head: this.head.text };
    return this.client.post('sync/sign-up/confirm', { ...body, ...more });
  }

  // The next list of devices, with what `changed` says.
  next(changed, signer = this.device) {
    const before = digest(this.head.roster_text).toString('base64url');
    const state = { ...this.state, number: this.state.number + 1, before, ...changed };
    return { state, head: head_of(state, signer) };
  }

  take({ state, head }) {
    this.state = state;
    this.head = head;
  }

  // A request that `by` signs, with the time `at` in milliseconds.
  signed(method, path, body, { by = this.device, at = this.site.clock.now() * 1000 } = {}) {
    const target = `/api/v1/sync/${path}`;
    const octets = body === undefined ? '' : JSON.stringify(body);
    const text = `${method}\n${target}\n${at}\n${digest(octets).toString('base64url')}`;
    const headers = {
      'Sparekey-Vault': this.state.vault,
      'Sparekey-Device': by.id,
      'Sparekey-Time': String(at),
      'Sparekey-Signature': signature(by.key, 'sparekey-vault-1 request', text).toString(
        'base64url',
      ),
    };
    return this.client.call(method, target, body, headers);
  }

  entry(more = {}) {
    const { epoch } = this.state;
    const sealed = random_text(96);
    return {
      id: random_id(),
      replaces: 0,
      revision: 1,
      epoch,
      deleted: false,
      sealed,
      ...more,
    };
  }

  // As `asker` asks, with the token of a sign-in.
  async bearer() {
    const { token } = expect(await this.client.post('sync/sign-in', this.who), 200).json;
    return { Authorization: `Bearer ${token}` };
  }

  // The body of an asking, and the nonce that it commits to.
  asking_of({ id, member }) {
    const nonce = random_text(32);
    const { name, box, sign: signing } = member;
    const parts = ['sparekey-approval-1', this.state.vault, id, box, signing, nonce, name];
    const commitment = digest(parts.join('|')).toString('base64url');
    return { nonce, body: { device: id, name, box, sign: signing, commitment } };
  }

  call_sync(method, path, body, headers) {
    return this.client.call(method, `/api/v1/sync/${path}`, body, headers);
  }

  // Through all steps of an approval: gives what the last one, the head, was answered.
  async let_in(asker) {
    const headers = await this.bearer();
    const { nonce, body } = this.asking_of(asker);
    expect(await this.call_sync('POST', 'approval', body, headers), 204);
    const device = asker.id;
    expect(await this.signed('PUT', 'approval', { device, nonce: random_text(32) }), 204);
    expect(await this.call_sync('POST', 'approval/open', { device, nonce }, headers), 204);
    const next = this.next({ devices: [...this.state.devices, asker] });
    expect(await this.put_head(next.head), 204);
    this.take(next);
    return next;
  }

  // Behind what this owner has pushed before, unless `how` says another place.
  async push(entries, { chain = this.chain, ...how } = {}) {
    const behind = Array.isArray(entries) ? chain.behind(entries) : chain;
    const { digest: digest_text, signature: signed } = behind.mark(
      this.state.vault,
      how.by ?? this.device,
    );
    const mark = { digest: digest_text, signature: signed };
    const answer = await this.signed('PUT', 'entries', { after: chain.seq, entries, mark }, how);
    if (answer.status === 200) this.chain = behind;
    return answer;
  }

  put_head(head, { login_key, ...how } = {}) {
    const body = { head: head.text, new_passphrase: login_key !== undefined, mark: null };
    if (this.chain.seq > 0) body.mark = this.chain.mark(this.state.vault, how.by ?? this.device);
    if (login_key !== undefined) body.login_key = login_key;
    return this.signed('PUT', 'vault', body, how);
  }
}

export { fresh_kdf };
