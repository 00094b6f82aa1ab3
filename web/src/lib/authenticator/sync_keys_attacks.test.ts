// What was tried on the keys, and on what waits to be sent: as sync_attacks.test.ts.
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { binding_of } from '#lib/vault/binding.ts';
import { head_text, parse_head } from '#lib/vault/head.ts';
import type { JsonObject } from '#lib/vault/json.ts';
import {
  add_device,
  new_device,
  newest_key,
  open_by_recovery_key,
  public_keys_of,
  seal_anew,
  type Header,
} from '#lib/vault/keys.ts';
import { parse_base64url, to_base64url, type Octets } from '#lib/vault/octets.ts';
import { count_pending, receive } from '#lib/vault/replica.ts';
import { seal_record } from '#lib/vault/record.ts';
import { load_sodium, random, sha256 } from '#lib/vault/sodium.ts';
import { ServerDouble } from '#lib/vault/server_double.ts';
import { document_of, entry, noon, wrapping_key } from '#lib/vault/vault_double.ts';
import { begun, find_vault, tried } from './sync_account.ts';
import {
  add,
  all_have,
  in_changes,
  in_head,
  Place,
  saved,
  second,
  three,
  remove,
} from './sync_double.ts';

beforeAll(load_sodium);

let server: ServerDouble;
let paper: Octets;
let one: Place;
let other: Place;
let third: Place;

beforeEach(() => {
  ({ server, paper, one, other, third } = three());
});

const three_have = (...names: string[]) => all_have([one, other, third], ...names);

// A head whose seals were made by somebody with the vault's key.
function bound_by(place: Place, head: Header, act: (head: Header) => void): string {
  act(head);
  head.binding = binding_of(head, newest_key(place.vault.keys));
  return head_text(head);
}

test('H2: a recovery key that the server voids is noticed', async () => {
  await three_have('A');
  const next = one.copy();
  second(next);
  await one.flow().put_head(next.header);
  const before = saved(other);
  server.lie = in_head((head) => {
    const sealed = head['sealed_keys'] as JsonObject;
    return { ...head, sealed_keys: { ...sealed, recovery: Object.values(sealed)[0]! } };
  });
  expect(await other.trouble()).toEqual({ why: 'lied', how: 'changed' });
  expect(saved(other)).toBe(before);
});

test('H2: seals that a stolen device spoiled are not kept', async () => {
  await three_have('A');
  const next = third.copy();
  second(next);
  await third.flow().put_head(next.header);
  server.head = bound_by(third, parse_head(server.head)!, ({ sealed }) => {
    sealed.set('recovery', random(160));
    sealed.set(one.vault.device!.id, random(160));
  });
  expect(await other.trouble()).toBeNull();
  const { header } = document_of(saved(other));
  expect(header.roster.text).toBe(next.header.roster.text);
  expect(open_by_recovery_key(header, paper)).not.toBeNull();
  expect([...header.sealed.keys()]).toContain(one.vault.device!.id);
});

test('H2: whoever joins keeps no seals of others', () => {
  vi.stubGlobal('location', { origin: 'https://accounts.example' });
  const { vault } = other;
  const spoiled = bound_by(third, parse_head(server.head)!, ({ sealed }) => {
    sealed.set('recovery', random(160));
  });
  const header = parse_head(spoiled)!;
  const found = { email: 'a@b.example', header, keys: vault.keys, token: '' };
  const joined = begun({ ...found, wrapping: wrapping_key, device: vault.device! }, header, noon);
  expect(open_by_recovery_key(joined.vault.header, paper)).not.toBeNull();
  vi.unstubAllGlobals();
});

test('M8: no login key is made for a salt that was not drawn, or a cheap derivation', async () => {
  const asked: string[] = [];
  const good = { memory_kib: 65_536, passes: 3, salt: to_base64url(random(16)) };
  const lies = [{ salt: to_base64url(new Uint8Array(16)) }, { passes: 1 }, { memory_kib: 1024 }];
  for (const lie of lies) {
    vi.stubGlobal('fetch', async (path: string) => {
      asked.push(path);
      return new Response(JSON.stringify({ ...good, ...lie }));
    });
    const got = await tried(() => find_vault('a@b.example', 'a passphrase'));
    expect(got).toEqual({ trouble: { why: 'lied', how: 'weak_kdf' } });
  }
  expect(asked.every((path) => path.endsWith('/kdf'))).toBe(true);
  vi.unstubAllGlobals();
});

