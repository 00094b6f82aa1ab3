// The ways into a vault's file, and the making of a new one. Loaded late, with the cipher.
import { read_document, type Document, type DocumentFault } from '#lib/vault/document.ts';
import {
  begin_anew,
  change_passphrase,
  derive,
  keys_by_passphrase,
  keys_by_recovery_key,
  make_header,
  new_device,
  new_kdf,
  open_by_passphrase,
  roster_of,
  set_recovery_key,
  type FoundKeys,
  type Header,
  type Keys,
} from '#lib/vault/keys.ts';
import type { Octets } from '#lib/vault/octets.ts';
import { read_recovery_key, type RecoveryKeyFault } from '#lib/vault/recovery_key.ts';
import { Vault } from '#lib/vault/vault.ts';
import { device_name } from './device_name.ts';

export interface Opened {
  vault: Vault;
  wrapping: Octets; // What opens what another tab writes.
}

// 'changed': the key is right, but somebody who does not have the vault's key changed the list of
// devices or the seals of keys.
export type OpenFault =
  DocumentFault | 'wrong_passphrase' | 'wrong_recovery_key' | 'changed' | RecoveryKeyFault;

export type Opening = Opened | { fault: OpenFault };

// What is in the way of a file, before anybody is asked for a passphrase.
export function fault_of_file(text: string): DocumentFault | null {
  const read = read_document(text);
  return 'fault' in read ? read.fault : null;
}

type Found = { keys: Keys } | { fault: OpenFault };

const found_or = (found: FoundKeys, wrong: OpenFault): Found => {
  if ('keys' in found) return found;
  return { fault: found.fault === 'changed' ? 'changed' : wrong };
};

const by_passphrase = (header: Header, wrapping: Octets): Found =>
  found_or(keys_by_passphrase(header, wrapping), 'wrong_passphrase');

// A file that came from elsewhere has no device: this browser becomes one.
function as_own(document: Document, keys: Keys, now: number): Vault {
  const vault = new Vault(document, keys);
  if (vault.device) return vault;
  const device = new_device();
  begin_anew(vault.header, vault.keys, device, device_name(), now);
  vault.become(device);
  return vault;
}

export function open(text: string, passphrase: string, now: number): Opening {
  const read = read_document(text);
  if ('fault' in read) return read;
  const { wrapping } = derive(passphrase, read.document.header.kdf);
  const found = by_passphrase(read.document.header, wrapping);
  if ('fault' in found) return found;
  return { vault: as_own(read.document, found.keys, now), wrapping };
}

// What another tab wrote, opened with the key that opened the one before.
export function open_again(text: string, wrapping: Octets): Vault | null {
  const read = read_document(text);
  const keys = 'fault' in read ? null : open_by_passphrase(read.document.header, wrapping);
  return keys && 'document' in read ? new Vault(read.document, keys) : null;
}

function by_paper(header: Header, typed: string): Found & { key?: Octets } {
  const paper = read_recovery_key(typed);
  if ('fault' in paper) return paper;
  const found = found_or(keys_by_recovery_key(header, paper.key), 'wrong_recovery_key');
  return { ...found, key: paper.key };
}

// Whether it is the recovery key, before a new passphrase is thought of.
export function fault_of_paper(text: string, typed: string): OpenFault | null {
  const read = read_document(text);
  if ('fault' in read) return read.fault;
  const opened = by_paper(read.document.header, typed);
  return 'fault' in opened ? opened.fault : null;
}

// The passphrase is forgotten: the recovery key opens, and a new passphrase takes its place.
export function recover(text: string, typed: string, passphrase: string, now: number): Opening {
  const read = read_document(text);
  if ('fault' in read) return read;
  const opened = by_paper(read.document.header, typed);
  if ('fault' in opened) return opened;
  const vault = as_own(read.document, opened.keys, now);
  // Of a file from elsewhere: the paper was typed just now, so it stays the way back.
  if (!roster_of(vault.header).recovery && vault.device && opened.key) {
    set_recovery_key(vault.header, vault.keys, opened.key, vault.device);
  }
  return { vault, wrapping: renew_passphrase(vault, passphrase) };
}

// Gives the new wrapping key.
export function renew_passphrase(vault: Vault, passphrase: string): Octets {
  const kdf = new_kdf();
  const { wrapping } = derive(passphrase, kdf);
  change_passphrase(vault.header, vault.keys, kdf, wrapping);
  return wrapping;
}

export const is_passphrase_of = (vault: Vault, passphrase: string): boolean =>
  open_by_passphrase(vault.header, derive(passphrase, vault.header.kdf).wrapping) !== null;

// With its recovery key, which was typed back before.
export function make(passphrase: string, recovery_key: Octets, now: number): Opened {
  const kdf = new_kdf();
  const { wrapping } = derive(passphrase, kdf);
  const device = new_device();
  const { header, keys } = make_header(kdf, wrapping, device, device_name(), now);
  set_recovery_key(header, keys, recovery_key, device);
  return { vault: Vault.make(header, keys, device, now), wrapping };
}

// A copy for comparing, opened as on a machine that has nothing else.
export function open_copy(text: string, typed: string): { vault: Vault } | { fault: OpenFault } {
  const read = read_document(text);
  if ('fault' in read) return read;
  const opened = by_paper(read.document.header, typed);
  return 'fault' in opened ? opened : { vault: new Vault(read.document, opened.keys) };
}

// The entries of another vault's file, by its passphrase or its recovery key.
export function open_other(text: string, typed: string): { vault: Vault } | { fault: OpenFault } {
  const read = read_document(text);
  if ('fault' in read) return read;
  const { header } = read.document;
  const paper = by_paper(header, typed);
  if ('keys' in paper) return { vault: new Vault(read.document, paper.keys) };
  const found = by_passphrase(header, derive(typed, header.kdf).wrapping);
  return 'fault' in found ? found : { vault: new Vault(read.document, found.keys) };
}
