// An opened vault: its entries, what is done to them, and what each change leaves behind so that it
// can be taken back. Nothing here reads a clock or a disk.
import { no_chain, type Chain } from './chain.ts';
import type { Document, Past, SealedDevice, Server } from './document.ts';
import { cloned, edited_at, fault_of, fields, shown_name, tidy_tags, type Entry } from './entry.ts';
import { same_json } from './json.ts';
import {
  change_passphrase,
  new_id,
  open_device,
  seal_anew,
  seal_device,
  type Device,
  type Header,
  type Keys,
} from './keys.ts';
import type { Key } from './one_time.ts';
import type { Octets } from './octets.ts';
import {
  is_genuine,
  is_pending,
  open_record,
  seal_record,
  sealed_again,
  type Record,
} from './record.ts';
import { compare, lower_ascii } from './text.ts';

export const history_kept_ms = 30 * 86_400_000;
export const versions_max = 200; // Kept of one entry.

export interface Item {
  record: Record;
  entry: Entry | null; // None when it is deleted, or cannot be read.
  past: Past[]; // The oldest first.
}

export const is_unreadable = (item: Item): boolean => !item.record.deleted && !item.entry;

const is_stale = ({ entry, record }: Item, { newest }: Keys): boolean =>
  entry !== null && record.epoch < newest;

// What a pending change began from is needed to merge.
const is_base = (past: Past, current: Record): boolean =>
  is_pending(current) && past.record.revision === current.synced;

const is_spent = (past: Past, current: Record, now: number, written: number): boolean =>
  !is_base(past, current) && past.replaced + history_kept_ms < Math.min(now, written);

function cut(past: Past[], current: Record): Past[] {
  let over = past.length - versions_max;
  return past.filter((one) => is_base(one, current) || over-- <= 0);
}

export class Vault {
  readonly header: Header;
  keys: Keys;
  readonly items = new Map<string, Item>();
  chain: Chain;
  // Where it syncs; null: nowhere.
  server: Server | null;
  // None in an export, or where the device was sealed under a key that is not known.
  device: Device | null = null;
  drilled: number;
  drilled_entries: number;
  #sealed_device: SealedDevice | null;
  #written: number;

  // `keys` opened its header. What cannot be read of it is kept as it is.
  constructor(document: Document, keys: Keys) {
    this.header = document.header;
    this.keys = keys;
    this.chain = document.chain;
    this.server = document.server;
    this.drilled = document.drilled;
    this.drilled_entries = document.drilled_entries;
    this.#written = document.written;
    for (const record of document.records) {
      const entry = open_record(this.header.vault, keys, record);
      this.items.set(record.id, { record, entry, past: [] });
    }
    for (const past of document.history) this.items.get(past.record.id)?.past.push(past);
    const sealed = (this.#sealed_device = document.device);
    if (!sealed) return;
    this.device = open_device(sealed.id, sealed.sealed, this.header.vault, keys, sealed.epoch);
  }

  // A new, empty one.
  static make(header: Header, keys: Keys, device: Device, now: number): Vault {
    const chain = no_chain();
    const empty = { records: [], history: [], device: null, server: null };
    const none = { drilled: 0, drilled_entries: 0 };
    const vault = new Vault({ header, chain, written: now, ...empty, ...none }, keys);
    vault.become(device);
    return vault;
  }

  // Every live entry that is sealed under an earlier key, anew. Whoever took a device out may not
  // have come to the end of it.
  reseal(now: number): void {
    for (const item of this.items.values()) {
      if (is_stale(item, this.keys)) this.#next(item, item.entry, now);
    }
  }

  has_stale(): boolean {
    return [...this.items.values()].some((item) => is_stale(item, this.keys));
  }

  // A later list of devices that was found to continue this one's, perhaps with a later key, which
  // is one of `keys`; what is pending is sealed under the newest. Every seal of a key is made here,
  // and keys that are known stay. The passphrase of this file stays what it was: a server hands out
  // what wraps the key, but nobody signs it.
  learn(theirs: Pick<Header, 'roster' | 'epoch'>, keys: Keys, wrapping_key: Octets) {
    const is_later_key = theirs.epoch !== this.header.epoch;
    const { roster, epoch } = theirs;
    Object.assign(this.header, { roster, epoch });
    this.keys = { newest: keys.newest, all: new Map([...keys.all, ...this.keys.all]) };
    seal_anew(this.header, this.keys);
    const { vault } = this.header;
    for (const item of this.items.values()) {
      if (is_unreadable(item)) item.entry = open_record(vault, this.keys, item.record);
    }
    if (!is_later_key) return;
    change_passphrase(this.header, this.keys, this.header.kdf, wrapping_key);
    if (this.device) this.become(this.device);
    for (const item of this.items.values()) {
      if (!is_pending(item.record) || !this.is_genuine(item)) continue;
      item.record = sealed_again(vault, this.keys, item.record, item.record.revision + 1);
    }
  }

  is_genuine = ({ entry, record }: Item): boolean =>
    entry !== null || is_genuine(this.header.vault, this.keys, record);

  // What is here, once more, with a revision later than `above`, over the one that the server has.
  // It leaves history only where the server knew it: what is pending says the same in its place.
  raise(item: Item, above: number, synced: number, now: number): void {
    const { record } = item;
    const revision = Math.max(record.revision, above) + 1;
    const next = sealed_again(this.header.vault, this.keys, record, revision);
    const later = { ...next, synced, changed: now };
    if (is_pending(record)) item.record = later;
    else this.put(later, item.entry, now);
  }

  // A file that was opened anew becomes a device's own.
  become(device: Device): void {
    const { vault } = this.header;
    const sealed = seal_device(device, vault, this.keys);
    this.#sealed_device = { id: device.id, epoch: this.keys.newest, sealed };
    this.device = device;
  }

  find(id: string): Entry | null {
    return this.items.get(id)?.entry ?? null;
  }

  // Live ones, by order and name.
  entries(): { id: string; entry: Entry }[] {
    const rows = [...this.items].flatMap(([id, { entry }]) =>
      entry ? [{ id, entry, name: lower_ascii(shown_name(entry)) }] : [],
    );
    rows.sort(
      (a, b) => a.entry.order - b.entry.order || compare(a.name, b.name) || compare(a.id, b.id),
    );
    return rows.map(({ id, entry }) => ({ id, entry }));
  }

  unreadable(): number {
    return [...this.items.values()].filter(is_unreadable).length;
  }

  #sealed(id: string, entry: Entry | null, revision: number, now: number): Record {
    return seal_record(this.header.vault, this.keys, { id, revision, changed: now }, entry);
  }

