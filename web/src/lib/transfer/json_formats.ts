// Other apps' JSON, where it is not encrypted: one reader an app.
import { is_object, own, type Json, type JsonObject } from '#lib/vault/json.ts';
import type { Octets } from '#lib/vault/octets.ts';
import { lower_ascii } from '#lib/vault/text.ts';
import { take_bitwarden_totp } from './csv.ts';
import { Collector, type Draft } from './draft.ts';
import {
  array_at,
  each,
  names_in,
  number_at,
  object_at,
  text_at,
  texts_at,
  truth_at,
} from './members.ts';
import type { Result } from './result.ts';

function read_list(list: Json[], draft_of: (entry: JsonObject) => Draft): Result {
  const collector = new Collector();
  each(list, collector, (entry) => collector.take(draft_of(entry)));
  return collector.end();
}

const numbers_of = (from: JsonObject): Draft => ({
  digits: number_at(from, 'digits'),
  period: number_at(from, 'period'),
  counter: number_at(from, 'counter'),
});

// What we write again for Aegis, and do not use.
const kept_of_aegis = ['uuid', 'favorite', 'icon', 'icon_mime', 'icon_hash'];

function aegis_draft(entry: JsonObject, groups: Map<string, string>): Draft {
  const info = object_at(entry, 'info') ?? {};
  const tags = texts_at(entry, 'groups').flatMap((uuid) => groups.get(uuid) ?? []);
  // Versions 1 and 2 had one group by its name.
  const group = text_at(entry, 'group');
  // Aegis wrote MD5 for mOTP, and some versions for others, where it means nothing.
  const algorithm = text_at(info, 'algo').replace(/^MD5$/, '');
  const kept = kept_of_aegis.flatMap((name) => {
    const value = own(entry, name) ?? null;
    return value === null ? [] : [[name, value] as const];
  });
  return {
    type: text_at(entry, 'type'),
    issuer: text_at(entry, 'issuer'),
    account: text_at(entry, 'name'),
    note: text_at(entry, 'note'),
    tags: group ? [...tags, group] : tags,
    secret: text_at(info, 'secret'),
    algorithm,
    ...numbers_of(info),
    extra: kept.length > 0 ? { aegis: Object.fromEntries(kept) } : {},
  };
}

export function read_aegis(file: JsonObject): Result {
  const db = object_at(file, 'db');
  if (!db) return { fault: object_at(file, 'header') ? 'encrypted' : 'damaged' };
  const version = number_at(db, 'version') ?? 0;
  if (version < 1 || version > 3) return { fault: 'version' };
  const entries = array_at(db, 'entries');
  if (!entries) return { fault: 'damaged' };
  const groups = names_in(db, 'groups', 'uuid', 'name');
  return read_list(entries, (entry) => aegis_draft(entry, groups));
}

function twofas_draft(service: JsonObject, groups: Map<string, string>): Draft {
  const otp = object_at(service, 'otp') ?? {};
  const group = groups.get(text_at(service, 'groupId'));
  return {
    type: text_at(otp, 'tokenType') || 'totp',
    issuer: text_at(otp, 'issuer') || text_at(service, 'name'),
    account: text_at(otp, 'account') || text_at(otp, 'label'),
    secret: text_at(service, 'secret'),
    algorithm: text_at(otp, 'algorithm'),
    ...numbers_of(otp),
    tags: group === undefined ? [] : [group],
  };
}

export function read_twofas(file: JsonObject): Result {
  const version = number_at(file, 'schemaVersion') ?? 0;
  if (version < 1 || version > 4) return { fault: 'version' };
  if (text_at(file, 'servicesEncrypted')) return { fault: 'encrypted' };
  const services = array_at(file, 'services');
  if (!services) return { fault: 'damaged' };
  const groups = names_in(file, 'groups', 'id', 'name');
  return read_list(services, (service) => twofas_draft(service, groups));
}

function andotp_draft(entry: JsonObject): Draft {
  let issuer = text_at(entry, 'issuer');
  let account = text_at(entry, 'label');
  // Older files have no issuer, and both in the label.
  const dash = own(entry, 'issuer') === undefined ? account.indexOf(' - ') : -1;
  if (dash >= 0) {
    issuer = account.slice(0, dash);
    account = account.slice(dash + 3);
    if (account.startsWith(`${issuer}:`)) account = account.slice(issuer.length + 1);
  }
  return {
    type: text_at(entry, 'type'),
    issuer,
    account,
    secret: text_at(entry, 'secret'),
    algorithm: text_at(entry, 'algorithm'),
    ...numbers_of(entry),
    tags: texts_at(entry, 'tags'),
  };
}

export const read_andotp = (file: Json[]): Result => read_list(file, andotp_draft);

