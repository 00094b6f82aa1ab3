// Any file that can be taken in: what it is, and what is in it. By what it holds, not by its name.
import { is_object, parse_json, type Json, type JsonObject } from '#lib/vault/json.ts';
import { text_of, type Octets } from '#lib/vault/octets.ts';
import { is_csv_with_codes, read_csv } from './csv.ts';
import { is_migration } from './google.ts';
import {
  read_aegis,
  read_andotp,
  read_bitwarden,
  read_freeotp,
  read_proton,
  read_stratum,
  read_twofas,
} from './json_formats.ts';
import { text_at } from './members.ts';
import { file_depth_max, file_octets_max, type Result, type Source } from './result.ts';
import { read_uri_list } from './uri_list.ts';

export interface Found {
  source: Source;
  result: Result;
}

function source_of(file: JsonObject): Source | null {
  const has = (...names: string[]) => names.every((name) => Object.hasOwn(file, name));
  if (text_at(file, 'format').startsWith('sparekey-vault-')) return 'vault';
  if (has('db', 'header')) return 'aegis';
  if (has('schemaVersion') && (has('services') || has('servicesEncrypted'))) return 'twofas';
  if (has('tokens', 'tokenOrder')) return 'freeotp';
  if (has('kdfParams', 'encryptedData')) return 'ente';
  if (has('encrypted') && (has('items') || has('data') || has('encKeyValidation_DO_NOT_EDIT'))) {
    return 'bitwarden';
  }
  if (has('Authenticators')) return 'stratum';
  return has('version') && (has('entries') || has('salt', 'content')) ? 'proton' : null;
}

const readers: Record<string, (file: JsonObject) => Result> = {
  aegis: read_aegis,
  twofas: read_twofas,
  freeotp: read_freeotp,
  bitwarden: read_bitwarden,
  stratum: read_stratum,
  proton: read_proton,
};

function read_json(value: Json | undefined): Found | Result {
  if (value === undefined) return { fault: 'damaged' };
  if (Array.isArray(value)) return { source: 'andotp', result: read_andotp(value) };
  const source = is_object(value) ? source_of(value) : null;
  if (!is_object(value) || !source) return { fault: 'unknown' };
  // Ente's file is always encrypted; a vault's is opened with its passphrase, elsewhere.
  const read = readers[source];
  return { source, result: read ? read(value) : { fault: 'encrypted' } };
}

const stratum_mark = /^AuthenticatorPro/i;
const has_uri = (text: string): boolean => /(otpauth|steam):\/\//i.test(text.slice(0, 1 << 20));

// What it is, and what is in it; a fault where it is nothing that is known.
export function read_file(octets: Octets): Found | Result {
  if (octets.length > file_octets_max) return { fault: 'too_large' };
  const whole = text_of(octets);
  const start = whole ?? String.fromCharCode(...octets.subarray(0, 16));
  if (stratum_mark.test(start)) return { source: 'stratum', result: { fault: 'encrypted' } };
  // Octets without any mark: an encrypted andOTP backup, which has none.
  if (whole === null) return { source: 'andotp', result: { fault: 'encrypted' } };
  const text = whole.replace(/^\ufeff/, '');
  if (/^\s*[{[]/.test(text)) return read_json(parse_json(text, file_depth_max));
  if (is_csv_with_codes(text)) return { source: 'keepassxc', result: read_csv(text) };
  if (!has_uri(text) && !is_migration(text)) return { fault: 'unknown' };
  const source = is_migration(text) ? 'google' : 'otpauth';
  return { source, result: read_uri_list(text) };
}
