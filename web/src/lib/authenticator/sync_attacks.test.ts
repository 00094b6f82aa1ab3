// What a lying server tried, alone and in league with a device, and what a stolen device tried: each
// is noticed, or costs nothing. Every one of these once succeeded.
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { binding_of } from '#lib/vault/binding.ts';
import { to_text } from '#lib/vault/document.ts';
import { head_text, parse_head } from '#lib/vault/head.ts';
import type { JsonObject } from '#lib/vault/json.ts';
import {
  add_device,
  begin_anew,
  join_by_recovery_key,
  keys_by_passphrase,
  new_device,
  new_kdf,
  newest_key,
  open_by_passphrase,
  open_by_recovery_key,
  public_keys_of,
  remove_device,
  roster_of,
  seal_anew,
  set_recovery_key,
  signing_of,
  type Header,
} from '#lib/vault/keys.ts';
import { parse_base64url, to_base64url, type Octets } from '#lib/vault/octets.ts';
import { count_pending, pending, receive } from '#lib/vault/replica.ts';
import { new_recovery_key } from '#lib/vault/recovery_key.ts';
import { seal_record } from '#lib/vault/record.ts';
import { continues, parse_roster, sign_roster } from '#lib/vault/roster.ts';
import { load_sodium, random, sha256 } from '#lib/vault/sodium.ts';
import { ServerDouble } from '#lib/vault/server_double.ts';
import { Vault } from '#lib/vault/vault.ts';
import { document_of, empty_vault, entry, noon, wrapping_key } from '#lib/vault/vault_double.ts';
import { in_changes, in_head, Place, second } from './sync_double.ts';

beforeAll(load_sodium);

let server: ServerDouble;
let paper: Octets;
let one: Place;
let other: Place;
let third: Place;

beforeEach(() => {
  server = new ServerDouble();
  paper = new_recovery_key();
  const vault = empty_vault();
  set_recovery_key(vault.header, vault.keys, paper, vault.device!);
  const [b, c] = [second(vault), second(vault)];
  [one, other, third] = [vault, b, c].map((of) => new Place(of, server)) as [Place, Place, Place];
  server.head = head_text(vault.header);
});

const add = (place: Place, ...names: string[]) =>
  names.map((name) => place.vault.add(entry(name, 'ada'), noon));

async function three_have(...names: string[]): Promise<string[]> {
  const ids = add(one, ...names);
  for (const place of [one, other, third]) await place.sync();
  return ids;
}

const saved = (place: Place): string => to_text(place.vault.document(noon));

// At the server, by the first device; and here.
async function remove(removed: Place): Promise<void> {
  const next = one.copy();
  const { header, keys, device } = next;
  remove_device(header, keys, removed.vault.device!.id, new_kdf(), wrapping_key, device!);
  await one.flow().put_head(header, 'x');
}

// What a device pushes that does not seal as it should: the chain is right, the seal is not.
async function push_rubbish(place: Place, id: string, sealed: Octets = random(296)) {
  const item = place.vault.items.get(id)!;
  item.record = { ...item.record, revision: item.record.revision + 1, sealed };
  place.vault.is_genuine = () => true;
  const reply = await place.trouble();
  expect(reply).toBeNull();
}

// A head whose seals were made by somebody with the vault's key.
function bound_by(place: Place, head: Header, act: (head: Header) => void): string {
  act(head);
  head.binding = binding_of(head, newest_key(place.vault.keys));
  return head_text(head);
}

// The list with another device's keys under a known id, signed by those.
function with_swapped_keys(header: Header, number = 5): Header {
  const forged = parse_head(head_text(header))!;
  const evil = new_device();
  const roster = roster_of(forged);
  roster.devices[0]!.keys = public_keys_of(evil);
  roster.number += number;
  forged.roster = sign_roster(roster, roster.devices[0]!.id, signing_of(evil));
  return forged;
}

test('C1: whoever joins does not open a list that the server wrote', () => {
  const forged = with_swapped_keys(one.vault.header);
  expect(keys_by_passphrase(forged, wrapping_key)).toEqual({ fault: 'changed' });
  expect(open_by_recovery_key(forged, paper)).toBeNull();
});