  #next(item: Item, entry: Entry | null, now: number): void {
    this.put(this.#sealed(item.record.id, entry, item.record.revision + 1, now), entry, now);
  }

  #item(id: string): Item {
    const item = this.items.get(id);
    if (!item) throw new Error('an entry of this vault');
    return item;
  }

  add(wanted: Entry, now: number): string {
    const id = new_id();
    this.add_as(id, wanted, now);
    return id;
  }

  add_as(id: string, wanted: Entry, now: number): void {
    const entry = cloned(wanted);
    if (entry.created === 0) entry.created = now;
    entry.tags = tidy_tags(entry.tags);
    check(!this.items.has(id) && fault_of(entry) === null);
    this.items.set(id, { record: this.#sealed(id, entry, 1, now), entry, past: [] });
  }

  // What differs in the fields that can be edited. False when nothing does, or it is not there.
  edit(id: string, wanted: Entry, now: number): boolean {
    const before = this.find(id);
    if (!before) return false;
    const next = { ...cloned(before), restored: 0 };
    for (const field of fields) {
      if (same_json(before[field], wanted[field])) continue;
      Object.assign(next, { [field]: structuredClone(wanted[field]) });
      // Later than what it replaces, whatever this device's clock says.
      next.edited[field] = Math.max(now, edited_at(before, field) + 1);
    }
    if (same_json(next.edited, before.edited)) return false;
    check(fault_of(next) === null);
    this.#next(this.#item(id), next, now);
    return true;
  }

  // The counter only, which leaves no history: a step back would give used codes again.
  count(id: string, counter: number, now: number): void {
    const item = this.#item(id);
    check(item.entry?.key.type === 'hotp' && counter > item.entry.counter);
    const next = { ...cloned(item.entry!), counter, restored: 0 };
    // What a pending change began from is kept all the same.
    if (!is_pending(item.record) && item.record.synced > 0) return this.#next(item, next, now);
    const record = this.#sealed(id, next, item.record.revision + 1, now);
    item.record = { ...record, synced: item.record.synced };
    item.entry = next;
  }

  // Another key is another entry: the old one is deleted. Null when the key will not do.
  replace_key(id: string, key: Key, now: number): string | null {
    const before = this.find(id);
    if (!before) return null;
    const next = { ...cloned(before), key, edited: {}, restored: 0, created: now };
    if (fault_of(next) !== null) return null;
    const added = this.add(next, now);
    this.remove(id, now);
    return added;
  }

  // `undone`: by an undo, so that another undo goes further back.
  remove(id: string, now: number, undone = false): boolean {
    const item = this.items.get(id);
    if (!item || item.record.deleted) return false;
    const record = this.#sealed(id, null, item.record.revision + 1, now);
    this.put({ ...record, undone }, null, now);
    return true;
  }

  // A change that came from elsewhere, or is merged. The version before it is kept.
  put(record: Record, entry: Entry | null, now: number): void {
    const item = this.items.get(record.id);
    if (!item) {
      this.items.set(record.id, { record, entry, past: [] });
      return;
    }
    const synced = record.synced === 0 ? item.record.synced : record.synced;
    const past = [...item.past, { record: item.record, replaced: now }];
    item.record = { ...record, synced };
    item.entry = entry;
    item.past = cut(past, item.record);
  }

  // The server took this revision.
  note_synced(id: string, revision: number): void {
    this.#item(id).record.synced = revision;
  }

  note_drill(now: number, entries: number): void {
    this.drilled = now;
    this.drilled_entries = entries;
  }

  // What goes to the file. Versions older than a month are left out, but never by a clock that has
  // only just jumped ahead: the time of the last writing must be past it, too.
  document(now: number): Document {
    const items = [...this.items].sort(([a], [b]) => compare(a, b)).map(([, item]) => item);
    return {
      header: this.header,
      records: items.map(({ record }) => record),
      history: items.flatMap(({ record, past }) =>
        past.filter((one) => !is_spent(one, record, now, this.#written)),
      ),
      device: this.#sealed_device,
      chain: this.chain,
      server: this.server,
      written: now,
      drilled: this.drilled,
      drilled_entries: this.drilled_entries,
    };
  }

  // The same, for another place: without the device and without the state of syncing.
  export_document(now: number): Document {
    const all = this.document(now);
    const chain = no_chain();
    const records = all.records.map((record) => ({ ...record, synced: 0 }));
    return { ...all, records, device: null, chain, server: null };
  }
}

function check(holds: boolean): void {
  if (!holds) throw new Error('a change that its caller has checked');
}
