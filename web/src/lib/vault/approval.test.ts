import { beforeAll, expect, test } from 'vitest';
import { approval_code, commitment_of, let_in_by, opened_code } from './approval.ts';
import { head_text } from './head.ts';
import {
  add_device,
  begin_anew,
  change_passphrase,
  new_device,
  new_kdf,
  open_by_passphrase,
  public_keys_of,
} from './keys.ts';
import { parse_hex, text_of, to_hex } from './octets.ts';
import { load_sodium } from './sodium.ts';
import { document_of, empty_vault, noon, vectors, wrapping_key } from './vault_double.ts';

beforeAll(load_sodium);

const octets = (hex: string | undefined) => parse_hex(hex === '-' ? '' : hex!)!;

const cases = () =>
  vectors('sync_approval.txt').map(
    ([vault, id, name, box, sign, opened, mine, list, commitment, code]) => ({
      vault: vault!,
      added: {
        id: id!,
        name: text_of(octets(name))!,
        keys: { box: octets(box), sign: octets(sign) },
        added: 0,
      },
      nonces: { opened: octets(opened), mine: octets(mine) },
      known: { text: text_of(octets(list))!, signer: 'recovery', signature: new Uint8Array(64) },
      commitment: octets(commitment),
      code: code!,
    }),
  );

test('commitment and code are what another implementation computes, and the terminal', () => {
  const all = cases();
  expect(all.length).toBe(3);
  for (const { vault, added, nonces, known, commitment, code } of all) {
    expect(to_hex(commitment_of(vault, added, nonces.opened))).toBe(to_hex(commitment));
    expect(approval_code(commitment, nonces.opened, nonces.mine, known)).toBe(code);
  }
});

test('a code is shown for what was committed to, and for nothing else', () => {
  const { vault, added, nonces, known, commitment, code } = cases()[0]!;
  expect(opened_code(vault, added, commitment, nonces, known)).toBe(code);
  const renamed = { ...added, name: 'another' };
  expect(opened_code(vault, renamed, commitment, nonces, known)).toBeNull();
  const keys = { ...added.keys, box: nonces.mine };
  expect(opened_code(vault, { ...added, keys }, commitment, nonces, known)).toBeNull();
  const swapped = { opened: nonces.mine, mine: nonces.opened };
  expect(opened_code(vault, added, commitment, swapped, known)).toBeNull();
  const longer = { ...known, text: `${known.text} ` };
  expect(opened_code(vault, added, commitment, nonces, longer)).not.toBe(code);
});

test('a new device follows only the list that it was shown, under the key that it knows', () => {
  const { header: known, keys, device: laptop } = empty_vault();
  const copy = (header = known) => document_of(head_text(header)).header;
  const phone = new_device();
  const member = { id: phone.id, name: 'phone', keys: public_keys_of(phone), added: noon };
  const offered = copy();
  expect(add_device(offered, keys, member, laptop!)).toBe(true);
  const joined = let_in_by(offered, known, keys, phone)!;
  expect(open_by_passphrase(joined, wrapping_key)).not.toBeNull();
  expect(let_in_by(known, known, keys, phone)).toBeNull();
  expect(let_in_by(offered, known, keys, new_device())).toBeNull();

  // Another list, though it is of the same vault; and one that a server made up, which knows no
  // key that it could seal.
  const stranger = new_device();
  const shown = copy();
  begin_anew(shown, keys, stranger, 'laptop', noon);
  expect(let_in_by(offered, shown, keys, phone)).toBeNull();
  const forged = copy(shown);
  const other = { newest: 1, all: new Map([[1, new Uint8Array(32)]]) };
  expect(add_device(forged, other, member, stranger)).toBe(true);
  expect(let_in_by(forged, shown, keys, phone)).toBeNull();
  const swapped = copy();
  const { box } = public_keys_of(stranger);
  const by_other_keys = { ...member, keys: { ...member.keys, box } };
  expect(add_device(swapped, keys, by_other_keys, laptop!)).toBe(true);
  expect(let_in_by(swapped, known, keys, phone)).toBeNull();

  // What wraps the key is signed by nobody.
  const rewrapped = copy(offered);
  change_passphrase(rewrapped, keys, new_kdf(), new Uint8Array(32));
  expect(
    open_by_passphrase(let_in_by(rewrapped, known, keys, phone)!, wrapping_key),
  ).not.toBeNull();
});
