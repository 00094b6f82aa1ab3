// Devices of one vault and a server between them, which goes wrong in every way it can.
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { head_text } from '#lib/vault/head.ts';
import { undo_last } from '#lib/vault/history.ts';
import {
  add_device,
  join_by_recovery_key,
  new_device,
  new_kdf,
  open_by_device,
  public_keys_of,
  remove_device,
  set_recovery_key,
} from '#lib/vault/keys.ts';
import { octets_in } from '#lib/vault/octets.ts';
import { count_pending } from '#lib/vault/replica.ts';
import { new_recovery_key } from '#lib/vault/recovery_key.ts';
import { load_sodium } from '#lib/vault/sodium.ts';
import { ServerDouble } from '#lib/vault/server_double.ts';
import { to_text } from '#lib/vault/document.ts';
import { Vault } from '#lib/vault/vault.ts';
import { document_of, empty_vault, entry, noon, wrapping_key } from '#lib/vault/vault_double.ts';
import { in_changes, Place, second } from './sync_double.ts';

beforeAll(load_sodium);

const paper = () => new_recovery_key();
let server: ServerDouble;
let one: Place;
let other: Place;

beforeEach(() => {
  server = new ServerDouble();
  const vault = empty_vault();
  set_recovery_key(vault.header, vault.keys, paper(), vault.device!);
  other = new Place(second(vault), server);
  one = new Place(vault, server);
  server.head = head_text(vault.header);
});

test('what one device adds, the other has, and both know the same past', async () => {
  one.vault.add(entry('Site', 'ada'), noon);
  expect(await one.sync()).toMatchObject({ sent: 1, received: 0 });
  expect(await other.sync()).toMatchObject({ sent: 0, received: 1 });
  expect(other.names()).toEqual(['Site (ada)']);
  expect(one.said()).toEqual(other.said());
  expect(one.vault.chain).toEqual(other.vault.chain);
  expect(one.vault.chain.seq).toBe(1);
});

test('one change of one entry is one request of less than 2 KB', async () => {
  const id = one.vault.add(entry('Site', 'ada'), noon);
  await one.sync();
  server.requests = [];
  one.vault.edit(id, { ...one.vault.find(id)!, note: 'a note' }, noon);
  await one.sync();
  expect(server.requests.length).toBe(1);
  const [asked] = server.requests;
  expect(octets_in(asked!.body + JSON.stringify(asked!.headers) + asked!.path)).toBeLessThan(2048);
  expect(count_pending(one.vault)).toBe(0);
});

test('edits on both sides are merged, and a deletion is undone on the other', async () => {
  const id = one.vault.add(entry('Site', 'ada'), noon);
  await one.sync();
  await other.sync();
  one.vault.edit(id, { ...one.vault.find(id)!, note: 'a note' }, noon + 1);
  other.vault.edit(id, { ...other.vault.find(id)!, issuer: 'New' }, noon + 2);
  await one.sync();
  expect(await other.sync()).toMatchObject({ merged: 1, sent: 1 });
  await one.sync();
  expect(one.vault.find(id)).toMatchObject({ note: 'a note', issuer: 'New' });
  expect(one.said()).toEqual(other.said());
  one.vault.remove(id, noon + 3);
  await one.sync();
  await other.sync();
  expect(other.vault.find(id)).toBeNull();
  expect(undo_last(other.vault, noon + 4)).not.toBeNull();
  await other.sync();
  await one.sync();
  expect(one.vault.find(id)).toMatchObject({ note: 'a note', issuer: 'New' });
});

test('a first sync of many entries goes and comes in batches', { timeout: 120_000 }, async () => {
  for (let n = 0; n < 1200; ++n) one.vault.add(entry('Site', `ada ${n}`), noon);
  await one.sync();
  const pushes = server.requests.filter(({ method }) => method === 'PUT');
  expect(pushes.length).toBe(3);
  expect(await other.sync()).toMatchObject({ received: 1200 });
  expect(other.vault.chain).toEqual(one.vault.chain);
});

