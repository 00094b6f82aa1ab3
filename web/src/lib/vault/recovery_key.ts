// The recovery key: 160 bits on paper that open a vault when every device and the passphrase are
// gone. Eight groups of four characters of base32, and a ninth that tells whether they were typed
// as they were printed.
import { parse_base32, to_base32 } from './base32.ts';
import { joined, octets_in, parse_hex, utf8, type Octets } from './octets.ts';
import { box_pair, hkdf_sha256, random, sha256, sign_pair, type Pair } from './sodium.ts';
import { in_fours, without_grouping } from './text.ts';

const recovery_key_octets = 20;
const key_characters = 32;
const check_characters = 4;
const typed_octets_max = 256;

export const new_recovery_key = (): Octets => random(recovery_key_octets);

// The first 20 bits of a digest: four characters.
function check_of(key: Octets): string {
  const digest = sha256(joined(utf8('sparekey-recovery-key-1'), key));
  return to_base32(digest.subarray(0, 3)).slice(0, check_characters);
}

// "ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567 CHCK".
export const recovery_key_text = (key: Octets): string => in_fours(to_base32(key) + check_of(key));

// length: not nine groups of four. outside: a character that base32 has not. check: the last group
// does not belong to the others, something was mistyped.
export type RecoveryKeyFault = 'length' | 'outside' | 'check';

function checked(bare: string): Octets | null {
  const key = parse_base32(bare.slice(0, key_characters));
  return key && check_of(key) === bare.slice(key_characters) ? key : null;
}

// Grouping and case are ignored; 0, 1 and 8 are read as the letters they look like, which the last
// group confirms.
export function read_recovery_key(typed: string): { key: Octets } | { fault: RecoveryKeyFault } {
  if (octets_in(typed) > typed_octets_max) return { fault: 'length' };
  const bare = without_grouping(typed).replace(/[a-z]/g, (c) => c.toUpperCase());
  if (bare.length !== key_characters + check_characters) return { fault: 'length' };
  for (const one of ['I', 'L']) {
    const letters = bare.replaceAll('0', 'O').replaceAll('8', 'B').replaceAll('1', one);
    if (/[^A-Z2-7]/.test(letters)) return { fault: 'outside' };
    const key = checked(letters);
    if (key) return { key };
  }
  return { fault: 'check' };
}

// What is derived from it for one vault: it opens the vault's key, and it may sign the roster.
const seed_of = (key: Octets, vault: string, purpose: string): Octets =>
  hkdf_sha256(key, parse_hex(vault) ?? new Uint8Array(), purpose);

export const recovery_box = (key: Octets, vault: string): Pair =>
  box_pair(seed_of(key, vault, 'sparekey-recovery-box-1'));

export const recovery_signing = (key: Octets, vault: string): Pair =>
  sign_pair(seed_of(key, vault, 'sparekey-recovery-sign-1'));
