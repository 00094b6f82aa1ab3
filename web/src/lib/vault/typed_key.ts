// A setup key as people type and paste it from other sites: generous where it is safe to be, and
// never guessing silently.
import { parse_base32 } from './base32.ts';
import { fits, type Octets } from './octets.ts';

export const key_octets_max = 128; // The longest that apps are known to keep.
export const typed_octets_max = 512; // With whatever groups it.
// RFC 4226 4, R6 asks for 128 bits; sites issue 80 all the same. What is shorter deserves a word.
export const short_key_octets = 10;

export type KeyFault =
  | { slug: 'empty' | 'too_long' }
  // A 0, 1, 8 or 9: `candidates` has what it may have been.
  | { slug: 'look_alike' | 'outside'; at: string };

export type ReadKey = { key: Octets } | { fault: KeyFault };

// Spaces of any kind, '-', '_', '.', zero-width characters and the dashes that texts make of a '-'.
const grouping = /[\s\-_.\u00a0\u2000-\u200d\u2010\u2011\u2013\u2014\u202f\u2060\u3000\ufeff]/g;

const bare_of = (typed: string): string =>
  typed
    .replace(grouping, '')
    .replace(/[a-z]/g, (c) => c.toUpperCase())
    .replace(/=+$/, '');

function decoded(bare: string): ReadKey {
  const wrong = [...bare].find((c) => !/[A-Z2-7]/.test(c));
  if (wrong !== undefined) {
    return { fault: { slug: /[0189]/.test(wrong) ? 'look_alike' : 'outside', at: wrong } };
  }
  const key = parse_base32(bare, 'any');
  if (!key || key.length === 0) return { fault: { slug: 'empty' } };
  return key.length > key_octets_max ? { fault: { slug: 'too_long' } } : { key };
}

export function read_typed_key(typed: string): ReadKey {
  if (!fits(typed, typed_octets_max)) return { fault: { slug: 'too_long' } };
  return decoded(bare_of(typed));
}

export interface Candidate {
  reading: string; // "1 as I".
  key: Octets;
}

// What a key with look-alikes may have meant: 0 is O, 8 is B, 1 is I or L. None when there is a 9,
// which looks like nothing, or something else is wrong.
export function candidates(typed: string): Candidate[] {
  if (!fits(typed, typed_octets_max)) return [];
  const bare = bare_of(typed);
  if (!/[0189]/.test(bare)) return [];
  const sure = [bare.includes('0') ? '0 as O' : '', bare.includes('8') ? '8 as B' : ''];
  const ones = bare.includes('1') ? ['I', 'L'] : [''];
  return ones.flatMap((one) => {
    const read = decoded(bare.replaceAll('0', 'O').replaceAll('8', 'B').replaceAll('1', one));
    const parts = [...sure, one && `1 as ${one}`].filter(Boolean);
    return 'key' in read ? [{ reading: parts.join(', '), key: read.key }] : [];
  });
}

// The key of a vault's own JSON: white space, '-' and case are ignored, nothing else is.
export function parse_setup_key(text: string): Octets | null {
  if (!fits(text, typed_octets_max)) return null;
  const bare = text.replace(/[ \t\n\v\f\r-]/g, '').replace(/[a-z]/g, (c) => c.toUpperCase());
  const key = parse_base32(bare.replace(/=+$/, ''));
  return key && key.length > 0 && key.length <= key_octets_max ? key : null;
}