test('C1: who is in follows no list with other keys under a known id', () => {
  const forged = with_swapped_keys(one.vault.header);
  const phone = new_device();
  const added = { id: phone.id, name: 'phone', keys: public_keys_of(phone), added: noon };
  expect(join_by_recovery_key(forged, one.vault.keys, added, paper)).toBe(true);
  expect(continues(one.vault.header.roster, forged.roster)).toBe(false);
});

test('M3: a file whose list was rewritten opens by no key, and is told from a wrong one', () => {
  one.vault.add(entry('A', 'ada'), noon);
  const file = JSON.parse(to_text(one.vault.export_document(noon)));
  const evil = new_device();
  const keys = public_keys_of(evil);
  const roster = parse_roster(file.roster.text)!;
  roster.devices = [{ id: evil.id, name: 'x', keys, added: noon }];
  roster.recovery = keys;
  const by = sign_roster(roster, evil.id, signing_of(evil));
  file.roster = { ...by, signature: to_base64url(by.signature) };
  const { header } = document_of(JSON.stringify(file));
  expect(keys_by_passphrase(header, wrapping_key)).toEqual({ fault: 'changed' });
  const wrong = new Uint8Array(32).fill(9);
  expect(keys_by_passphrase(header, wrong)).toEqual({ fault: 'other_key' });
  // Whoever could bind it had the key before; a recovery key in it counts for nothing all the same.
  seal_anew(header, one.vault.keys);
  begin_anew(header, open_by_passphrase(header, wrapping_key)!, new_device(), 'browser', noon);
  expect(roster_of(header).recovery).toBeNull();
  expect([...header.sealed.keys()]).not.toContain('recovery');
});

test('C2: a server that was set back, and another device that went on, are noticed', async () => {
  await three_have('A');
  const backup = server.backup();
  add(one, 'Bank');
  await one.sync();
  await other.sync();
  server.restore(backup);
  add(third, 'P');
  await third.sync();
  const before = saved(other);
  expect(await other.trouble()).toEqual({ why: 'lied', how: 'other_history' });
  expect(saved(other)).toBe(before);
});

test('C2: whoever has something to send to another history is told so, too', async () => {
  await three_have('A');
  const backup = server.backup();
  add(one, 'Bank');
  await one.sync();
  server.restore(backup);
  add(third, 'P');
  await third.sync();
  // As many changes as here, but others.
  add(one, 'New');
  expect(await one.trouble()).toEqual({ why: 'lied', how: 'other_history' });
  const head = await one.trouble_of((flow) => flow.put_head(one.vault.header));
  expect(head).toEqual({ why: 'lied', how: 'other_history' });
  expect(count_pending(one.vault)).toBe(1);
});

test('C2: a mark is signed by a device of the list, and is there', async () => {
  await three_have('A');
  add(one, 'B');
  await one.sync();
  const { mark } = server;
  const tried = async (lie: JsonObject | null) => {
    server.mark = lie;
    const got = await other.trouble();
    return got && 'how' in got ? got.how : null;
  };
  expect(await tried(null)).toBe('other_history');
  expect(await tried({ ...mark, signer: new_device().id })).toBe('mark');
  expect(await tried({ ...mark, signature: to_base64url(random(64)) })).toBe('mark');
  expect(await tried({ ...mark, seq: 1 })).toBe('other_history');
  expect(await tried({ ...mark, digest: to_base64url(random(32)) })).toBe('other_history');
  expect(other.names()).toEqual(['A (ada)']);
  expect(await tried(mark)).toBeNull();
  expect(other.names()).toEqual(['A (ada)', 'B (ada)']);
});

test('C2: a mark of a device that joined is looked for in the newest list', async () => {
  await three_have('A');
  const next = one.copy();
  const fourth = new Place(second(next), server);
  await one.flow().put_head(next.header);
  await fourth.sync();
  add(fourth, 'B');
  await fourth.sync();
  // The page does not say that there is another list.
  const { number } = roster_of(other.vault.header);
  server.lie = (path, reply) =>
    path.includes('/changes/')
      ? { ...reply, body: { ...reply.body, roster_number: number } }
      : reply;
  expect(await other.trouble()).toBeNull();
  expect(other.names()).toEqual(['A (ada)', 'B (ada)']);
});

