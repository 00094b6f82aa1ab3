// One sealed entry as a vault file keeps it and a server hands it on.
import { parse_entry, to_json, type Entry } from './entry.ts';
import { newest_key, type Keys } from './keys.ts';
import type { Octets } from './octets.ts';
import { open, seal } from './sodium.ts';

export interface Record {
  id: string;
  revision: number; // Greater with each change.
  epoch: number; // Which key of the vault seals it.
  deleted: boolean; // Then it seals an empty text.
  sealed: Octets; // nonce, 24 | ciphertext and tag.

  // What this device notes beside it; nothing rests on it.
  changed: number;
  synced: number; // The revision that the server has; 0 when it has none.
  undone: boolean; // Deleted by an undo, so that another undo goes further back.
}

export const is_pending = (record: Record): boolean => record.synced !== record.revision;

// What each seal is bound to, so that a server can neither swap entries nor bring back an earlier
// one or a deleted one.
export const place_of = (vault: string, record: Omit<Record, 'sealed'>): string =>
  `sparekey-vault-1|${vault}|${record.id}|${record.revision}|${record.epoch}|` +
  (record.deleted ? '1' : '0');

// `entry` is null for a deletion.
export function seal_record(
  vault: string,
  keys: Keys,
  { id, revision, changed }: Pick<Record, 'id' | 'revision' | 'changed'>,
  entry: Entry | null,
): Record {
  const record = {
    id,
    revision,
    epoch: keys.newest,
    deleted: entry === null,
    changed,
    synced: 0,
    undone: false,
  };
  const plain = entry ? to_json(entry) : new Uint8Array();
  return { ...record, sealed: seal(newest_key(keys), plain, place_of(vault, record)) };
}

function opened(vault: string, keys: Keys, record: Record): Octets | null {
  const key = keys.all.get(record.epoch);
  return key ? open(key, record.sealed, place_of(vault, record)) : null;
}

// Whether somebody with the vault's key made it, for this place.
export function is_genuine(vault: string, keys: Keys, record: Record): boolean {
  const plain = opened(vault, keys, record);
  return plain !== null && (plain.length === 0) === record.deleted;
}

// The same content under another revision and the newest key; of a genuine one. Also of an entry
// that only a later version can read.
export function sealed_again(vault: string, keys: Keys, record: Record, revision: number): Record {
  const plain = opened(vault, keys, record);
  if (!plain) throw new Error('a record that was found genuine');
  const next = { ...record, revision, epoch: keys.newest };
  return { ...next, sealed: seal(newest_key(keys), plain, place_of(vault, next)) };
}

// The record with the epoch and the deletion that its seal is bound to, whatever stands beside the
// seal: no digest covers that, so whoever hands it out may have changed it. Null when it opens as
// nothing.
export function as_sealed(vault: string, keys: Keys, record: Record): Record | null {
  if (is_genuine(vault, keys, record)) return record;
  for (const epoch of keys.all.keys()) {
    for (const deleted of [false, true]) {
      const other = { ...record, epoch, deleted };
      if (is_genuine(vault, keys, other)) return other;
    }
  }
  return null;
}

// Null when it is deleted, not genuine, or no entry that this version can read.
export function open_record(vault: string, keys: Keys, record: Record): Entry | null {
  const plain = record.deleted ? null : opened(vault, keys, record);
  return plain && parse_entry(plain);
}
