// What ties the list of devices and every seal of a key to the vault's key, which neither a server
// nor whoever finds the file has: else a list that somebody made up, or a seal that opens nothing,
// would be taken for the vault's own.
import type { Header } from './keys.ts';
import { equal, parse_hex, to_base64url, utf8, type Octets } from './octets.ts';
import { hkdf_sha256, hmac_sha256, sha256 } from './sodium.ts';
import { compare } from './text.ts';

const purpose = 'sparekey-vault-1 head';

export type Bound = Pick<Header, 'vault' | 'epoch' | 'earlier' | 'sealed'> & {
  roster: Pick<Header['roster'], 'text'>;
};

function text_of(head: Bound): string {
  const earlier = [...head.earlier].sort(([a], [b]) => a - b);
  const sealed = [...head.sealed].sort(([a], [b]) => compare(a, b));
  return [
    purpose,
    head.vault,
    head.epoch,
    to_base64url(sha256(utf8(head.roster.text))),
    ...earlier.map(([epoch, seal]) => `earlier ${epoch} ${to_base64url(seal)}`),
    ...sealed.map(([to, seal]) => `sealed ${to} ${to_base64url(seal)}`),
  ].join('\n');
}

// `newest` is the vault's key of the head's epoch.
export function binding_of(head: Bound, newest: Octets): Octets {
  const key = hkdf_sha256(newest, parse_hex(head.vault) ?? new Uint8Array(), purpose);
  return hmac_sha256(key, utf8(text_of(head)));
}

export const is_bound = (header: Header, newest: Octets): boolean =>
  equal(header.binding, binding_of(header, newest));
