// The running digest over a vault's changes: what notices a server that goes back, skips or swaps.
import { equal, joined, parse_hex, u64, type Octets } from './octets.ts';
import { sha256 } from './sodium.ts';

// Of one change that a server took: it is known for ever, also where the seal itself is gone.
export interface Link {
  seq: number;
  id: string;
  revision: number;
  seal_digest: Octets; // SHA-256 of the sealed entry.
}

export interface Chain {
  seq: number; // The last one taken.
  digest: Octets; // Zeros before the first.
  epoch: number; // Of the key that the last one was sealed under; 0 before the first.
}

export const no_chain = (): Chain => ({ seq: 0, digest: new Uint8Array(32), epoch: 0 });

// Null when it is not the next one.
export function after(chain: Chain, link: Link): Chain | null {
  const id = parse_hex(link.id);
  if (link.seq !== chain.seq + 1 || !id) return null;
  const all = joined(chain.digest, u64(link.seq), id, u64(link.revision), link.seal_digest);
  return { seq: link.seq, digest: sha256(all), epoch: Math.max(chain.epoch, 1) };
}

export const is_same_place = (a: Chain, b: Chain): boolean =>
  a.seq === b.seq && equal(a.digest, b.digest);
