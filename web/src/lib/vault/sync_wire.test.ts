import { beforeAll, expect, test } from 'vitest';
import { after } from './chain.ts';
import { new_id, type Device } from './keys.ts';
import { joined, parse_hex, text_of, to_hex, parse_base64url } from './octets.ts';
import type { Pending } from './replica.ts';
import { load_sodium } from './sodium.ts';
import { entries_json, first_batch, parse_page, parse_reply, signed } from './sync_wire.ts';
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

test('the running digest is what another implementation computes', () => {
  let chain = { seq: 0, digest: new Uint8Array(32) };
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
  expect(JSON.stringify({ entries: entries_json(batch) }).length).toBeLessThan(1024 * 1024);
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
  const page = (one: object) => parse_page({ changes: [one as never], seq: 1, roster_number: 1 });
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
