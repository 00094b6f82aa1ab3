// Base32 (RFC 4648 section 6): how a key is written for people.
import type { Octets } from './octets.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

// Upper case, no padding: the otpauth format says to omit it.
export function to_base32(octets: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const octet of octets) {
    value = (value << 8) | octet;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(value >>> (bits - 5)) & 31];
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text;
}

// What is left after the last whole octet: zero, as RFC 4648 section 3.5 lets a decoder insist on;
// or any, since sites draw characters and not octets.
export type Leftover = 'zero' | 'any';

// Upper case only, without padding. Null for anything outside the alphabet, and for a leftover of
// the other kind.
export function parse_base32(text: string, leftover: Leftover = 'zero'): Octets | null {
  const octets: number[] = [];
  let bits = 0;
  let value = 0;
  for (const c of text) {
    const digit = alphabet.indexOf(c);
    if (digit < 0) return null;
    value = (value << 5) | digit;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    octets.push(value >>> bits);
    value &= (1 << bits) - 1;
  }
  if (leftover === 'zero' && (bits >= 5 || value !== 0)) return null;
  return Uint8Array.from(octets);
}