test('H3: keys that a server leaves out are noticed; those a device leaves out stay', async () => {
  await three_have('A', 'B');
  await remove(one, third);
  const before = saved(other);
  server.lie = in_head((head) => ({ ...head, earlier_keys: {} }));
  expect(await other.trouble()).toEqual({ why: 'lied', how: 'changed' });
  expect(saved(other)).toBe(before);
  // In league with a device that has the key.
  server.lie = (_, reply) => reply;
  await one.sync();
  server.head = bound_by(one, parse_head(server.head)!, ({ earlier }) => earlier.clear());
  expect(await other.trouble()).toBeNull();
  const again = other.reopened();
  expect(again.unreadable()).toBe(0);
  expect([...again.keys.all.keys()].sort()).toEqual([1, 2]);
  expect(open_by_recovery_key(again.header, paper)?.all.size).toBe(2);
});

test('H3: another earlier key than the known one is refused', async () => {
  await three_have('A');
  await remove(one, third);
  await one.sync();
  const head = parse_head(server.head)!;
  const keys = { newest: 2, all: new Map(one.vault.keys.all).set(1, random(32)) };
  seal_anew(head, keys);
  server.head = head_text(head);
  expect(await other.trouble()).toEqual({ why: 'lied', how: 'other_key' });
});

test('H3: where a page after the list does not come, or lies, nothing is kept', async () => {
  await three_have('A', 'B');
  add(one, 'C');
  await remove(one, third);
  await one.sync();
  const before = saved(other);
  server.lie = (path, reply) => (path.endsWith('/vault') ? reply : null);
  expect(await other.trouble()).toEqual({ why: 'unreachable' });
  server.lie = in_changes((all) => all.map((one, at) => ({ ...one, seq: 90 + at })));
  expect(await other.trouble()).toEqual({ why: 'lied', how: 'out_of_order' });
  // The mark is wrong, and the list is right.
  server.lie = (_, reply) =>
    reply.body['mark']
      ? { ...reply, body: { ...reply.body, mark: { ...(reply.body['mark'] as object), seq: 1 } } }
      : reply;
  expect(await other.trouble()).toEqual({ why: 'lied', how: 'other_history' });
  expect(saved(other)).toBe(before);
  expect(other.vault.header.epoch).toBe(1);
  server.lie = (_, reply) => reply;
  await other.sync();
  expect(other.reopened().entries().length).toBe(3);
});

test('H4: a change is not left out by saying that it was replaced', async () => {
  const [id] = await three_have('A');
  add(one, 'B');
  one.vault.edit(id!, { ...one.vault.find(id!)!, note: 'new' }, noon + 1);
  await one.sync();
  const before = saved(other);
  server.lie = in_changes((all) => all.map((change) => ({ ...change, record: null })));
  expect(await other.trouble()).toEqual({ why: 'lied', how: 'left_out' });
  expect(saved(other)).toBe(before);
  // Where a later one has its seal, it was replaced.
  one.vault.edit(id!, { ...one.vault.find(id!)!, note: 'newer' }, noon + 2);
  await one.sync();
  const seqs = server.rows.filter((row) => row.id === id).map(({ seq }) => seq);
  server.lie = in_changes((all) =>
    all.map((change) => (change['seq'] === seqs[1] ? { ...change, record: null } : change)),
  );
  expect(await other.trouble()).toBeNull();
  expect(other.vault.find(id!)?.note).toBe('newer');
});

test('H4: a server that refuses a change, and has nothing new, is not asked for ever', async () => {
  await three_have('A');
  add(other, 'B');
  const { send } = server;
  let asked = 0;
  for (const slug of ['entry-changed', 'vault-moved', 'vault-changed']) {
    server.send = async (what) => {
      asked += 1;
      return what.method === 'PUT' ? { status: 409, slug, body: {} } : send(what);
    };
    expect(await other.trouble()).toEqual({ why: 'lied', how: 'keeps_back' });
  }
  expect(asked).toBeLessThan(12);
});

test('H5: a push that the server swallowed is found by the next pull', async () => {
  await three_have('A');
  add(other, 'B');
  const { send } = server;
  const swallows = async (asked: Parameters<typeof send>[0]) =>
    asked.method === 'PUT'
      ? {
          status: 200,
          slug: '',
          body: { before: 1000, seq: 1001, roster_number: server.roster.number },
        }
      : send(asked);
  server.send = swallows;
  expect(await other.sync()).toMatchObject({ sent: 1 });
  expect(other.vault.chain.seq).toBe(2);
  server.send = send;
  expect(await other.trouble()).toEqual({ why: 'lied', how: 'forgot' });
  add(one, 'C');
  await one.sync();
  expect(await other.trouble()).toEqual({ why: 'lied', how: 'other_history' });
  expect(await other.trouble_of((flow) => flow.compare_anew())).toBeNull();
  await one.sync();
  expect(one.names()).toEqual(['A (ada)', 'B (ada)', 'C (ada)']);
});

