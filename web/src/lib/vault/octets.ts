// Octets and the texts that stand for them: hexadecimal, base64, UTF-8.
export type Octets = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Octets => encoder.encode(text);

// Null where it is no valid UTF-8.
export function text_of(octets: Uint8Array): string | null {
  try {
    return decoder.decode(octets);
  } catch {
    return null;
  }
}

export function joined(...parts: Uint8Array[]): Octets {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, place) => octet === b[place]);
}

export function to_hex(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}

export function parse_hex(text: string): Octets | null {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return null;
  return Uint8Array.from({ length: text.length / 2 }, (_, place) =>
    parseInt(text.slice(2 * place, 2 * place + 2), 16),
  );
}

// Eight octets, the greatest first.
export function u64(value: number): Octets {
  const octets = new Uint8Array(8);
  new DataView(octets.buffer).setBigUint64(0, BigInt(value));
  return octets;
}

const chunk = 0x8000; // More arguments overflow the stack.

export function to_base64(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length; at += chunk) {
    text += String.fromCharCode(...octets.subarray(at, at + chunk));
  }
  return btoa(text);
}

// RFC 4648 4, with or without its padding.
export function parse_base64(text: string): Octets | null {
  const bare = text.replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(bare) || bare.length % 4 === 1) return null;
  const found = atob(bare);
  const octets = new Uint8Array(found.length);
  for (let at = 0; at < found.length; ++at) octets[at] = found.charCodeAt(at);
  return octets;
}

export function to_base64url(octets: Uint8Array): string {
  return to_base64(octets).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

// Without padding, and one text for one value: bits that are left over must be zero.
export function parse_base64url(text: string): Octets | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return null;
  const octets = parse_base64(text.replaceAll('-', '+').replaceAll('_', '/'));
  const rest = octets ? octets.length % 3 : 0;
  const last = octets && rest > 0 ? to_base64url(octets.slice(-rest)) : '';
  return octets && text.endsWith(last) ? octets : null;
}

export const octets_in = (text: string): number => utf8(text).length;

// Whether it is no longer; most texts are so short that nobody need count.
export const fits = (text: string, octets_max: number): boolean =>
  text.length * 3 <= octets_max || octets_in(text) <= octets_max;
