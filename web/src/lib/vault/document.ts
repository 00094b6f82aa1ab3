// The file "sparekey-vault-1": one JSON document with the header and the sealed entries. An export
// is the same without what belongs to this device. doc/vault.md has it member by member.
import { no_chain, type Chain } from './chain.ts';
import { json_depth_max, ms_max } from './entry.ts';
import { is_object, own, parse_json, type Json, type JsonObject } from './json.ts';
import { is_acceptable, type Header, type Kdf } from './keys.ts';
import { fits, parse_base64url, to_base64url, type Octets } from './octets.ts';
import type { Record } from './record.ts';
import {
  is_id,
  is_natural,
  is_signed_by_itself,
  parse_roster,
  type SignedRoster,
} from './roster.ts';

export const format_name = 'sparekey-vault-1';
export const document_octets_max = 128 * 1024 * 1024;
export const entries_max = 50_000;
const earlier_keys_max = 1000;
const epoch_max = 2 ** 32 - 1;
const digest_octets = 32;

// An earlier version of an entry, kept for a month.
export interface Past {
  record: Record;
  replaced: number;
}

export interface SealedDevice {
  id: string;
  epoch: number;
  sealed: Octets;
}

// Where a device syncs, as whom.
export interface Server {
  url: string;
  email: string;
}

export interface Document {
  header: Header;
  records: Record[];
  history: Past[]; // Of each entry the oldest first.
  device: SealedDevice | null; // None in an export.
  chain: Chain; // Zero in an export.
  server: Server | null; // None in an export, or where it does not sync.
  written: number;
  drilled: number; // When a drill last succeeded; zero: never.
  drilled_entries: number;
}

export type DocumentFault =
  | 'no_json' // Cut off, or not a text of JSON.
  | 'other_format' // JSON, but not of this format.
  | 'later_format' // "sparekey-vault-2": a newer program wrote it.
  | 'weak_kdf' // Its passphrase is protected less, or more, than we accept.
  | 'broken_header'
  | 'broken_entry'
  | 'bad_roster' // Not signed by one of its devices.
  | 'too_large';

const record_json = (record: Record) => ({
  id: record.id,
  revision: record.revision,
  epoch: record.epoch,
  deleted: record.deleted,
  changed: record.changed,
  ...(record.synced > 0 ? { synced: record.synced } : {}),
  ...(record.undone ? { undone: true } : {}),
  sealed: to_base64url(record.sealed),
});

const texts_by = (keys: Map<string | number, Octets>) =>
  Object.fromEntries([...keys].map(([name, octets]) => [name, to_base64url(octets)]));