test('H6: a vault that is full stops new entries only, and what came is kept', async () => {
  const [id] = await three_have('A');
  server.entries_max = 2;
  add(one, 'B');
  await one.sync();
  add(other, 'C', 'D');
  other.vault.edit(id!, { ...other.vault.find(id!)!, note: 'edited' }, noon + 1);
  expect(await other.trouble()).toMatchObject({ why: 'refused', slug: 'vault-full' });
  expect(other.names()).toEqual(['A (ada)', 'B (ada)', 'C (ada)', 'D (ada)']);
  expect(count_pending(other.vault)).toBe(2);
  await one.sync();
  expect(one.vault.find(id!)?.note).toBe('edited');
});

test('a change under a key from before is refused, once a later one was seen', async () => {
  await three_have('A');
  const { vault } = other;
  const slipped = seal_record(
    vault.header.vault,
    vault.keys,
    {
      id: new_device().id,
      revision: 1,
      changed: noon,
    },
    entry('Slipped', 'in'),
  );
  await remove(one, third);
  await one.sync();
  await other.sync();
  expect(other.vault.chain.epoch).toBe(2);
  expect(other.reopened().chain).toEqual(other.vault.chain);
  const seq = other.vault.chain.seq + 1;
  const link = { seq, id: slipped.id, revision: 1, seal_digest: sha256(slipped.sealed) };
  expect(receive(other.vault, { link, record: slipped }, noon)).toBe('earlier_key');
  expect(other.vault.chain.seq).toBe(seq - 1);
});

test('an earlier state of an entry under a later number is refused', async () => {
  const [id] = await three_have('A');
  one.vault.edit(id!, { ...one.vault.find(id!)!, note: 'new' }, noon + 1);
  await one.sync();
  await other.sync();
  const { epoch, deleted, ...row } = server.rows[0]!;
  const sealed = parse_base64url(row.sealed)!;
  const link = { seq: 3, id: id!, revision: 1, seal_digest: sha256(sealed) };
  const notes = { changed: 0, synced: 0, undone: false };
  const record = { id: id!, revision: 1, epoch, deleted, sealed, ...notes };
  expect(receive(other.vault, { link, record }, noon)).toBe('went_back');
});

test('what a server says of a seal changes nothing: it is what it was sealed as', async () => {
  const [id] = await three_have('A');
  one.vault.edit(id!, { ...one.vault.find(id!)!, note: 'new' }, noon + 1);
  await one.sync();
  const { deleted, ...row } = server.rows.at(-1)!;
  const sealed = parse_base64url(row.sealed)!;
  const seq = other.vault.chain.seq + 1;
  const link = { seq, id: id!, revision: row.revision, seal_digest: sha256(sealed) };
  const notes = { changed: 0, synced: 0, undone: false };
  const { revision, epoch } = row;
  const record = { id: id!, revision, epoch, deleted: !deleted, sealed, ...notes };
  expect(receive(other.vault, { link, record }, noon)).toBe('taken');
  expect(other.vault.find(id!)?.note).toBe('new');
});

test('M6: a list from before a removal is put right by a new passphrase', async () => {
  await three_have('A');
  await one.flow().catch_up();
  const { head } = server;
  await remove(one, third);
  await one.sync();
  server.head = head;
  expect(await one.trouble()).toEqual({ why: 'needs_passphrase' });
  await one.flow().pull();
  await one.flow().put_head(one.vault.header, 'x');
  expect(await one.trouble()).toBeNull();
});

test('a revision that ran far ahead without a server is drawn near', async () => {
  const hotp = entry('Bank', 'ada');
  hotp.key = { ...hotp.key, type: 'hotp' };
  const id = one.vault.add(hotp, noon);
  for (let counter = 1; counter <= 1005; ++counter) one.vault.count(id, counter, noon);
  expect(await one.sync()).toMatchObject({ sent: 1 });
  await other.sync();
  expect(other.vault.find(id)?.counter).toBe(1005);
});

test('a device that was added is bound to the key as the others are', async () => {
  const device = new_device();
  const added = { id: device.id, name: 'x', keys: public_keys_of(device), added: noon };
  add_device(one.vault.header, one.vault.keys, added, one.vault.device!);
  const text = head_text(one.vault.header);
  expect(parse_head(text)).not.toBeNull();
  expect(parse_head(text.replace(/ "binding": "[^"]*",\n/, ''))).toBeNull();
  expect(parse_head(text.replace(/("binding": ")[^"]*"/, '$1AAAA"'))).toBeNull();
});
