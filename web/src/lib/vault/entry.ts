// One code of the authenticator: its secret, what it is called, and how it is written as JSON,
// which is what a vault seals.
import { to_base32 } from './base32.ts';
import {
  has_unsafe_number,
  is_object,
  own,
  parse_json,
  type Json,
  type JsonObject,
} from './json.ts';
import { equal, fits, text_of, utf8, type Octets } from './octets.ts';
import {
  digits_max,
  digits_min,
  parse_algorithm,
  period_s_max,
  steam_characters,
  steam_period_s,
  type Key,
  type Type,
} from './one_time.ts';
import { compare, has_control_characters, is_well_formed } from './text.ts';
import { key_octets_max, parse_setup_key } from './typed_key.ts';

export const name_octets_max = 512; // Issuer and account, each.
export const note_octets_max = 16 * 1024;
export const tags_max = 32;
export const tag_octets_max = 128;
export const extra_octets_max = 32 * 1024; // As JSON; other the same.
export const entry_octets_max = 256 * 1024;
export const json_depth_max = 16;
const padding_octets = 256;
export const ms_max = 253_402_300_800_000; // The year 10000.

// The parts of an entry that can be edited, each with the time of its last edit.
export const fields = ['issuer', 'account', 'note', 'tags', 'order', 'extra'] as const;
export type Field = (typeof fields)[number];

export interface Entry {
  key: Key;
  issuer: string; // One of the two is not empty.
  account: string;
  counter: number; // Of hotp: the next one to use.
  note: string;
  tags: string[]; // Sorted, no two alike.
  order: number;
  created: number; // Milliseconds since 1970, as all times here.
  edited: Partial<Record<Field, number>>; // Only what was edited since it was created.
  restored: number; // The revision this one is a copy of, made by an undo; 0 when it is not one.
  extra: JsonObject; // What an import brought and we do not use.
  other: JsonObject; // Members of a later version of this format: kept as they are.
}

export const new_entry = (key: Key): Entry => ({
  key,
  issuer: '',
  account: '',
  counter: 0,
  note: '',
  tags: [],
  order: 0,
  created: 0,
  edited: {},
  restored: 0,
  extra: {},
  other: {},
});

export const cloned = (entry: Entry): Entry => structuredClone(entry);

export const edited_at = (entry: Entry, field: Field): number =>
  entry.edited[field] ?? entry.created;

export const same_key = (a: Key, b: Key): boolean =>
  a.type === b.type &&
  a.algorithm === b.algorithm &&
  a.digits === b.digits &&
  a.period_s === b.period_s &&
  equal(a.secret, b.secret);

// The label's own words for the issuer come first, where an import brought some.
export function shown_issuer(entry: Entry): string {
  const label = own(entry.extra, 'label_issuer');
  return typeof label === 'string' && label !== '' ? label : entry.issuer;
}

// "Issuer (account)", or what there is of it.
export function shown_name(entry: Entry): string {
  const issuer = shown_issuer(entry);
  if (issuer === '') return entry.account;
  return entry.account === '' ? issuer : `${issuer} (${entry.account})`;
}

// Sorted, no two alike.
export const tidy_tags = (tags: string[]): string[] => [...new Set(tags)].sort(compare);

export type EntryFault =
  | 'secret_empty'
  | 'secret_long'
  | 'issuer'
  | 'account'
  | 'no_name'
  | 'digits'
  | 'period'
  | 'steam'
  | 'note'
  | 'extra'
  | 'tags';

const is_line = (text: string, octets_max: number): boolean =>
  fits(text, octets_max) && is_well_formed(text) && !has_control_characters(text);

const is_note = (text: string): boolean =>
  fits(text, note_octets_max) &&
  is_well_formed(text) &&
  !/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text);

const is_small = (members: JsonObject): boolean => fits(JSON.stringify(members), extra_octets_max);

function key_fault(key: Key): EntryFault | null {
  if (key.secret.length === 0) return 'secret_empty';
  if (key.secret.length > key_octets_max) return 'secret_long';
  if (key.digits < digits_min || key.digits > digits_max) return 'digits';
  if (key.period_s < 1 || key.period_s > period_s_max) return 'period';
  const is_steam =
    key.digits === steam_characters && key.period_s === steam_period_s && key.algorithm === 'SHA1';
  return key.type === 'steam' && !is_steam ? 'steam' : null;
}

// Null when all is well: the one validator, for what is typed, imported and read.
export function fault_of(entry: Entry): EntryFault | null {
  if (!is_line(entry.issuer, name_octets_max)) return 'issuer';
  if (!is_line(entry.account, name_octets_max)) return 'account';
  if (entry.issuer === '' && entry.account === '') return 'no_name';
  const fault = key_fault(entry.key);
  if (fault) return fault;
  if (!is_note(entry.note)) return 'note';
  if (!is_small(entry.extra) || !is_small(entry.other)) return 'extra';
  const tags_fit = entry.tags.every((tag) => tag !== '' && is_line(tag, tag_octets_max));
  return entry.tags.length > tags_max || !tags_fit ? 'tags' : null;
}