// One member a line at the top, one entry a line below: what a person can look through, and a
// backup program can compare.
export function to_text({ header, ...all }: Document): string {
  const { kdf, roster } = header;
  const members: [string, unknown][] = [
    ['format', format_name],
    ['vault', header.vault],
    [
      'kdf',
      {
        name: 'argon2id',
        memory_kib: kdf.memory_kib,
        passes: kdf.passes,
        lanes: 1,
        salt: to_base64url(kdf.salt),
      },
    ],
    ['epoch', header.epoch],
    ['wrapped_key', to_base64url(header.wrapped)],
    ['earlier_keys', texts_by(header.earlier)],
    ['sealed_keys', texts_by(header.sealed)],
    ['binding', to_base64url(header.binding)],
    ['roster', { ...roster, signature: to_base64url(roster.signature) }],
    ['written', all.written],
  ];
  if (all.drilled > 0) {
    members.push(['drilled', all.drilled], ['drilled_entries', all.drilled_entries]);
  }
  if (all.device)
    members.push(['device', { ...all.device, sealed: to_base64url(all.device.sealed) }]);
  if (all.chain.seq > 0) {
    members.push(['sync', { ...all.chain, digest: to_base64url(all.chain.digest) }]);
  }
  if (all.server) members.push(['server', { url: all.server.url, email: all.server.email }]);
  const lines = members.map(([name, value]) => ` "${name}": ${JSON.stringify(value)}`);
  const list = (rows: unknown[]) => rows.map((row) => `\n  ${JSON.stringify(row)}`).join();
  const past = all.history.map(({ record, replaced }) => ({ ...record_json(record), replaced }));
  lines.push(` "entries": [${list(all.records.map(record_json))}\n ]`);
  lines.push(` "history": [${list(past)}\n ]`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

const number_at = (from: JsonObject, name: string): number => {
  const value = own(from, name);
  return is_natural(value) ? value : -1;
};

const time_at = (from: JsonObject, name: string): number =>
  Math.min(Math.max(number_at(from, name), 0), ms_max);

const is_epoch = (value: number): boolean => value >= 1 && value <= epoch_max;

// Null where it is missing, or of another length.
function octets_at(from: JsonObject, name: string, size?: number): Octets | null {
  const text = own(from, name);
  const octets = typeof text === 'string' ? parse_base64url(text) : null;
  return octets && octets.length > 0 && (size ?? octets.length) === octets.length ? octets : null;
}

function read_kdf(from: Json | undefined): Kdf | null {
  if (!is_object(from) || own(from, 'name') !== 'argon2id' || own(from, 'lanes') !== 1) return null;
  const salt = octets_at(from, 'salt', 16);
  return (
    salt && { memory_kib: number_at(from, 'memory_kib'), passes: number_at(from, 'passes'), salt }
  );
}

function read_keys(from: Json | undefined): Map<string, Octets> | null {
  if (!is_object(from)) return null;
  const names = Object.keys(from);
  if (names.length > earlier_keys_max) return null;
  const keys = new Map<string, Octets>();
  for (const name of names) {
    const octets = octets_at(from, name);
    if (!octets) return null;
    keys.set(name, octets);
  }
  return keys;
}

function read_earlier(from: Json | undefined): Map<number, Octets> | null {
  const keys = read_keys(from);
  if (!keys || ![...keys.keys()].every((name) => /^\d{1,10}$/.test(name))) return null;
  return new Map([...keys].map(([name, sealed]) => [Number(name), sealed]));
}

function read_roster(from: Json | undefined): SignedRoster | null {
  if (!is_object(from)) return null;
  const signature = octets_at(from, 'signature', 64);
  const text = own(from, 'text');
  const signer = own(from, 'signer');
  if (!signature || typeof text !== 'string' || typeof signer !== 'string') return null;
  return { text, signer, signature };
}

function read_header(from: JsonObject): Header | DocumentFault {
  const vault = own(from, 'vault');
  const kdf = read_kdf(own(from, 'kdf'));
  const epoch = number_at(from, 'epoch');
  const wrapped = octets_at(from, 'wrapped_key');
  const earlier = read_earlier(own(from, 'earlier_keys'));
  const sealed = read_keys(own(from, 'sealed_keys'));
  const binding = octets_at(from, 'binding', digest_octets);
  const roster = read_roster(own(from, 'roster'));
  if (!is_id(vault) || !kdf || !is_epoch(epoch) || !wrapped || !sealed) return 'broken_header';
  if (!is_acceptable(kdf)) return 'weak_kdf';
  if (!earlier || !binding || !roster) return 'broken_header';
  const named = parse_roster(roster.text);
  if (named?.vault !== vault || named.epoch !== epoch || !is_signed_by_itself(roster)) {
    return 'bad_roster';
  }
  return { vault, kdf, epoch, wrapped, earlier, sealed, binding, roster };
}

function read_record(from: Json): Record | null {
  if (!is_object(from)) return null;
  const id = own(from, 'id');
  const revision = number_at(from, 'revision');
  const epoch = number_at(from, 'epoch');
  const deleted = own(from, 'deleted');
  const sealed = octets_at(from, 'sealed');
  if (!is_id(id) || revision < 1 || !is_epoch(epoch) || !sealed) return null;
  if (typeof deleted !== 'boolean') return null;
  return {
    id,
    revision,
    epoch,
    deleted,
    sealed,
    changed: time_at(from, 'changed'),
    synced: Math.max(number_at(from, 'synced'), 0),
    undone: own(from, 'undone') === true,
  };
}

type Entries = Pick<Document, 'records' | 'history'>;

function read_entries(from: JsonObject): Entries | DocumentFault {
  const entries = own(from, 'entries');
  const history = own(from, 'history');
  if (!Array.isArray(entries) || !Array.isArray(history)) return 'broken_header';
  if (entries.length > entries_max) return 'too_large';
  const records = entries.map(read_record);
  const past = history.map((one) => ({
    record: read_record(one),
    replaced: is_object(one) ? time_at(one, 'replaced') : 0,
  }));
  const are_whole = records.every((one) => one !== null);
  const are_past = past.every((one): one is Past => one.record !== null);
  if (!are_whole || !are_past) return 'broken_entry';
  const ids = new Set(records.map(({ id }) => id));
  return ids.size === records.length ? { records, history: past } : 'broken_entry';
}

// Null where it is broken; undefined where there is none.
function read_device(from: Json | undefined): SealedDevice | null | undefined {
  if (from === undefined) return undefined;
  if (!is_object(from)) return null;
  const id = own(from, 'id');
  const epoch = number_at(from, 'epoch');
  const sealed = octets_at(from, 'sealed');
  return is_id(id) && is_epoch(epoch) && sealed ? { id, epoch, sealed } : null;
}

function read_chain(from: Json | undefined): Chain | null {
  if (from === undefined) return no_chain();
  if (!is_object(from)) return null;
  const seq = number_at(from, 'seq');
  const digest = octets_at(from, 'digest', digest_octets);
  const epoch = number_at(from, 'epoch');
  return seq >= 1 && digest && is_epoch(epoch) ? { seq, digest, epoch } : null;
}

// Null where it is broken; undefined where there is none.
function read_server(from: Json | undefined): Server | null | undefined {
  if (from === undefined) return undefined;
  if (!is_object(from)) return null;
  const url = own(from, 'url');
  const email = own(from, 'email');
  return typeof url === 'string' && typeof email === 'string' && url && email
    ? { url, email }
    : null;
}

// Needs the cipher: the list of devices is signed.
export function read_document(text: string): { document: Document } | { fault: DocumentFault } {
  if (!fits(text, document_octets_max)) return { fault: 'too_large' };
  const from = parse_json(text, json_depth_max);
  if (from === undefined) return { fault: 'no_json' };
  const format = is_object(from) ? own(from, 'format') : undefined;
  if (!is_object(from) || typeof format !== 'string') return { fault: 'other_format' };
  if (format !== format_name) {
    return { fault: format.startsWith('sparekey-vault-') ? 'later_format' : 'other_format' };
  }
  const header = read_header(from);
  if (typeof header === 'string') return { fault: header };
  const entries = read_entries(from);
  if (typeof entries === 'string') return { fault: entries };
  const device = read_device(own(from, 'device'));
  const chain = read_chain(own(from, 'sync'));
  const server = read_server(own(from, 'server'));
  if (device === null || !chain || server === null) return { fault: 'broken_header' };
  const document = {
    header,
    ...entries,
    device: device ?? null,
    chain,
    server: server ?? null,
    written: time_at(from, 'written'),
    drilled: time_at(from, 'drilled'),
    drilled_entries: Math.max(number_at(from, 'drilled_entries'), 0),
  };
  return { document };
}
