// One-time codes by counter, by time (RFC 4226, RFC 6238), and Steam's.
import { HOTP, Secret } from 'otpauth';
import type { Octets } from './octets.ts';

export const algorithms = ['SHA1', 'SHA224', 'SHA256', 'SHA384', 'SHA512'] as const;
export type Algorithm = (typeof algorithms)[number];
export type Type = 'totp' | 'hotp' | 'steam';

export const digits_min = 4;
export const digits_max = 10;
export const period_s_max = 86_400;
export const steam_characters = 5;
export const steam_period_s = 30;

// What a code depends on. It never changes under an id: changing it makes a new entry, so that no
// merge can lose a secret.
export interface Key {
  type: Type;
  secret: Octets;
  algorithm: Algorithm;
  digits: number;
  period_s: number; // Of totp; steam has 30, hotp none.
}

// HmacSHA1, HMAC-SHA-1, sha1, Algorithm.sha1: null where it is none of ours.
export function parse_algorithm(text: string): Algorithm | null {
  const bare = text
    .replace(/[\s-]/g, '')
    .toLowerCase()
    .replace(/^algorithm\./, '')
    .replace(/^hmac/, '');
  return algorithms.find((one) => one.toLowerCase() === bare) ?? null;
}

// RFC 6238 4.2: floor((current Unix time - T0) / X), with T0 = 0.
export const step_at = (key: Key, now_ms: number): number =>
  Math.floor(now_ms / 1000 / key.period_s);

// How long the code of now is good for.
export const ms_left = (key: Key, now_ms: number): number =>
  (step_at(key, now_ms) + 1) * key.period_s * 1000 - now_ms;

const whole_digits = 10; // 31 bits are below ten digits: the number itself.
const steam_alphabet = '23456789BCDFGHJKMNPQRTVWXY';

// The least significant character comes first.
function in_steam_letters(number: number): string {
  let code = '';
  for (let rest = number; code.length < steam_characters;) {
    code += steam_alphabet[rest % steam_alphabet.length];
    rest = Math.floor(rest / steam_alphabet.length);
  }
  return code;
}

// The code of a step, or of a hotp's counter.
export function code_of(key: Key, step_or_counter: number): string {
  const steam = key.type === 'steam';
  const code = HOTP.generate({
    secret: new Secret({ buffer: key.secret.slice().buffer }),
    algorithm: key.algorithm,
    digits: steam ? whole_digits : key.digits,
    counter: step_or_counter,
  });
  return steam ? in_steam_letters(Number(code)) : code;
}

// "123 456": as people read it out.
export function grouped(code: string): string {
  const half = Math.ceil(code.length / 2);
  return /^\d{6,}$/.test(code) ? `${code.slice(0, half)} ${code.slice(half)}` : code;
}