// As the terminal program writes a text, octet for octet: two devices that find one conflict make
// one copy of it, whose name is a digest of this.
const json_text = (text: string): string => JSON.stringify(text).replaceAll('\\t', '\\u0009');

function members_of(entry: Entry): string[] {
  const { key } = entry;
  const times = fields.flatMap((field) =>
    entry.edited[field] === undefined ? [] : [`"${field}":${entry.edited[field]}`],
  );
  return [
    `"type":"${key.type}"`,
    `"issuer":${json_text(entry.issuer)}`,
    `"account":${json_text(entry.account)}`,
    `"secret":"${to_base32(key.secret)}"`,
    `"algorithm":"${key.algorithm}"`,
    `"digits":${key.digits}`,
    key.type === 'hotp' ? `"counter":${entry.counter}` : `"period":${key.period_s}`,
    ...(entry.note ? [`"note":${json_text(entry.note)}`] : []),
    ...(entry.tags.length > 0 ? [`"tags":[${entry.tags.map(json_text).join()}]`] : []),
    `"order":${entry.order}`,
    `"created":${entry.created}`,
    ...(times.length > 0 ? [`"edited":{${times.join()}}`] : []),
    ...(entry.restored > 0 ? [`"restored":${entry.restored}`] : []),
    ...(Object.keys(entry.extra).length > 0 ? [`"extra":${JSON.stringify(entry.extra)}`] : []),
    ...Object.entries(entry.other).map(
      ([name, value]) => `${json_text(name)}:${JSON.stringify(value)}`,
    ),
  ];
}

// Padded with spaces to a multiple of 256 octets, so that the seal's length tells little.
export function to_json(entry: Entry): Octets {
  const text = utf8(`{${members_of(entry).join()}}`);
  const padded = new Uint8Array(Math.ceil(text.length / padding_octets) * padding_octets);
  padded.fill(0x20);
  padded.set(text);
  return padded;
}

// Reads members, and remembers whether one was not what it must be.
class Reader {
  good = true;
  #taken = new Set<string>();
  constructor(readonly from: JsonObject) {}

  #take(name: string): Json | undefined {
    this.#taken.add(name);
    return own(this.from, name);
  }
  wrong<T>(otherwise: T): T {
    this.good = false;
    return otherwise;
  }
  text(name: string): string {
    const value = this.#take(name) ?? '';
    return typeof value === 'string' ? value : this.wrong('');
  }
  integer(name: string, otherwise: number): number {
    const value = this.#take(name);
    if (value === undefined) return otherwise;
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : this.wrong(otherwise);
  }
  natural(name: string): number {
    const value = this.integer(name, 0);
    return value >= 0 ? value : this.wrong(0);
  }
  time(name: string): number {
    const value = this.integer(name, -1);
    return value >= 0 && value <= ms_max ? value : this.wrong(0);
  }
  object(name: string): JsonObject {
    const value = this.#take(name) ?? {};
    return is_object(value) ? value : this.wrong({});
  }
  texts(name: string): string[] {
    const value = this.#take(name) ?? [];
    const all = Array.isArray(value) ? value : this.wrong([]);
    return all.every((one) => typeof one === 'string') ? all : this.wrong([]);
  }
  // What nobody asked for.
  rest(): JsonObject {
    return Object.fromEntries(Object.entries(this.from).filter(([name]) => !this.#taken.has(name)));
  }
}

const is_type = (text: string): text is Type => ['totp', 'hotp', 'steam'].includes(text);

function read_key(from: Reader): Key {
  const type = from.text('type');
  const algorithm = parse_algorithm(from.text('algorithm'));
  return {
    type: is_type(type) ? type : from.wrong('totp'),
    secret: parse_setup_key(from.text('secret')) ?? from.wrong(new Uint8Array()),
    algorithm: algorithm ?? from.wrong('SHA1'),
    digits: from.integer('digits', -1),
    period_s: type === 'hotp' ? 30 : from.integer('period', -1),
  };
}

function read_times(from: Reader): Entry['edited'] {
  const times = new Reader(from.object('edited'));
  const edited: Entry['edited'] = {};
  for (const field of fields) {
    if (own(times.from, field) !== undefined) edited[field] = times.time(field);
  }
  if (!times.good) from.wrong(0);
  return edited;
}

// Null when it is no entry of this format, or one that fault_of() refuses.
export function parse_entry(plain: Octets): Entry | null {
  const text = plain.length <= entry_octets_max ? text_of(plain) : null;
  const document = text === null ? undefined : parse_json(text, json_depth_max);
  if (!is_object(document) || has_unsafe_number(document)) return null;
  const from = new Reader(document);
  const entry: Entry = {
    key: read_key(from),
    issuer: from.text('issuer'),
    account: from.text('account'),
    counter: from.natural('counter'),
    note: from.text('note'),
    tags: tidy_tags(from.texts('tags')),
    order: from.integer('order', 0),
    created: from.time('created'),
    edited: read_times(from),
    restored: from.natural('restored'),
    extra: from.object('extra'),
    other: {},
  };
  entry.other = from.rest();
  return from.good && fault_of(entry) === null ? entry : null;
}
