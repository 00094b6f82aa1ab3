// What the tests of the vault share.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse_base32 } from './base32.ts';
import { read_document, to_text, type Document } from './document.ts';
import { new_entry, type Entry } from './entry.ts';
import { make_header, new_device, new_kdf, open_by_passphrase } from './keys.ts';
import type { Octets } from './octets.ts';
import { Vault } from './vault.ts';

export const root = join(import.meta.dirname, '../../../..');

// The lines of a file of vectors, each in its columns.
export function vectors(file: string): string[][] {
  const text = readFileSync(join(root, 'test/vectors', file), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => line.split(/\s+/));
}

export const noon = Date.UTC(2026, 10, 25, 12);
export const wrapping_key: Octets = new Uint8Array(32).fill(7);

export function entry(issuer: string, account: string, key = 'JBSWY3DPEHPK3PXP'): Entry {
  const secret = parse_base32(key)!;
  const made = new_entry({ type: 'totp', secret, algorithm: 'SHA1', digits: 6, period_s: 30 });
  return { ...made, issuer, account, created: noon };
}

// Without the half second of a passphrase.
export function empty_vault(now = noon): Vault {
  const device = new_device();
  const { header, keys } = make_header(new_kdf(), wrapping_key, device, 'test', now);
  return Vault.make(header, keys, device, now);
}

export function document_of(text: string): Document {
  const read = read_document(text);
  if ('fault' in read) throw new Error(read.fault);
  return read.document;
}

// What another program would read of it.
export function reopened(vault: Vault, now = noon): Vault {
  const document = document_of(to_text(vault.document(now)));
  return new Vault(document, open_by_passphrase(document.header, wrapping_key)!);
}
