// Google Authenticator's export: otpauth-migration URIs, one a QR code, in and out.
import type { Entry } from '#lib/vault/entry.ts';
import {
  joined,
  parse_base64,
  parse_hex,
  text_of,
  to_base64,
  type Octets,
} from '#lib/vault/octets.ts';
import { trim } from '#lib/vault/text.ts';
import type { Collector, Draft } from './draft.ts';
import { number_field, octets_field, read_fields, type WireField } from './protobuf.ts';

export const migration_scheme = 'otpauth-migration://';
const entries_per_code = 10; // More make a code that no phone reads.
const batch_size_max = 1000;

export const is_migration = (text: string): boolean => /^\s*otpauth-migration:\/\//i.test(text);

// Field numbers and values of the message, as other apps' readers have them.
const payload = { parameters: 1, version: 2, batch_size: 3, batch_index: 4, batch_id: 5 };
const parameter = { secret: 1, name: 2, issuer: 3, algorithm: 4, digits: 5, type: 6, counter: 7 };
const algorithms = ['SHA1', 'SHA1', 'SHA256', 'SHA512', 'MD5'];
const type_hotp = 1;
const type_totp = 2;

// What stands after "data=": percent-encoded base64, which a form decoder may have made spaces in.
function message_of(uri: string): Octets | null {
  const [, data] = /data=([^&]*)/.exec(uri) ?? [];
  if (data === undefined) return null;
  const text = data.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(parse_hex(hex)![0]!),
  );
  return parse_base64(trim(text).replaceAll(' ', '+'));
}

// "Issuer:account" where the issuer is there again.
function names_of(name: string, issuer: string): Pick<Draft, 'issuer' | 'account'> {
  if (issuer && name.startsWith(`${issuer}:`)) {
    return { issuer, account: trim(name.slice(issuer.length + 1)) };
  }
  const colon = name.indexOf(':');
  if (issuer || colon < 0) return { issuer, account: name };
  return { issuer: trim(name.slice(0, colon)), account: trim(name.slice(colon + 1)) };
}

// The last field of that number, as protobuf reads it.
const last = (fields: WireField[], number: number): WireField | undefined =>
  fields.findLast((field) => field.number === number);
const signed = (field: WireField | undefined): number | undefined =>
  field && Number(BigInt.asIntN(64, field.value));
const text_in = (field: WireField | undefined): string => (field && text_of(field.octets)) ?? '';

function read_parameters(message: Octets, collector: Collector): void {
  const fields = read_fields(message);
  const at = (number: number) => last(fields ?? [], number);
  const names = names_of(text_in(at(parameter.name)), text_in(at(parameter.issuer)));
  const called = names.issuer || names.account || '';
  const type = signed(at(parameter.type)) ?? 0;
  const digits = signed(at(parameter.digits)) ?? 0;
  const octets = at(parameter.secret)?.octets;
  if (!fields) return collector.refuse(called, { why: 'damaged' });
  if (digits < 0 || digits > 2) return collector.refuse(called, { why: 'google_digits' });
  if (type < 0 || type > type_totp) return collector.refuse(called, { why: 'google_type' });
  if (!octets?.length) return collector.refuse(called, { why: 'entry_secret_empty' });
  collector.take({
    ...names,
    octets,
    algorithm: algorithms[signed(at(parameter.algorithm)) ?? 0] ?? '?',
    digits: digits === 2 ? 8 : 6,
    type: type === type_hotp ? 'hotp' : 'totp',
    counter: signed(at(parameter.counter)) ?? 0, // protobuf leaves out a zero.
  });
}

interface Batch {
  size: number;
  index: number;
  id: number;
}

function read_message(message: Octets, collector: Collector): Batch | null {
  const fields = read_fields(message);
  if (!fields) return null;
  const size = signed(last(fields, payload.batch_size)) ?? 1;
  const index = signed(last(fields, payload.batch_index)) ?? 0;
  const id = signed(last(fields, payload.batch_id)) ?? 0;
  if (size > batch_size_max || index < 0) return null;
  for (const { number, octets } of fields) {
    if (number === payload.parameters) read_parameters(octets, collector);
  }
  return { size, index, id };
}

// URIs in any order. A code of a set that is missing, and one that cannot be read, is noted among
// the entries that could not be taken.
export function read_google(uris: string[], collector: Collector): void {
  const sets = new Map<number, { size: number; seen: Set<number> }>();
  // One code photographed twice is one.
  for (const uri of new Set(uris)) {
    const message = message_of(uri);
    const batch = message && read_message(message, collector);
    if (!batch) {
      collector.refuse('', { why: 'google_code' });
      continue;
    }
    const set = sets.get(batch.id) ?? { size: 1, seen: new Set() };
    sets.set(batch.id, { size: Math.max(set.size, batch.size), seen: set.seen.add(batch.index) });
  }
  for (const [, { size, seen }] of [...sets].sort(([a], [b]) => a - b)) {
    for (let index = 0; index < size; ++index) {
      if (!seen.has(index)) {
        collector.refuse(`QR code ${index + 1} of ${size}`, { why: 'google_missing' });
      }
    }
  }
}

function parameters_of({ key, issuer, account, counter }: Entry): Octets {
  const algorithm = key.algorithm === 'SHA256' ? 2 : key.algorithm === 'SHA512' ? 3 : 1;
  const hotp = key.type === 'hotp';
  return joined(
    octets_field(parameter.secret, key.secret),
    octets_field(parameter.name, issuer === '' ? account : `${issuer}:${account}`),
    ...(issuer === '' ? [] : [octets_field(parameter.issuer, issuer)]),
    number_field(parameter.algorithm, algorithm),
    number_field(parameter.digits, key.digits === 8 ? 2 : 1),
    number_field(parameter.type, hotp ? type_hotp : type_totp),
    ...(hotp ? [number_field(parameter.counter, counter)] : []),
  );
}

// One URI for each ten entries. Steam cannot be written, and is left out: see losses.ts.
export function write_google(entries: Entry[], batch_id: number): string[] {
  const writable = entries.filter(({ key }) => key.type !== 'steam');
  const size = Math.ceil(writable.length / entries_per_code);
  return Array.from({ length: size }, (_, index) => {
    const some = writable.slice(index * entries_per_code, (index + 1) * entries_per_code);
    const message = joined(
      ...some.map((entry) => octets_field(payload.parameters, parameters_of(entry))),
      number_field(payload.version, 1),
      number_field(payload.batch_size, size),
      number_field(payload.batch_index, index),
      number_field(payload.batch_id, batch_id),
    );
    return `${migration_scheme}offline?data=${encodeURIComponent(to_base64(message))}`;
  });
}
