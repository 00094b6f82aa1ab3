// What was, and how to get it back: earlier versions of a vault's entries.
import { cloned, shown_name, type Entry } from './entry.ts';
import { open_record, seal_record, type Record } from './record.ts';
import { history_kept_ms, is_unreadable, type Item, type Vault } from './vault.ts';

export type What = 'added' | 'edited' | 'deleted' | 'restored';

// One version of an entry: the current one, or one before it.
export interface Version {
  id: string;
  revision: number;
  what: What;
  changed: number;
  current: boolean;
  name: string; // Of the entry then, or of the last one that it had; '' when there is none.
}

// An entry's versions, the oldest first, the current one last; opened as they are needed.
class Chronicle {
  constructor(
    readonly vault: Vault,
    readonly item: Item,
  ) {}

  get size(): number {
    return this.item.past.length + 1;
  }
  record(at: number): Record {
    return this.item.past[at]?.record ?? this.item.record;
  }
  entry(at: number): Entry | null {
    if (at === this.item.past.length) return this.item.entry;
    return open_record(this.vault.header.vault, this.vault.keys, this.record(at));
  }
  // The latest of that number: where two devices gave the same one, the server's came last.
  at(revision: number): number | null {
    for (let at = this.size - 1; at >= 0; --at) {
      if (this.record(at).revision === revision) return at;
    }
    return null;
  }
  // The version whose content the current one has: itself, or the one it was restored from.
  get effective(): number {
    const restored = this.item.entry?.restored ?? 0;
    return (restored > 0 ? this.at(restored) : null) ?? this.size - 1;
  }
  // Whether there is something before the current content to go back to: an earlier version, or the
  // time before it was added.
  get can_go_back(): boolean {
    return this.effective > 0 || this.record(0).revision === 1;
  }
  name(from: number): string {
    for (let at = from; at >= 0; --at) {
      const entry = this.entry(at);
      if (entry) return shown_name(entry);
    }
    return '';
  }
  what(at: number): What {
    const { deleted, revision } = this.record(at);
    if (deleted) return 'deleted';
    if ((this.entry(at)?.restored ?? 0) > 0) return 'restored';
    return at === 0 && revision === 1 ? 'added' : 'edited';
  }
  version(at: number): Version {
    const { id, revision, changed } = this.record(at);
    const current = at + 1 === this.size;
    return { id, revision, what: this.what(at), changed, current, name: this.name(at) };
  }
}

function chronicle_of(vault: Vault, id: string): Chronicle | null {
  const item = vault.items.get(id);
  return item ? new Chronicle(vault, item) : null;
}

// Of one entry, newest first.
export function history_of(vault: Vault, id: string): Version[] {
  const chronicle = chronicle_of(vault, id);
  if (!chronicle) return [];
  return Array.from({ length: chronicle.size }, (_, at) => chronicle.version(at)).reverse();
}

// Of all entries, newest first.
export const history = (vault: Vault): Version[] =>
  [...vault.items.keys()]
    .flatMap((id) => history_of(vault, id))
    .sort((a, b) => b.changed - a.changed);

// The version as it was; null when it was deleted then, or is not kept any more.
export function version_of(vault: Vault, id: string, revision: number): Entry | null {
  const chronicle = chronicle_of(vault, id);
  const at = chronicle?.at(revision) ?? null;
  const entry = at === null ? null : chronicle!.entry(at);
  return entry && cloned(entry);
}

// The greatest counter that any kept version of a hotp has: what an earlier one must not undo.
export function counter_of(vault: Vault, id: string): number {
  const chronicle = chronicle_of(vault, id);
  const versions = Array.from({ length: chronicle?.size ?? 0 }, (_, at) => chronicle!.entry(at));
  return Math.max(0, ...versions.map((entry) => entry?.counter ?? 0));
}

// Makes that version the current one. False when there is no such entry in it.
export function restore(vault: Vault, id: string, revision: number, now: number): boolean {
  const item = vault.items.get(id);
  const before = item && !is_unreadable(item) ? version_of(vault, id, revision) : null;
  if (!item || !before) return false;
  if (before.restored === 0) before.restored = revision;
  // A counter never goes back: its codes were used.
  if (before.key.type === 'hotp') before.counter = counter_of(vault, id);
  const next = { id, revision: item.record.revision + 1, changed: now };
  vault.put(seal_record(vault.header.vault, vault.keys, next, before), before, now);
  return true;
}

// Takes back the last change of an entry; again, the one before it. What it did, null when there is
// nothing to take back.
export function undo(vault: Vault, id: string, now: number): Version | null {
  const item = vault.items.get(id);
  if (!item || is_unreadable(item)) return null;
  const chronicle = new Chronicle(vault, item);
  const { effective } = chronicle;
  const undone = chronicle.version(effective);
  // The nearest version before it that can be read; deletions between are passed by.
  for (let at = effective - 1; at >= 0; --at) {
    if (restore(vault, id, chronicle.record(at).revision, now)) return undone;
  }
  if (item.record.deleted || chronicle.record(0).revision !== 1) return null;
  vault.remove(id, now, true);
  return undone;
}

// Takes back the last change of the vault that was not taken back yet.
export function undo_last(vault: Vault, now: number): Version | null {
  let last: { id: string; changed: number } | null = null;
  for (const [id, item] of vault.items) {
    if (is_unreadable(item) || item.record.undone) continue;
    const chronicle = new Chronicle(vault, item);
    if (!chronicle.can_go_back) continue;
    const { changed } = chronicle.record(chronicle.effective);
    if (!last || changed > last.changed) last = { id, changed };
  }
  if (!last || last.changed + history_kept_ms < now) return null;
  return undo(vault, last.id, now);
}
