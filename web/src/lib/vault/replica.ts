// A vault on one of several devices: what it owes the server, and what it does with what comes from
// there. Nothing here speaks to anybody; the server hands on and orders, and is believed nothing.
import { after, type Chain, type Link } from './chain.ts';
import { cloned, to_json, type Entry } from './entry.ts';
import { counter_of, version_of } from './history.ts';
import { merge, says_the_same } from './merge.ts';
import { equal, joined, to_hex, utf8, type Octets } from './octets.ts';
import {
  as_sealed,
  is_pending,
  open_record,
  seal_record,
  sealed_again,
  type Record,
} from './record.ts';
import { sha256 } from './sodium.ts';
import type { Item, Vault } from './vault.ts';

// One accepted change, in the order of seq. The seal is missing where a later change of the same
// entry has replaced it so long ago that the server keeps it no more.
export interface Change {
  link: Link;
  record: Record | null;
}

export interface Pending {
  replaces: number; // The revision that the server has; 0: none.
  record: Record;
}

export type Received =
  | 'taken' // This device has it now.
  | 'known' // It had it before: its own change, or one replaced by a later one.
  | 'merged' // Joined with what was pending here, which is still pending.
  | 'kept_copy' // The same, and what could not be joined stands beside it as a copy.
  | 'revived' // Deleted there, edited here: the edit stays, and is pending.
  | 'unreadable' // Sent by a device, but not sealed under the vault's key: left aside.
  | 'out_of_order' // Not the next one: the server went back, skipped or swapped.
  | 'forged' // Not what its link says, or what stands beside its seal is not what was sealed.
  | 'earlier_key' // Under a key from before, which somebody who was removed knows.
  | 'went_back'; // A revision that is no later than the one the server had.

const lies = ['out_of_order', 'forged', 'earlier_key', 'went_back'] as const;
type Caught = (typeof lies)[number];

export const is_lie = (got: Received): got is Caught => lies.some((lie) => lie === got);

// What does not open here is sent to nobody, nor is a deletion of what the server never had.
function is_owed(vault: Vault, item: Item): boolean {
  const { record } = item;
  if (!is_pending(record) || (record.deleted && record.synced === 0)) return false;
  return vault.is_genuine(item);
}

// New ones come last: a vault that is full takes changes of what it has.
export const pending = (vault: Vault): Pending[] =>
  [...vault.items.values()]
    .filter((item) => is_owed(vault, item))
    .map(({ record }) => ({ replaces: record.synced, record }))
    .sort(
      (a, b) =>
        Number(a.replaces === 0) - Number(b.replaces === 0) || (a.record.id < b.record.id ? -1 : 1),
    );

export function count_pending(vault: Vault): number {
  let count = 0;
  for (const item of vault.items.values()) count += is_owed(vault, item) ? 1 : 0;
  return count;
}

// The same on every device that finds the same conflict, so that two of them make one copy.
function copy_id(of: string, copy: Entry): string {
  const plain = to_json({ ...cloned(copy), edited: {}, created: 0 });
  return to_hex(sha256(joined(utf8(`sparekey-conflict-1|${of}|`), plain)).subarray(0, 16));
}

const is_what_its_link_says = ({ link, record }: Change): boolean =>
  record!.id === link.id &&
  record!.revision === link.revision &&
  equal(sha256(record!.sealed), link.seal_digest);

// What came before under this revision, its digest if it is known here. From the end: where two
// devices gave the same number, the server's came last.
function known_digest({ record, past }: Item, revision: number): Octets | null {
  if (record.revision === revision) return sha256(record.sealed);
  const found = past.findLast((one) => one.record.revision === revision);
  return found ? sha256(found.record.sealed) : null;
}

// What is here now, later than both, and still pending.
function put_later(vault: Vault, mine: Record, theirs: Record, entry: Entry, now: number): void {
  const revision = Math.max(mine.revision, theirs.revision) + 1;
  const next = { id: mine.id, revision, changed: now };
  const record = seal_record(vault.header.vault, vault.keys, next, entry);
  vault.put({ ...record, synced: theirs.revision }, entry, now);
}

function merge_into(
  vault: Vault,
  mine: Item,
  record: Record,
  theirs: Entry,
  now: number,
): Received {
  const { id } = record;
  const before = mine.record;
  const base = version_of(vault, id, before.synced);
  const merged = merge(base, mine.entry!, theirs);
  const is_theirs = says_the_same(merged.entry, theirs);

  // Theirs comes first, as what was there; then what both say now.
  vault.put(record, theirs, now);
  if (is_theirs && !merged.copy) return 'taken';
  if (!is_theirs) put_later(vault, before, record, merged.entry, now);
  if (!merged.copy) return 'merged';
  const beside = copy_id(id, merged.copy);
  if (!vault.items.has(beside)) vault.add_as(beside, merged.copy, now);
  return 'kept_copy';
}

