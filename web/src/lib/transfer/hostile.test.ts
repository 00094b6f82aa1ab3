// Whatever a file holds, reading it ends: in entries, in a reason, or in a fault; never in an
// exception, and never in an entry that the vault would refuse.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { read_document } from '#lib/vault/document.ts';
import { fault_of } from '#lib/vault/entry.ts';
import { utf8, type Octets } from '#lib/vault/octets.ts';
import { read_otpauth } from '#lib/vault/otpauth.ts';
import { load_sodium } from '#lib/vault/sodium.ts';
import { read_typed_key } from '#lib/vault/typed_key.ts';
import { read_file } from './file.ts';

beforeAll(load_sodium);

const root = join(import.meta.dirname, '../../../..');
const folder = join(root, 'test/formats/files');
const files = readdirSync(folder).filter((name) => !name.endsWith('.expected'));
const changes_each = 60;

// The same changes each time.
function draws(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function changed(octets: Octets, draw: (below: number) => number): Octets {
  const next = octets.slice();
  for (let n = 0; n <= draw(4); ++n) next[draw(next.length)] = draw(256);
  const from = draw(next.length);
  if (draw(3) === 0) next.copyWithin(from, draw(next.length), draw(next.length));
  return draw(4) === 0 ? next.slice(0, from) : next;
}

test.each(files)('%s, changed anywhere', (file) => {
  const octets = Uint8Array.from(readFileSync(join(folder, file)));
  const draw = draws(octets.length);
  for (let n = 0; n < changes_each; ++n) {
    const found = read_file(changed(octets, draw));
    const result = 'result' in found ? found.result : found;
    if ('fault' in result) continue;
    for (const entry of result.read.entries) expect(fault_of(entry)).toBeNull();
  }
});

test('a vault, changed anywhere', () => {
  const octets = Uint8Array.from(readFileSync(join(root, 'test/vectors/vaults/terminal.json')));
  const draw = draws(7);
  for (let n = 0; n < 400; ++n) {
    const text = new TextDecoder().decode(changed(octets, draw));
    expect(Object.keys(read_document(text))).toHaveLength(1);
  }
});

test('addresses and keys, changed anywhere', () => {
  const uri = 'otpauth://totp/My%20Site:a%40b?secret=JBSWY3DPEHPK3PXP&issuer=My+Site&digits=6';
  const draw = draws(11);
  for (let n = 0; n < 5000; ++n) {
    const text = new TextDecoder().decode(changed(utf8(uri), draw));
    expect(Object.keys(read_otpauth(text))).toHaveLength(1);
    expect(Object.keys(read_typed_key(text.slice(draw(40))))).toHaveLength(1);
  }
});

test('JSON without end of depth is refused', () => {
  const deep = '['.repeat(100_000);
  expect(read_file(utf8(deep))).toEqual({ fault: 'damaged' });
  expect(read_document(deep)).toEqual({ fault: 'no_json' });
});
