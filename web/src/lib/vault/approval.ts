// How a device that is in the vault lets another one in: both show the same eight digits, and no
// server between them can choose what they are. src/vault/approval.h says why.
import { equal, to_base64url, utf8, type Octets } from './octets.ts';
import type { Member, SignedRoster } from './roster.ts';
import { sha256 } from './sodium.ts';

export const approval_lives_ms = 10 * 60_000;
const codes = 100_000_000n;
const digits_of_code = 8;

// What the new device shows before it knows the other's nonce.
export function commitment_of(vault: string, { id, keys, name }: Member, nonce: Octets): Octets {
  const { box, sign } = keys;
  const [a, b, c] = [box, sign, nonce].map(to_base64url);
  return sha256(utf8(`sparekey-approval-1|${vault}|${id}|${a}|${b}|${c}|${name}`));
}

// `known` is the list that either device knows.
export function approval_code(
  commitment: Octets,
  added: Octets,
  other: Octets,
  known: SignedRoster,
): string {
  const parts = [commitment, added, other, sha256(utf8(known.text))].map(to_base64url);
  const digest = sha256(utf8(`sparekey-approval-code-1|${parts.join('|')}`));
  const { buffer, byteOffset } = digest;
  const number = new DataView(buffer, byteOffset).getBigUint64(0) % codes;
  return number.toString().padStart(digits_of_code, '0');
}

// What the device that is in shows, once the nonce was opened. Null where it is not the one that was
// committed to.
export function opened_code(
  vault: string,
  added: Member,
  commitment: Octets,
  nonces: { opened: Octets; mine: Octets },
  known: SignedRoster,
): string | null {
  if (!equal(commitment_of(vault, added, nonces.opened), commitment)) return null;
  return approval_code(commitment, nonces.opened, nonces.mine, known);
}
