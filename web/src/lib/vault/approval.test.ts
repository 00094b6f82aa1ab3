import { beforeAll, expect, test } from 'vitest';
import { approval_code, commitment_of, opened_code } from './approval.ts';
import { parse_hex, text_of, to_hex } from './octets.ts';
import { load_sodium } from './sodium.ts';
import { vectors } from './vault_double.ts';

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
