// The cipher behind the vault: libsodium as WebAssembly, loaded when a vault is opened or made. The
// only file that knows it.
import type Sodium from 'libsodium-wrappers-sumo';
import { joined, u64, utf8, type Octets } from './octets.ts';

let loaded: typeof Sodium | undefined;

// Everything below needs it once.
export async function load_sodium(): Promise<void> {
  if (loaded) return;
  const { default: sodium } = await import('libsodium-wrappers-sumo');
  await sodium.ready;
  loaded = sodium;
}

function sodium(): typeof Sodium {
  if (!loaded) throw new Error('load_sodium() comes first');
  return loaded;
}

const own = (octets: Uint8Array): Octets => Uint8Array.from(octets);
const nonce_octets = 24;

export const random = (size: number): Octets => own(sodium().randombytes_buf(size));
export const sha256 = (octets: Uint8Array): Octets => own(sodium().crypto_hash_sha256(octets));
export const wipe = (octets: Uint8Array): void => void octets.fill(0);

export interface Cost {
  memory_kib: number;
  passes: number;
}

// Argon2id, one lane. Takes most of a second, and blocks whoever calls.
export function argon2id(text: Uint8Array, salt: Uint8Array, cost: Cost, size: number): Octets {
  const lib = sodium();
  return own(
    lib.crypto_pwhash(
      size,
      text,
      salt,
      cost.passes,
      cost.memory_kib * 1024,
      lib.crypto_pwhash_ALG_ARGON2ID13,
    ),
  );
}

// XChaCha20-Poly1305: nonce, 24 | ciphertext and tag.
export function seal(key: Octets, plain: Uint8Array, bound_to: string): Octets {
  const nonce = random(nonce_octets);
  const sealed = sodium().crypto_aead_xchacha20poly1305_ietf_encrypt(
    plain,
    bound_to,
    null,
    nonce,
    key,
  );
  return joined(nonce, sealed);
}

// Null when it was sealed under another key or for another place, or was changed.
export function open(key: Octets, sealed: Octets, bound_to: string): Octets | null {
  if (sealed.length < nonce_octets) return null;
  try {
    return own(
      sodium().crypto_aead_xchacha20poly1305_ietf_decrypt(
        null,
        sealed.subarray(nonce_octets),
        bound_to,
        sealed.subarray(0, nonce_octets),
        key,
      ),
    );
  } catch {
    return null;
  }
}

export interface Pair {
  public_key: Octets;
  private_key: Octets;
}

export function box_pair(seed: Octets): Pair {
  const { publicKey, privateKey } = sodium().crypto_box_seed_keypair(seed);
  return { public_key: own(publicKey), private_key: own(privateKey) };
}

export function seal_to(public_key: Octets, plain: Octets): Octets {
  return own(sodium().crypto_box_seal(plain, public_key));
}

export function open_box(pair: Pair, sealed: Octets): Octets | null {
  try {
    return own(sodium().crypto_box_seal_open(sealed, pair.public_key, pair.private_key));
  } catch {
    return null;
  }
}

export function sign_pair(seed: Octets): Pair {
  const { publicKey, privateKey } = sodium().crypto_sign_seed_keypair(seed);
  return { public_key: own(publicKey), private_key: own(privateKey) };
}

// The purpose with its length before it, so that no signature means two things.
function message_of(purpose: string, text: string): Octets {
  const octets = utf8(purpose);
  return joined(u64(octets.length), octets, utf8(text));
}

export function sign(pair: Pair, purpose: string, text: string): Octets {
  return own(sodium().crypto_sign_detached(message_of(purpose, text), pair.private_key));
}

export function is_signed(key: Octets, purpose: string, text: string, by: Octets): boolean {
  const lib = sodium();
  if (by.length !== lib.crypto_sign_BYTES) return false;
  return lib.crypto_sign_verify_detached(by, message_of(purpose, text), key);
}

// RFC 2104 with a key of at most 32 octets: shorter ones end in zeros anyway.
export function hmac_sha256(key: Octets, message: Octets): Octets {
  const padded = new Uint8Array(32);
  padded.set(key);
  return own(sodium().crypto_auth_hmacsha256(message, padded));
}

// RFC 5869, 32 octets.
export function hkdf_sha256(key: Octets, salt: Octets, purpose: string): Octets {
  return hmac_sha256(hmac_sha256(salt, key), joined(utf8(purpose), Uint8Array.of(1)));
}
