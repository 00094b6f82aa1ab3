// What devices compare: how far a vault's history goes, and its digest, signed by a device. So two
// devices that were shown different histories notice it.
import type { Chain } from './chain.ts';
import { signing_of, type Device } from './keys.ts';
import { equal, to_base64url, type Octets } from './octets.ts';
import type { Member } from './roster.ts';
import { is_signed, sign } from './sodium.ts';

const purpose = 'sparekey-vault-1 mark';

export interface Mark {
  seq: number;
  digest: Octets;
  signer: string; // A device's id.
  signature: Octets;
}

const text_of = (vault: string, { seq, digest }: Pick<Chain, 'seq' | 'digest'>): string =>
  `${vault}\n${seq}\n${to_base64url(digest)}`;

// Where `chain` stands, signed by this device.
export const sign_mark = (device: Device, vault: string, chain: Chain): Octets =>
  sign(signing_of(device), purpose, text_of(vault, chain));

export type MarkFault =
  | 'other_history' // It is of another place, or of another digest.
  | 'stranger'; // It is signed by none of these devices.

// Whether the newest mark is of the very place that this device stands at. Before the first change
// there is none.
export function mark_fault(
  mark: Mark | null,
  vault: string,
  chain: Chain,
  devices: Member[],
): MarkFault | null {
  if (!mark) return chain.seq === 0 ? null : 'other_history';
  if (mark.seq !== chain.seq || !equal(mark.digest, chain.digest)) return 'other_history';
  const signer = devices.find(({ id }) => id === mark.signer);
  const is_right =
    signer && is_signed(signer.keys.sign, purpose, text_of(vault, mark), mark.signature);
  return is_right ? null : 'stranger';
}
