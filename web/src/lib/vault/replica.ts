// A vault on one of several devices: what it owes the server, and what it does with what comes from
// there. Nothing here speaks to anybody; the server hands on and orders, and is believed nothing.
import { after, type Link } from './chain.ts';
import { cloned, to_json, type Entry } from './entry.ts';
import { counter_of, version_of } from './history.ts';
import { merge, says_the_same } from './merge.ts';
import { equal, joined, to_hex, utf8, type Octets } from './octets.ts';
import { is_genuine, is_pending, open_record, seal_record, type Record } from './record.ts';
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
  | 'out_of_order' // Not the next one: the server went back, skipped or swapped.
  | 'forged' // Not sealed by anybody with the vault's key, or not what its link says.
  | 'went_back'; // A revision that is no later than the one the server had.

export const is_lie = (got: Received): got is 'out_of_order' | 'forged' | 'went_back' =>
  got === 'out_of_order' || got === 'forged' || got === 'went_back';

export const pending = (vault: Vault): Pending[] =>
  [...vault.items.values()]
    .filter(({ record }) => is_pending(record))
    .map(({ record }) => ({ replaces: record.synced, record }))
    .sort((a, b) => (a.record.id < b.record.id ? -1 : 1));

export function count_pending(vault: Vault): number {
  let count = 0;
  for (const { record } of vault.items.values()) count += is_pending(record) ? 1 : 0;
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

export function receive(vault: Vault, change: Change, now: number): Received {
  const { link } = change;
  const { vault: name } = vault.header;
  // Looked at before anything is believed: a forged change must not even move the chain.
  if (change.record) {
    if (!is_what_its_link_says(change)) return 'forged';
    if (!is_genuine(name, vault.keys, change.record)) return 'forged';
  }
  const mine = vault.items.get(link.id);
  const synced = mine?.record.synced ?? 0;
  const has_it = mine !== undefined && link.revision === synced;
  const before = has_it ? known_digest(mine, synced) : null;
  if (before && !equal(before, link.seal_digest)) return 'forged';
  // A server that this device is behind of has each entry at least as far as this device knows.
  if (link.revision < synced) return 'went_back';
  const chain = after(vault.chain, link);
  if (!chain) return 'out_of_order';
  vault.chain = chain;
  if (has_it || !change.record) return 'known';
  return place(vault, mine, change.record, now);
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

// The server took these, as the changes behind `before`: they stand in the chain, where nothing
// came between. Else they come with the changes.
export function note_sent(vault: Vault, sent: Pending[], before: number): void {
  for (const [place, { record }] of sent.entries()) {
    const { id, revision } = record;
    const seal_digest = sha256(record.sealed);
    vault.chain =
      after(vault.chain, { seq: before + place + 1, id, revision, seal_digest }) ?? vault.chain;
    vault.note_synced(id, revision);
  }
}
