import { beforeAll, expect, test } from 'vitest';
import { after, no_chain } from './chain.ts';
import { binding_of } from './binding.ts';
import { mark_fault, sign_mark } from './mark.ts';
import { new_id, public_keys_of, type Device } from './keys.ts';
import { joined, parse_hex, text_of, to_hex, parse_base64url } from './octets.ts';
import type { Pending } from './replica.ts';
import { load_sodium } from './sodium.ts';
import { first_batch, parse_page, parse_reply, push_json, signed } from './sync_wire.ts';
import { vectors } from './vault_double.ts';

beforeAll(load_sodium);

const octets = (hex: string) => parse_hex(hex === '-' ? '' : hex)!;

test('a request is signed as another implementation signs it', () => {
  const seed = joined(
    new Uint8Array(32),
    Uint8Array.from({ length: 32 }, (_, place) => place),
  );
  const device: Device = { id: new_id(), seed };
  for (const [method, path, time, body, signature] of vectors('sync_request.txt')) {
    const what = { method: method as 'GET', path: path!, body: text_of(octets(body!))! };
    const { headers } = signed(new_id(), device, what, Number(time));
    expect(to_hex(parse_base64url(headers['Sparekey-Signature']!)!)).toBe(signature);
    expect(headers['Sparekey-Time']).toBe(time);
  }
});

const digits_seed = Uint8Array.from({ length: 32 }, (_, place) => place);
const digits = { id: '0'.repeat(32), seed: joined(new Uint8Array(32), digits_seed) };

test('a mark is signed as another implementation signs it, and of no other place', () => {
  const named = { id: digits.id, name: '', keys: public_keys_of(digits), added: 0 };
  for (const [vault, seq, digest, signature] of vectors('sync_mark.txt')) {
    const chain = { seq: Number(seq), digest: octets(digest!), epoch: 1 };
    expect(to_hex(sign_mark(digits, vault!, chain))).toBe(signature);
    const mark = { ...chain, signer: digits.id, signature: octets(signature!) };
    expect(mark_fault(mark, vault!, chain, [named])).toBeNull();
    expect(mark_fault(mark, new_id(), chain, [named])).toBe('stranger');
    expect(mark_fault(mark, vault!, chain, [])).toBe('stranger');
    const other = sign_mark({ ...digits, seed: new Uint8Array(64) }, vault!, chain);
    expect(mark_fault({ ...mark, signature: other }, vault!, chain, [named])).toBe('stranger');
    const earlier = { ...chain, seq: chain.seq - 1 };
    expect(mark_fault(mark, vault!, earlier, [named])).toBe('other_history');
    const swapped = { ...chain, digest: new Uint8Array(32).fill(1) };
    expect(mark_fault(mark, vault!, swapped, [named])).toBe('other_history');
    expect(mark_fault(null, vault!, chain, [named])).toBe('other_history');
    expect(mark_fault(null, vault!, no_chain(), [named])).toBeNull();
  }
});

const seals_of = (text: string): [string, Uint8Array<ArrayBuffer>][] =>
  text === '-'
    ? []
    : text.split(',').map((one) => {
        const [name, hex] = one.split('=');
        return [name!, octets(hex!)];
      });

test('a binding is what another implementation computes', () => {
  for (const [vault, epoch, roster, earlier, sealed, binding] of vectors('sync_binding.txt')) {
    const head = {
      vault: vault!,
      epoch: Number(epoch),
      roster: { text: text_of(octets(roster!))! },
      earlier: new Map(seals_of(earlier!).map(([one, seal]) => [Number(one), seal])),
      sealed: new Map(seals_of(sealed!)),
    };
    expect(to_hex(binding_of(head, digits_seed))).toBe(binding);
  }
});

test('the running digest is what another implementation computes', () => {
  let chain = no_chain();
  for (const [seq, id, revision, seal, digest] of vectors('sync_chain.txt')) {
    const seal_digest = octets(seal!);
    const next = after(chain, {
      seq: Number(seq),
      id: id!,
      revision: Number(revision),
      seal_digest,
    });
    expect(to_hex(next!.digest)).toBe(digest);
    expect(after(next!, { seq: Number(seq), id: id!, revision: 1, seal_digest })).toBeNull();
    chain = next!;
  }
});

const pending_of = (size: number): Pending => ({
  replaces: 0,
  record: {
    id: new_id(),
    revision: 1,
    epoch: 1,
    deleted: false,
    sealed: new Uint8Array(size),
    changed: 0,
    synced: 0,
    undone: false,
  },
});

test('a batch has 500 entries at most, and fits into a request of 1 MiB', () => {
  const many = Array.from({ length: 1200 }, () => pending_of(300));
  expect(first_batch(many).length).toBe(500);
  const large = Array.from({ length: 20 }, () => pending_of(200_000));
  const batch = first_batch(large);
  expect(batch.length).toBeGreaterThan(0);
  const device = { id: new_id(), seed: new Uint8Array(64) };
  const body = push_json(new_id(), device, no_chain(), batch);
  expect(JSON.stringify(body).length).toBeLessThan(1024 * 1024);
  expect(first_batch([pending_of(260_000)]).length).toBe(1);
});

test('an answer is a JSON object, or none', () => {
  expect(parse_reply(204, '')).toEqual({ status: 204, slug: '', body: {} });
  expect(parse_reply(409, '{"type":"/errors/entry-changed"}')?.slug).toBe('entry-changed');
  for (const text of ['<html>', '[]', '1', '{"a":'.repeat(12) + '1' + '}'.repeat(12)]) {
    expect(parse_reply(200, text)).toBeNull();
  }
});

test('a page of changes is whole, or none', () => {
  const change = { seq: 1, id: '0'.repeat(32), revision: 1, seal_digest: 'A'.repeat(43) };
  const record = { epoch: 1, deleted: false, sealed: 'AAAA' };
  const page = (one: object) =>
    parse_page({ changes: [one as never], seq: 1, roster_number: 1, mark: null });
  expect(page({ ...change, record })?.changes[0]?.record?.sealed.length).toBe(3);
  expect(page({ ...change, record: null })?.changes[0]?.record).toBeNull();
  for (const wrong of [
    {},
    { ...change, id: 'x', record },
    { ...change, seal_digest: 'AA', record },
    { ...change, record: { ...record, deleted: 0 } },
    { ...change, record: { ...record, sealed: '*' } },
  ]) {
    expect(page(wrong)).toBeNull();
  }
  expect(parse_page({ seq: 1 })).toBeNull();
});