test('an answer that is lost costs nothing: the change is known when it comes', async () => {
  one.vault.add(entry('Site', 'ada'), noon);
  server.lie = (path, reply) => (path.endsWith('/entries') ? null : reply);
  expect(await one.trouble()).toEqual({ why: 'unreachable' });
  server.lie = (_, reply) => reply;
  await one.sync();
  expect(count_pending(one.vault)).toBe(0);
  expect(server.rows.length).toBe(1);
  expect(one.names()).toEqual(['Site (ada)']);
});

test('a change made while the request is on its way waits for the next', async () => {
  const id = one.vault.add(entry('Site', 'ada'), noon);
  server.before = ({ method }) => {
    server.before = () => undefined;
    expect(method).toBe('PUT');
    one.vault.edit(id, { ...one.vault.find(id)!, note: 'meanwhile' }, noon + 1);
  };
  await one.sync();
  expect(server.rows.map(({ revision }) => revision)).toEqual([1, 2]);
  expect(count_pending(one.vault)).toBe(0);
  await other.sync();
  expect(other.vault.find(id)!.note).toBe('meanwhile');
});

test("a wrong clock signs with the server's time", async () => {
  server.clock_off_ms = 3_600_000;
  one.vault.add(entry('Site', 'ada'), noon);
  expect(await one.trouble()).toBeNull();
  expect(server.rows.length).toBe(1);
});

test('a device that was removed keeps its entries and is told', async () => {
  one.vault.add(entry('Site', 'ada'), noon);
  await one.sync();
  await other.sync();
  const next = one.copy();
  remove_device(
    next.header,
    next.keys,
    other.vault.device!.id,
    new_kdf(),
    wrapping_key,
    next.device!,
  );
  await one.flow().put_head(next.header, 'x');
  expect(await one.sync()).toMatchObject({ sent: 1 });
  expect(one.vault.header.epoch).toBe(2);
  expect(one.vault.keys.newest).toBe(2);
  expect(one.names()).toEqual(['Site (ada)']);
  expect(count_pending(one.vault)).toBe(0);
  expect(await other.trouble()).toMatchObject({ why: 'refused', slug: 'device-not-accepted' });
  expect(other.names()).toEqual(['Site (ada)']);
  // And what is written after, it cannot read.
  const sealed = server.rows.at(-1)!;
  expect(sealed.epoch).toBe(2);
  expect(other.vault.keys.all.has(2)).toBe(false);
});

test('what waits when the key changes is sealed under the new one', async () => {
  const third = new_device();
  const keys = public_keys_of(third);
  const added = { id: third.id, name: 'third', keys, added: noon };
  add_device(one.vault.header, one.vault.keys, added, one.vault.device!);
  await one.flow().put_head(one.vault.header);
  other.vault.add(entry('Waits', 'ada'), noon);
  await other.sync();
  const next = one.copy();
  remove_device(next.header, next.keys, third.id, new_kdf(), wrapping_key, next.device!);
  await one.flow().put_head(next.header, 'x');
  other.vault.add(entry('Later', 'ada'), noon);
  // What the other device did not come to the end of is sealed anew here.
  expect(await other.sync()).toMatchObject({ sent: 2 });
  expect(server.rows.map(({ epoch }) => epoch)).toEqual([1, 2, 2]);
  expect(await one.sync()).toMatchObject({ sent: 0 });
  expect(one.names()).toEqual(['Later (ada)', 'Waits (ada)']);
});

test('the recovery key lets a device in, and no other key does', async () => {
  const vault = one.vault;
  const key = paper();
  set_recovery_key(vault.header, vault.keys, key, vault.device!);
  const device = new_device();
  const keys = public_keys_of(device);
  const added = { id: device.id, name: 'third', keys, added: noon };
  const { header } = document_of(head_text(vault.header));
  expect(join_by_recovery_key(header, vault.keys, added, paper())).toBe(false);
  expect(join_by_recovery_key(header, vault.keys, added, key)).toBe(true);
  expect(header.roster.signer).toBe('recovery');
  await one.sync();
  await other.sync();
  server.head = head_text(header);
  one.vault.add(entry('Site', 'ada'), noon);
  await one.sync();
  const joined = new Place(
    Vault.make(header, open_by_device(header, device)!, device, noon),
    server,
  );
  await joined.sync();
  await other.sync();
  expect([joined.names(), other.names()]).toEqual([['Site (ada)'], ['Site (ada)']]);
});