// Java's octets: from -128 to 127.
function signed_octets(from: JsonObject, name: string): Octets | null {
  const list = array_at(from, name) ?? [];
  const are_octets = list.every(
    (one): one is number =>
      typeof one === 'number' && Number.isInteger(one) && one >= -128 && one <= 255,
  );
  return are_octets && list.length > 0 ? Uint8Array.from(list, (one) => one & 0xff) : null;
}

function take_freeotp(token: JsonObject, collector: Collector): void {
  const issuer = text_at(token, 'issuerExt') || text_at(token, 'issuerInt');
  const octets = signed_octets(token, 'secret');
  if (!octets) return collector.refuse(issuer, { why: 'secret_missing' });
  const numbers = numbers_of(token);
  const type = text_at(token, 'type');
  const is_steam = lower_ascii(issuer) === 'steam' && lower_ascii(type) === 'totp';
  collector.take({
    type: is_steam ? 'steam' : type,
    issuer,
    account: text_at(token, 'label'),
    octets,
    algorithm: text_at(token, 'algo'),
    ...numbers,
    // It keeps the counter that was used last, and shows the next one.
    counter: numbers.counter === undefined ? undefined : numbers.counter + 1,
  });
}

export function read_freeotp(file: JsonObject): Result {
  const tokens = array_at(file, 'tokens');
  if (!tokens) return { fault: 'damaged' };
  const collector = new Collector();
  each(tokens, collector, (token) => take_freeotp(token, collector));
  return collector.end();
}

export function read_bitwarden(file: JsonObject): Result {
  if (truth_at(file, 'encrypted')) {
    return { fault: truth_at(file, 'passwordProtected') ? 'encrypted' : 'account_bound' };
  }
  const items = array_at(file, 'items');
  if (!items) return { fault: 'damaged' };
  const collector = new Collector();
  for (const item of items.filter(is_object)) {
    const login = object_at(item, 'login') ?? {};
    const totp = text_at(login, 'totp');
    // A password without a code is no entry that is missing.
    if (totp === '') continue;
    take_bitwarden_totp(totp, text_at(item, 'name'), text_at(login, 'username'), collector);
  }
  return collector.end();
}

const stratum_types: Record<number, string> = {
  1: 'hotp',
  2: 'totp',
  3: 'motp',
  4: 'steam',
  5: 'yandex',
};
const stratum_algorithms: Record<number, string> = { 0: 'SHA1', 1: 'SHA256', 2: 'SHA512' };

// Names of categories by the secrets that are in them.
function stratum_tags(file: JsonObject): Map<string, string[]> {
  const names = names_in(file, 'Categories', 'Id', 'Name');
  const tags = new Map<string, string[]>();
  for (const binding of (array_at(file, 'AuthenticatorCategories') ?? []).filter(is_object)) {
    const name = names.get(text_at(binding, 'CategoryId'));
    const secret = text_at(binding, 'AuthenticatorSecret');
    if (name !== undefined) tags.set(secret, [...(tags.get(secret) ?? []), name]);
  }
  return tags;
}

export function read_stratum(file: JsonObject): Result {
  const entries = array_at(file, 'Authenticators');
  if (!entries) return { fault: 'damaged' };
  const tags = stratum_tags(file);
  return read_list(entries, (entry) => ({
    type: stratum_types[number_at(entry, 'Type') ?? 0] ?? '?',
    issuer: text_at(entry, 'Issuer'),
    account: text_at(entry, 'Username'),
    secret: text_at(entry, 'Secret'),
    algorithm: stratum_algorithms[number_at(entry, 'Algorithm') ?? 0] ?? '?',
    digits: number_at(entry, 'Digits'),
    period: number_at(entry, 'Period'),
    counter: number_at(entry, 'Counter'),
    tags: tags.get(text_at(entry, 'Secret')) ?? [],
  }));
}

function take_proton(entry: JsonObject, collector: Collector): void {
  const content = object_at(entry, 'content');
  if (!content) return collector.refuse('', { why: 'not_an_entry' });
  const uri = text_at(content, 'uri');
  const more = { account: text_at(content, 'name'), note: text_at(entry, 'note') };
  if (!/^steam:\/\//i.test(uri)) return collector.take_uri(uri, more);
  collector.take({ ...more, type: 'steam', issuer: 'Steam', secret: uri.slice(8) });
}

export function read_proton(file: JsonObject): Result {
  if (number_at(file, 'version') !== 1) return { fault: 'version' };
  const entries = array_at(file, 'entries');
  if (!entries) return { fault: text_at(file, 'content') ? 'encrypted' : 'damaged' };
  const collector = new Collector();
  each(entries, collector, (entry) => take_proton(entry, collector));
  return collector.end();
}
