// otpauth URIs: a setup key as a QR code carries it, with its issuer and account name. Reads what
// sites issue and apps export, so it is generous where apps are: any case, raw and encoded
// characters, unknown parameters; Steam in each of its spellings. The issuer parameter is the
// issuer, the label's prefix is kept beside it.
import { to_base32 } from './base32.ts';
import { fits, text_of, type Octets } from './octets.ts';
import {
  digits_max,
  digits_min,
  parse_algorithm,
  period_s_max,
  steam_characters,
  type Algorithm,
  type Type,
} from './one_time.ts';
import { has_control_characters, lower_ascii, trim } from './text.ts';
import { read_typed_key } from './typed_key.ts';

export const otpauth_octets_max = 8192; // Some carry a picture's address.
const extra_max = 32;

export interface OtpauthKey {
  type: Type;
  issuer: string;
  account: string;
  label_issuer: string; // What the label says instead, where it is not the issuer.
  secret: Octets;
  algorithm: Algorithm;
  digits: number;
  period_s: number;
  counter: number;
  counter_assumed: boolean; // A hotp without one: it is not known, and taken as zero.
  // Parameters that mean nothing to us, decoded; written again.
  extra: [string, string][];
}

export type OtpauthFault =
  | 'no_otpauth'
  | 'uri_too_long'
  | 'no_secret'
  | 'bad_secret'
  | 'bad_type'
  | 'bad_name'
  | 'no_name'
  | 'twice'
  | 'bad_algorithm'
  | 'bad_digits'
  | 'bad_period'
  | 'bad_counter';

// A '%' without two hexadecimal digits after it stands for itself: producers forget to encode it.
// Null where the octets are no text.
function percent_decoded(text: string): string | null {
  if (!text.includes('%')) return text;
  const pieces = text.split(/((?:%[0-9a-fA-F]{2})+)/);
  const decoded = pieces.map((piece, place) => {
    if (place % 2 === 0) return piece;
    const octets = piece
      .slice(1)
      .split('%')
      .map((hex) => parseInt(hex, 16));
    return text_of(Uint8Array.from(octets));
  });
  return decoded.includes(null) ? null : decoded.join('');
}

const spaced = (text: string): string => text.replaceAll('+', ' ');

// A name for people: trimmed, nothing that moves the cursor.
function name_from(decoded: string | null): string | null {
  return decoded === null || has_control_characters(decoded) ? null : trim(decoded);
}

export function parse_integer(text: string, min: number, max: number): number | null {
  if (!/^-?\d{1,16}$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) && value >= min && value <= max ? value : null;
}

const known = ['secret', 'issuer', 'algorithm', 'digits', 'period', 'counter', 'encoder'] as const;
type Known = (typeof known)[number];
const is_known = (name: string): name is Known => known.some((one) => one === name);

interface Parameters {
  // Still encoded.
  at: Partial<Record<Known, string>>;
  steam: boolean;
  extra: [string, string][];
}

// Null when a known one occurs twice and says two things.
function parse_parameters(query: string): Parameters | null {
  const found: Parameters = { at: {}, steam: false, extra: [] };
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    const raw = equals < 0 ? pair : pair.slice(0, equals);
    const value = equals < 0 ? '' : pair.slice(equals + 1);
    const name = lower_ascii(raw);
    if (is_known(name)) {
      // The same twice says one thing; OTPClient writes the issuer of Steam so.
      if (found.at[name] !== undefined && found.at[name] !== value) return null;
      found.at[name] = value;
    } else if (name === 'steam') {
      found.steam = true;
    } else if (name !== '' && found.extra.length < extra_max) {
      const text = percent_decoded(raw);
      const content = percent_decoded(spaced(value));
      if (text === null || content === null) continue;
      const bare = lower_ascii(text);
      if (!is_known(bare) && bare !== 'steam') found.extra.push([text, content]);
    }
  }
  return found;
}

// "issuer=Fooperiod=30": where an '&' was lost, as some exports lose it.
function mend_issuer({ at }: Parameters): void {
  const cut = at.issuer?.indexOf('period=') ?? -1;
  if (at.issuer === undefined || at.period !== undefined || cut < 0) return;
  at.period = at.issuer.slice(cut + 'period='.length);
  at.issuer = at.issuer.slice(0, cut);
}

// Where the issuer ends in a raw label, and where the account begins. An issuer may have a colon of
// its own: the parameter tells where it ends.
function separator_in(label: string, issuer: string): { issuer_end: number; account_at: number } {
  const all = [...label.matchAll(/:|%3a/gi)].map((match) => ({
    issuer_end: match.index,
    account_at: match.index + match[0].length,
  }));
  const told = all.find(
    ({ issuer_end }) =>
      issuer !== '' && trim(percent_decoded(label.slice(0, issuer_end)) ?? '') === issuer,
  );
  return told ?? all[0] ?? { issuer_end: 0, account_at: 0 };
}

function read_names(label: string, { at }: Parameters, into: OtpauthKey): OtpauthFault | null {
  // Half of the producers write a space as '+' in the issuer; none means a '+' by it. In the label
  // it stays: mail+tag@example.org.
  const parameter = name_from(percent_decoded(spaced(at.issuer ?? '')));
  if (parameter === null) return 'bad_name';
  const { issuer_end, account_at } = separator_in(label, parameter);
  const prefix = name_from(percent_decoded(label.slice(0, issuer_end)));
  const account = name_from(percent_decoded(label.slice(account_at)));
  if (prefix === null || account === null) return 'bad_name';
  into.issuer = parameter === '' ? prefix : parameter;
  if (prefix !== into.issuer) into.label_issuer = prefix;
  into.account = account;
  return into.issuer === '' && into.account === '' ? 'no_name' : null;
}

