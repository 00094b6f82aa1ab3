// An entry on its way in: what a file says, in its own spelling, until it is checked and complete.
import {
  extra_octets_max,
  fault_of,
  name_octets_max,
  new_entry,
  note_octets_max,
  shown_name,
  tag_octets_max,
  tags_max,
  tidy_tags,
  type Entry,
} from '#lib/vault/entry.ts';
import type { JsonObject } from '#lib/vault/json.ts';
import { fits, octets_in, type Octets } from '#lib/vault/octets.ts';
import {
  parse_algorithm,
  steam_characters,
  type Algorithm,
  type Key,
  type Type,
} from '#lib/vault/one_time.ts';
import { read_otpauth } from '#lib/vault/otpauth.ts';
import { entry_of } from '#lib/vault/otpauth_entry.ts';
import { has_control_characters, is_well_formed, lower_ascii, trim } from '#lib/vault/text.ts';
import { read_typed_key, short_key_octets } from '#lib/vault/typed_key.ts';
import { entries_max, type Doubt, type Read, type Reason, type Result } from './result.ts';

export interface Draft {
  type?: string; // Any case; "totp" when there is none.
  issuer?: string;
  account?: string;
  secret?: string; // Base32, however it is grouped.
  octets?: Octets; // The same where a file has the octets themselves.
  algorithm?: string; // Any spelling; '' is SHA1.
  digits?: number | undefined;
  period?: number | undefined;
  counter?: number | undefined;
  note?: string;
  tags?: string[];
  extra?: JsonObject;
}

// At the end of a code point.
function cut(text: string, octets_max: number): string {
  if (fits(text, octets_max)) return text;
  let kept = '';
  let octets = 0;
  for (const point of text) {
    octets += octets_in(point);
    if (octets > octets_max) break;
    kept += point;
  }
  return kept;
}

const well_formed = (text: string): string => (is_well_formed(text) ? text : '');

// Without control characters and at most as long as a name may be.
export function clean_name(text: string): string {
  const spaced = well_formed(text).replace(/[\u0000-\u001f\u007f]/g, ' ');
  // Line and paragraph separators, and C1: rare enough to lose what else is not ASCII.
  const clean = has_control_characters(spaced) ? spaced.replace(/[^\u0000-\u007f]/g, '') : spaced;
  return trim(cut(trim(clean), name_octets_max));
}

const clean_note = (text: string): string =>
  cut(well_formed(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' '), note_octets_max);

function clean_tags(tags: string[]): string[] {
  const clean = tags
    .map((tag) => well_formed(tag).replace(/[\u0000-\u001f\u007f]/g, ' '))
    .map((tag) => trim(cut(tag, tag_octets_max)));
  return tidy_tags(clean.filter((tag) => tag !== '' && !has_control_characters(tag))).slice(
    0,
    tags_max,
  );
}

function name_of(draft: Draft): string {
  const issuer = clean_name(draft.issuer ?? '');
  const account = clean_name(draft.account ?? '');
  return issuer === '' || account === '' ? issuer + account : `${issuer} (${account})`;
}

const is_type = (text: string): text is Type => ['totp', 'hotp', 'steam'].includes(text);

function secret_of(draft: Draft): { key: Octets } | { reason: Reason } {
  if (draft.octets) return { key: draft.octets };
  const read = read_typed_key(draft.secret ?? '');
  if ('key' in read) return read;
  const { fault } = read;
  return { reason: { why: `key_${fault.slug}`, what: 'at' in fault ? fault.at : '' } };
}

function key_of(draft: Draft): { key: Key } | { reason: Reason } {
  const type = lower_ascii(draft.type ?? 'totp');
  if (!is_type(type)) return { reason: { why: 'type', what: clean_name(draft.type ?? '') } };
  const secret = secret_of(draft);
  if ('reason' in secret) return secret;
  let algorithm: Algorithm | null = 'SHA1';
  if (type !== 'steam' && draft.algorithm) algorithm = parse_algorithm(draft.algorithm);
  if (!algorithm) return { reason: { why: 'algorithm' } };
  const digits = type === 'steam' ? steam_characters : (draft.digits ?? 6);
  const period_s = type === 'totp' ? (draft.period ?? 30) : 30;
  return { key: { type, secret: secret.key, algorithm, digits, period_s } };
}

// Collects what is read, one entry after another: a bad one is noted and stops nobody else.
export class Collector {
  readonly read: Read = { entries: [], unread: [], doubts: [] };
  #number = 0;

  get #total(): number {
    return this.read.entries.length + this.read.unread.length;
  }

  take(draft: Draft): void {
    const name = name_of(draft);
    const read = key_of(draft);
    if ('reason' in read) return this.refuse(name, read.reason);
    const entry = new_entry(read.key);
    if (entry.key.type === 'hotp') {
      if ((draft.counter ?? 0) < 0) return this.refuse(name, { why: 'counter' });
      entry.counter = draft.counter ?? 0;
      if (draft.counter === undefined) this.doubt(name, 'counter');
    }
    entry.issuer = clean_name(draft.issuer ?? '');
    entry.account = clean_name(draft.account ?? '');
    entry.note = clean_note(draft.note ?? '');
    entry.tags = clean_tags(draft.tags ?? []);
    entry.extra = draft.extra ?? {};
    this.#finish(entry);
  }

  // An otpauth or steam URI. `more` fills what it does not say; its tags and note are added.
  take_uri(uri: string, more: Draft = {}): void {
    const read = read_otpauth(uri);
    if ('fault' in read) return this.refuse(name_of(more), { why: `uri_${read.fault}` });
    const entry = entry_of(read.key);
    entry.issuer = clean_name(entry.issuer) || clean_name(more.issuer ?? '');
    entry.account = clean_name(entry.account) || clean_name(more.account ?? '');
    entry.note = clean_note(more.note ?? '');
    entry.tags = clean_tags(more.tags ?? []);
    entry.extra = { ...entry.extra, ...more.extra };
    if (read.key.counter_assumed) this.doubt(shown_name(entry), 'counter');
    this.#finish(entry);
  }

  #finish(entry: Entry): void {
    if (!fits(JSON.stringify(entry.extra), extra_octets_max)) entry.extra = {};
    if (entry.issuer === '' && entry.account === '') {
      entry.account = `unnamed ${this.#number + 1}`;
      this.doubt(entry.account, 'no_name');
    }
    const fault = fault_of(entry);
    if (fault) return this.refuse(shown_name(entry), { why: `entry_${fault}` });
    if (this.#total >= entries_max) return;
    this.#number += 1;
    if (entry.key.secret.length < short_key_octets) this.doubt(shown_name(entry), 'short');
    this.read.entries.push(entry);
  }

  refuse(name: string, reason: Reason): void {
    if (this.#total >= entries_max) return;
    this.#number += 1;
    this.read.unread.push({ number: this.#number, name: clean_name(name), reason });
  }

  doubt(name: string, about: Doubt['about']): void {
    this.read.doubts.push({ name, about });
  }

  end(): Result {
    return this.#total === 0 ? { fault: 'nothing' } : { read: this.read };
  }
}