test('a list of devices that was changed here is offered', async () => {
  set_recovery_key(one.vault.header, one.vault.keys, paper(), one.vault.device!);
  await one.sync();
  expect(server.roster.number).toBe(4);
  await other.sync();
  expect(other.vault.header.roster).toEqual(one.vault.header.roster);
});

// Two changes that both devices have, and a third that only the first has sent.
async function three_changes() {
  const id = one.vault.add(entry('A', 'ada'), noon);
  one.vault.add(entry('B', 'ada'), noon);
  await one.sync();
  await other.sync();
  one.vault.add(entry('C', 'ada'), noon);
  one.vault.edit(id, { ...one.vault.find(id)!, note: 'x' }, noon);
  await one.sync();
}

const lies: [string, string, () => unknown][] = [
  ['goes back', 'forgot', () => (server.rows = server.rows.slice(0, 1))],
  ['drops one', 'out_of_order', () => (server.lie = in_changes((all) => all.slice(1)))],
  ['drops the last', 'keeps_back', () => (server.lie = in_changes(() => []))],
  ['swaps two', 'out_of_order', () => (server.lie = in_changes((all) => all.toReversed()))],
  [
    'forges a seal',
    'other_history',
    () => {
      const at = server.rows.length - 1;
      server.rows[at] = { ...server.rows[at]!, sealed: server.rows[0]!.sealed };
    },
  ],
  [
    'forges a seal under the digest of another',
    'forged',
    () =>
      (server.lie = in_changes((all) => [
        ...all.slice(0, -1),
        { ...all.at(-1)!, record: { ...(all.at(-1)!.record as object), sealed: 'AAAA' } },
      ])),
  ],
  [
    'brings back an earlier revision',
    'other_history',
    () => {
      const at = server.rows.length - 1;
      server.rows[at] = { ...server.rows[at]!, revision: server.rows[at]!.revision + 1 };
    },
  ],
  [
    'repeats a change under a later number',
    'other_history',
    () => {
      const edited = server.rows.find(({ revision }) => revision === 2)!;
      const first = server.rows.find(({ id }) => id === edited.id)!;
      server.rows.push({ ...first, seq: server.rows.length + 1 });
    },
  ],
  ['says nothing of sense', 'answers', () => (server.lie = (_, reply) => ({ ...reply, body: {} }))],
  [
    'hands out another vault',
    'other_vault',
    () => {
      const fresh = empty_vault();
      set_recovery_key(fresh.header, fresh.keys, paper(), fresh.device!);
      const head = head_text(fresh.header);
      server.lie = (path, reply) => ({
        ...reply,
        body: path.endsWith('/vault')
          ? { ...reply.body, head }
          : { ...reply.body, roster_number: 9 },
      });
    },
  ],
  [
    'adds a device to the list',
    'devices',
    () => {
      const forged = one.copy();
      const device = new_device();
      const added = { id: device.id, name: 'spy', keys: public_keys_of(device), added: noon };
      add_device(forged.header, forged.keys, added, forged.device!);
      forged.header.roster.signer = other.vault.device!.id;
      const head = head_text(forged.header);
      server.lie = (path, reply) => ({
        ...reply,
        body: path.endsWith('/vault')
          ? { ...reply.body, head }
          : { ...reply.body, roster_number: 9 },
      });
    },
  ],
];

for (const [what, how, act] of lies) {
  test(`a server that ${what} is noticed, and nothing is taken`, async () => {
    await three_changes();
    const before = to_text(other.vault.document(noon));
    act();
    const trouble = await other.trouble();
    expect(trouble?.why).toBe('lied');
    // A list that is signed by another than it says is no head at all.
    const hows = how === 'devices' ? ['devices', 'answers'] : [how];
    expect(hows).toContain(trouble && 'how' in trouble ? trouble.how : '');
    expect(to_text(other.vault.document(noon))).toBe(before);
  });
}

test('a server that went back is noticed by whoever has something to send, too', async () => {
  await three_changes();
  await other.sync();
  server.rows = server.rows.slice(0, 2);
  other.vault.add(entry('D', 'ada'), noon);
  expect(await other.trouble()).toEqual({ why: 'lied', how: 'forgot' });
  expect(count_pending(other.vault)).toBe(1);
});