// What the server has takes the place of what is here: nothing is pending, or it was deleted here
// and edited there. But a counter that went up here, before a deletion that others have undone,
// went up.
function yield_to(
  vault: Vault,
  mine: Item,
  record: Record,
  theirs: Entry | null,
  now: number,
): Received {
  const before = mine.record;
  const counter = theirs?.key.type === 'hotp' ? counter_of(vault, record.id) : 0;
  vault.put(record, theirs, now);
  if (!theirs || theirs.counter >= counter) return 'taken';
  put_later(vault, before, record, { ...cloned(theirs), counter }, now);
  return 'merged';
}

// Edited here while it was deleted there.
function revive(vault: Vault, mine: Item, deletion: Record, now: number): Received {
  const before = mine.record;
  const entry = cloned(mine.entry!);
  vault.put(deletion, null, now);
  put_later(vault, before, deletion, entry, now);
  return 'revived';
}

// Moves the chain by one change, whatever it is of. Looked at before anything is believed: a forged
// change must not even move the chain.
export function follow_chain(vault: Vault, change: Change): Caught | 'opens' | 'does_not_open' {
  const { link, record } = change;
  const { vault: name } = vault.header;
  if (record && !is_what_its_link_says(change)) return 'forged';
  const chain = after(vault.chain, link);
  if (!chain) return 'out_of_order';
  const sealed = record && as_sealed(name, vault.keys, record);
  const is_earlier = sealed !== null && sealed.epoch < chain.epoch;
  // An earlier key under a later one's name is what a device may send: as good as rubbish.
  if (is_earlier && sealed.epoch === record?.epoch) return 'earlier_key';
  const opens = sealed !== null && !is_earlier;
  vault.chain = opens ? { ...chain, epoch: sealed.epoch } : chain;
  return opens ? 'opens' : 'does_not_open';
}

export function receive(vault: Vault, change: Change, now: number): Received {
  const { link, record } = change;
  const mine = vault.items.get(link.id);
  const synced = mine?.record.synced ?? 0;
  const has_it = mine !== undefined && link.revision === synced;
  const before = has_it ? known_digest(mine, synced) : null;
  if (before && !equal(before, link.seal_digest)) return 'forged';
  // A server that this device is behind of has each entry at least as far as this device knows.
  if (link.revision < synced) return 'went_back';
  const got = follow_chain(vault, change);
  if (got !== 'opens' && got !== 'does_not_open') return got;
  if (has_it || !record) return 'known';
  const { vault: name } = vault.header;
  if (got === 'opens') return place(vault, mine, as_sealed(name, vault.keys, record)!, now);
  // Nobody stops the others by sending rubbish: what is here goes over it.
  if (mine && vault.is_genuine(mine)) {
    vault.raise(mine, record.revision, record.revision, now);
  }
  return 'unreadable';
}

// What is new here, and genuine.
function place(vault: Vault, mine: Item | undefined, from: Record, now: number): Received {
  const record = { ...from, synced: from.revision, changed: now };
  const theirs = open_record(vault.header.vault, vault.keys, from);
  if (!mine) {
    vault.put(record, theirs, now);
    return 'taken';
  }
  if (!is_pending(mine.record)) return yield_to(vault, mine, record, theirs, now);
  // The second: one of the two is of a later version of this program, and cannot be merged.
  if (!mine.entry || (!theirs && !record.deleted)) {
    return yield_to(vault, mine, record, theirs, now);
  }
  if (!theirs) return revive(vault, mine, record, now);
  return merge_into(vault, mine, record, theirs, now);
}

// Where the chain stands when the server takes these as the next ones.
export function chain_with(chain: Chain, sent: Pending[]): Chain {
  return sent.reduce((before, { record }) => {
    const { id, revision, epoch } = record;
    const link = { seq: before.seq + 1, id, revision, seal_digest: sha256(record.sealed) };
    return { ...after(before, link)!, epoch };
  }, chain);
}

// How far one change may raise an entry's revision at a server, so that nobody uses them up.
export const revision_step_max = 1000;

const is_too_far = ({ record }: Item): boolean =>
  is_pending(record) && record.revision > record.synced + revision_step_max;

export const has_too_far = (vault: Vault): boolean => [...vault.items.values()].some(is_too_far);

// What was changed so often without a server that its revision is too far ahead: as far as it goes.
export function draw_near(vault: Vault): void {
  for (const item of vault.items.values()) {
    if (!is_too_far(item) || !vault.is_genuine(item)) continue;
    const revision = item.record.synced + revision_step_max;
    item.record = sealed_again(vault.header.vault, vault.keys, item.record, revision);
  }
}

// The server says that it took these. The chain moves by what was sent, whatever the answer says: a
// server that swallowed it is found by the next mark.
export function note_sent(vault: Vault, sent: Pending[]): void {
  vault.chain = chain_with(vault.chain, sent);
  for (const { record } of sent) vault.note_synced(record.id, record.revision);
}

// Whether a change came without its seal, and none after it of the same entry has one: a server can
// leave any change out in that way.
export function is_any_left_out(changes: Change[]): boolean {
  const open = new Set<string>();
  for (const { link, record } of changes) {
    if (record) open.delete(link.id);
    else open.add(link.id);
  }
  return open.size > 0;
}
