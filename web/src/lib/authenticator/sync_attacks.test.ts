// What a lying server tried, alone and in league with a device, and what a stolen device tried:
// each is noticed, or costs nothing. Every one of these once succeeded.
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { to_text } from '#lib/vault/document.ts';
import { head_text, parse_head } from '#lib/vault/head.ts';
import type { JsonObject } from '#lib/vault/json.ts';
import {
  begin_anew,
  join_by_recovery_key,
  keys_by_passphrase,
  new_device,
  open_by_passphrase,
  open_by_recovery_key,
  public_keys_of,
  roster_of,
  seal_anew,
  signing_of,
  type Header,
} from '#lib/vault/keys.ts';
import { to_base64url, type Octets } from '#lib/vault/octets.ts';
import { count_pending, pending } from '#lib/vault/replica.ts';
import { continues, parse_roster, sign_roster } from '#lib/vault/roster.ts';
import { load_sodium, random } from '#lib/vault/sodium.ts';
import { ServerDouble } from '#lib/vault/server_double.ts';
import { Vault } from '#lib/vault/vault.ts';
import { document_of, entry, noon, wrapping_key } from '#lib/vault/vault_double.ts';
import { add, all_have, Place, remove, saved, second, three } from './sync_double.ts';

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

// What a device pushes that does not seal as it should: the chain is right, the seal is not.
async function push_rubbish(place: Place, id: string, sealed: Octets = random(296)) {
  const item = place.vault.items.get(id)!;
  item.record = { ...item.record, revision: item.record.revision + 1, sealed };
  place.vault.is_genuine = () => true;
  const reply = await place.trouble();
  expect(reply).toBeNull();
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
  await remove(one, third);
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
  await remove(one, third);
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