function read_numbers({ at }: Parameters, into: OtpauthKey): OtpauthFault | null {
  if (into.type === 'steam') {
    into.digits = steam_characters;
    return null;
  }
  if (at.digits !== undefined) {
    const digits = parse_integer(at.digits, digits_min, digits_max);
    if (digits === null) return 'bad_digits';
    into.digits = digits;
  }
  if (at.algorithm !== undefined) {
    const algorithm = parse_algorithm(percent_decoded(at.algorithm) ?? '');
    if (algorithm === null) return 'bad_algorithm';
    into.algorithm = algorithm;
  }
  if (into.type === 'hotp') {
    into.counter_assumed = at.counter === undefined;
    const counter = parse_integer(at.counter ?? '0', 0, Number.MAX_SAFE_INTEGER);
    if (counter === null) return 'bad_counter';
    into.counter = counter;
  } else if (at.period !== undefined) {
    const period = parse_integer(at.period, 1, period_s_max);
    if (period === null) return 'bad_period';
    into.period_s = period;
  }
  return null;
}

function read_secret(encoded: string, into: OtpauthKey): OtpauthFault | null {
  // A '+' is a space that some form encoded, and spaces only group a secret.
  const read = read_typed_key(percent_decoded(spaced(encoded)) ?? '?');
  if ('fault' in read) return 'bad_secret';
  into.secret = read.key;
  return null;
}

const is_type = (text: string): text is Type => ['totp', 'hotp', 'steam'].includes(text);

const empty_key = (type: Type): OtpauthKey => ({
  type,
  issuer: '',
  account: '',
  label_issuer: '',
  secret: new Uint8Array(),
  algorithm: 'SHA1',
  digits: 6,
  period_s: 30,
  counter: 0,
  counter_assumed: false,
  extra: [],
});

export type ReadOtpauth = { key: OtpauthKey } | { fault: OtpauthFault };

// steam://SECRET, as Bitwarden and Proton write it.
function read_steam(secret: string): ReadOtpauth {
  const key = { ...empty_key('steam'), issuer: 'Steam', digits: steam_characters };
  if (trim(secret) === '') return { fault: 'no_secret' };
  const fault = read_secret(secret, key);
  return fault ? { fault } : { key };
}

const is_steam = ({ at, steam }: Parameters, key: OtpauthKey): boolean =>
  steam || lower_ascii(at.encoder ?? '') === 'steam' || lower_ascii(key.issuer) === 'steam';

function read_parts(type: Type, label: string, query: string): ReadOtpauth {
  const key = empty_key(type);
  const parameters = parse_parameters(query);
  if (!parameters) return { fault: 'twice' };
  mend_issuer(parameters);
  const { at } = parameters;
  if (at.secret === undefined) return { fault: 'no_secret' };
  const named = read_names(label, parameters, key);
  if (named) return { fault: named };
  if (key.type === 'totp' && is_steam(parameters, key)) key.type = 'steam';
  const fault = read_numbers(parameters, key) ?? read_secret(at.secret, key);
  if (fault) return { fault };
  key.extra = parameters.extra;
  const encoder = at.encoder === undefined ? null : percent_decoded(at.encoder);
  if (encoder !== null && key.type !== 'steam') key.extra.push(['encoder', encoder]);
  return { key };
}

export function read_otpauth(typed: string): ReadOtpauth {
  const uri = trim(typed);
  if (!fits(uri, otpauth_octets_max)) return { fault: 'uri_too_long' };
  const [scheme] = /^(otpauth|steam):\/\//i.exec(uri) ?? [];
  if (!scheme) return { fault: 'no_otpauth' };
  const rest = uri.slice(scheme.length);
  if (lower_ascii(scheme) === 'steam://') return read_steam(rest);
  const question = rest.indexOf('?');
  const before = question < 0 ? rest : rest.slice(0, question);
  const slash = before.indexOf('/');
  const type = lower_ascii(slash < 0 ? before : before.slice(0, slash));
  if (!is_type(type)) return { fault: 'bad_type' };
  if (question < 0) return { fault: 'no_secret' };
  if (slash < 0) return { fault: 'no_name' };
  return read_parts(type, before.slice(slash + 1), rest.slice(question + 1));
}

// RFC 3986 2.3: what needs no percent-encoding is left as it is.
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

// Any key, with every parameter, and with what read_otpauth() kept of others. Names keep their
// colons, percent-encoded.
export function write_otpauth(key: OtpauthKey): string {
  const prefix = key.label_issuer || key.issuer;
  const colon = prefix !== '' || key.account.includes(':') ? ':' : '';
  const parameters = [
    `secret=${to_base32(key.secret)}`,
    ...(key.issuer ? [`issuer=${encoded(key.issuer)}`] : []),
    `algorithm=${key.algorithm}`,
    `digits=${key.digits}`,
    key.type === 'hotp' ? `counter=${key.counter}` : `period=${key.period_s}`,
    ...(key.type === 'steam' ? ['encoder=steam'] : []),
    ...key.extra.map(([name, value]) => encoded(name) + (value ? `=${encoded(value)}` : '')),
  ];
  const label = encoded(prefix) + colon + encoded(key.account);
  return `otpauth://${key.type}/${label}?${parameters.join('&')}`;
}
