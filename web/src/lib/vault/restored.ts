// A server that was brought back from a backup, and a vault that knows more than it: everything is
// compared anew, and nothing is lost. doc/vault.md, "After a backup was brought back", has the rule
// for whoever writes another one.
import { no_chain } from './chain.ts';
import { to_hex } from './octets.ts';
import { is_pending } from './record.ts';
import { follow_chain, receive, type Change, type Received } from './replica.ts';
import { sha256 } from './sodium.ts';
import type { Item, Vault } from './vault.ts';

// All changes of the server, by entry, in their order.
function by_entry(changes: Change[]): Map<string, Change[]> {
  const all = new Map<string, Change[]>();
  for (const change of changes) {
    const its = all.get(change.link.id);
    if (its) its.push(change);
    else all.set(change.link.id, [change]);
  }
  return all;
}

// The latest change of the server that this device knows, by its seal: what both began from.
function common(item: Item, its: Change[]): Change | undefined {
  const seals = [item.record, ...item.past.map(({ record }) => record)].map(({ sealed }) =>
    to_hex(sha256(sealed)),
  );
  const known = new Set(seals);
  return its.findLast(({ link }) => known.has(to_hex(link.seal_digest)));
}

// Up to which `seq` the server's changes of this entry only move the chain: those up to the common
// one are behind what is here, and without a common one only the last says what the server has.
function begin(vault: Vault, item: Item, its: Change[]): number {
  const base = vault.is_genuine(item) ? common(item, its) : undefined;
  item.record = { ...item.record, synced: base?.link.revision ?? 0 };
  return base?.link.seq ?? (its.at(-1)?.link.seq ?? 0) - 1;
}

// A revision never falls on a device: others may have the one that was here.
function go_up(vault: Vault, item: Item, was: number, now: number): void {
  const { revision, synced } = item.record;
  const least = is_pending(item.record) ? Math.max(was, synced + 1) : was;
  if (revision < least && vault.is_genuine(item)) vault.raise(item, least, synced, now);
}

// `changes` are all that the server has, from the first. What came of each.
export function compare_anew(vault: Vault, changes: Change[], now: number): Received[] {
  const theirs = by_entry(changes);
  const before = new Map<string, { revision: number; only_chain: number }>();
  for (const [id, item] of vault.items) {
    const only_chain = begin(vault, item, theirs.get(id) ?? []);
    before.set(id, { revision: item.record.revision, only_chain });
  }
  vault.chain = no_chain();
  const got = changes.map((change): Received => {
    const { seq, id } = change.link;
    if (seq > (before.get(id)?.only_chain ?? 0)) return receive(vault, change, now);
    const moved = follow_chain(vault, change);
    return moved === 'opens' || moved === 'does_not_open' ? 'known' : moved;
  });
  for (const [id, { revision }] of before) go_up(vault, vault.items.get(id)!, revision, now);
  return got;
}