test('C3: rubbish of a stolen device stops nobody, and what is here goes over it', async () => {
  const [id] = await three_have('A', 'B');
  await push_rubbish(third, id!);
  expect(await other.sync()).toMatchObject({ unreadable: 1, sent: 1 });
  expect(other.names()).toEqual(['A (ada)', 'B (ada)']);
  expect(await one.sync()).toMatchObject({ unreadable: 1 });
  expect(one.names()).toEqual(['A (ada)', 'B (ada)']);
  expect(one.said()).toEqual(other.said());
  expect(count_pending(one.vault)).toBe(0);
  // A device that comes anew has all of it.
  const next = one.copy();
  const fourth = new Place(second(next), server);
  await one.flow().put_head(next.header);
  await fourth.sync();
  expect(fourth.names()).toEqual(['A (ada)', 'B (ada)']);
});

test('C3: over a deletion, too; and the thief can be removed', async () => {
  const [id] = await three_have('A', 'B');
  one.vault.remove(id!, noon);
  await one.sync();
  await third.sync();
  await push_rubbish(third, id!);
  expect(await one.sync()).toMatchObject({ unreadable: 1, sent: 1 });
  expect(one.vault.items.get(id!)).toMatchObject({ entry: null, record: { deleted: true } });
  await push_rubbish(third, id!);
  await one.flow().catch_up();
  await remove(third);
  expect(await one.sync()).toMatchObject({ unreadable: 0 });
  expect(await third.trouble()).toMatchObject({ slug: 'device-not-accepted' });
  await other.sync();
  expect(other.names()).toEqual(['B (ada)']);
  expect(other.vault.header.epoch).toBe(2);
});

test('C4: what does not open here is not sent', async () => {
  const [, id] = add(one, 'A', 'B');
  const file = JSON.parse(saved(one));
  file.entries.find((row: { id: string }) => row.id === id).sealed = 'A'.repeat(200);
  const broken = new Vault(document_of(JSON.stringify(file)), one.vault.keys);
  expect([pending(broken).length, broken.unreadable()]).toEqual([1, 1]);
  one.vault = broken;
  expect(await one.sync()).toMatchObject({ sent: 1 });
  await other.sync();
  expect(other.names()).toEqual(['A (ada)']);
  // Nor is it sealed under a later key, which would make it look like somebody's.
  await one.flow().catch_up();
  await remove(third);
  await one.sync();
  expect(server.rows.every((row) => row.id !== id)).toBe(true);
});

test('C4: a deletion of what the server never had is not sent, and can be undone', async () => {
  const [id] = add(one, 'A', 'B');
  one.vault.remove(id!, noon);
  expect(await one.sync()).toMatchObject({ sent: 1 });
  expect(server.rows.length).toBe(1);
  expect(count_pending(one.vault)).toBe(0);
});

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

test('H3: keys that the server leaves out are noticed; those a device leaves out stay', async () => {
  await three_have('A', 'B');
  await one.flow().catch_up();
  await remove(third);
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
  await one.flow().catch_up();
  await remove(third);
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
  await one.flow().catch_up();
  await remove(third);
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
  await one.flow().catch_up();
  await remove(third);
  await one.sync();
  await other.sync();
  expect(other.vault.chain.epoch).toBe(2);
  expect(other.reopened().chain).toEqual(other.vault.chain);
  const seq = other.vault.chain.seq + 1;
  const link = { seq, id: slipped.id, revision: 1, seal_digest: sha256(slipped.sealed) };
  expect(receive(other.vault, { link, record: slipped }, noon)).toBe('earlier_key');
  expect(other.vault.chain.seq).toBe(seq - 1);
});

test('an earlier state of an entry under a later number is refused, though its mark is right', async () => {
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

test('M6: a list from before a removal is put right by a new passphrase', async () => {
  await three_have('A');
  await one.flow().catch_up();
  const { head } = server;
  await remove(third);
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
