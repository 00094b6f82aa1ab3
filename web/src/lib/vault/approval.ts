// How a device that is in the vault lets another one in: both show the same eight digits, and no
// server between them can choose what they are. src/vault/approval.h says why.
import { equal, to_base64url, utf8, type Octets } from './octets.ts';
import {
  newest_key,
  open_by_device,
  public_keys_of,
  type Device,
  type Header,
  type Keys,
} from './keys.ts';
import { continues, parse_roster, type Member, type SignedRoster } from './roster.ts';
import { sha256 } from './sodium.ts';

export const approval_lives_ms = 10 * 60_000;
const codes = 100_000_000n;
export const code_digits = 8;

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
  return number.toString().padStart(code_digits, '0');
}

// What the device that is in compares with, once the nonce was opened. Null where it is not the one
// that was committed to.
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

// What the new device does with the head that names it. `known` is the one that it was shown before
// it opened its nonce, and `keys` are what the passphrase opened of that. Null where the list does
// not continue the known one, names this device with other keys, or is of another key of the vault:
// nobody who does not know that key can have let it in. The passphrase stays what it was, since
// nobody signs that.
export function let_in_by(
  offered: Header,
  known: Header,
  keys: Keys,
  device: Device,
): Header | null {
  const is_later = continues(known.roster, offered.roster);
  if (offered.vault !== known.vault || offered.epoch !== known.epoch || !is_later) return null;
  const me = parse_roster(offered.roster.text)?.devices.find(({ id }) => id === device.id);
  const mine = public_keys_of(device);
  if (!me || !equal(me.keys.box, mine.box) || !equal(me.keys.sign, mine.sign)) return null;
  const opened = open_by_device(offered, device);
  if (!opened || !equal(newest_key(opened), newest_key(keys))) return null;
  return { ...offered, kdf: known.kdf, wrapped: known.wrapped };
}
