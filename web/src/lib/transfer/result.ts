// What came of reading another app's file: entries, and for everything else the reason.
import type { Entry, EntryFault } from '#lib/vault/entry.ts';
import type { OtpauthFault } from '#lib/vault/otpauth.ts';
import type { KeyFault } from '#lib/vault/typed_key.ts';

export const file_octets_max = 20 * 1024 * 1024;
export const entries_max = 20_000;
export const file_depth_max = 32;

// Which program wrote the file, or what kind of text it is.
export type Source =
  | 'otpauth'
  | 'google'
  | 'aegis'
  | 'twofas'
  | 'andotp'
  | 'freeotp'
  | 'ente'
  | 'bitwarden'
  | 'stratum'
  | 'proton'
  | 'keepassxc'
  | 'vault';

// Why an entry could not be taken: a sentence each, messages/en/authenticator.ts.
export type Reason =
  | { why: `key_${KeyFault['slug']}`; what?: string }
  | { why: `uri_${OtpauthFault}` | `entry_${EntryFault}` }
  | { why: 'type'; what: string }
  | { why: 'not_an_entry' | 'trashed' | 'counter' | 'algorithm' | 'damaged' | 'google_code' }
  | { why: 'google_missing' | 'google_digits' | 'google_type' | 'secret_missing' | 'vault_entry' };

// An entry of the file that could not be taken.
export interface Unread {
  number: number; // Its place in the file, from 1.
  name: string; // As far as it is known.
  reason: Reason;
}

// An entry that was taken, with something to know about it.
export interface Doubt {
  name: string;
  about: 'counter' | 'no_name' | 'short';
}

export interface Read {
  entries: Entry[];
  unread: Unread[];
  doubts: Doubt[];
}

// Why nothing of a file was taken.
export type Fault =
  | 'unknown' // No format that is known.
  | 'damaged' // Cut off or changed.
  | 'encrypted' // The web app reads none of these; the terminal program does.
  | 'account_bound' // Of Bitwarden: only the account that made it can open it.
  | 'version' // Of a version of its format that is not known.
  | 'too_large'
  | 'nothing'; // It holds no entry: an import of nothing is an error.

export type Result = { read: Read } | { fault: Fault };
