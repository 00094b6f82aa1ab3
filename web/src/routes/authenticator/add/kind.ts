// What kind of code a key makes, without the key.
import type { Key } from '#lib/vault/one_time.ts';

export type Kind = Omit<Key, 'secret'> & { counter: number };

export const usual: Kind = {
  type: 'totp',
  algorithm: 'SHA1',
  digits: 6,
  period_s: 30,
  counter: 0,
};

export const steam: Kind = { ...usual, type: 'steam', digits: 5 };
