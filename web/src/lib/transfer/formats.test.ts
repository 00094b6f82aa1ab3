// Every format that is not encrypted, from files that others' descriptions and programs made: the
// same as the terminal program's tests, test/formats/.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { to_base32 } from '#lib/vault/base32.ts';
import type { Entry } from '#lib/vault/entry.ts';
import { utf8, type Octets } from '#lib/vault/octets.ts';
import { write_aegis } from './aegis_write.ts';
import { new_ones } from './addition.ts';
import { read_file } from './file.ts';
import { write_google } from './google.ts';
import { losses } from './losses.ts';
import { file_octets_max, type Read, type Source } from './result.ts';
import { write_uri_list } from './uri_list.ts';

const folder = join(import.meta.dirname, '../../../../test/formats/files');
const content = (file: string): Octets => Uint8Array.from(readFileSync(join(folder, file)));
const text = (file: string): string => readFileSync(join(folder, file), 'utf8');

const plain: [string, Source][] = [
  ['aegis_plain.json', 'aegis'],
  ['twofas_plain.2fas', 'twofas'],
  ['twofas_schema1.2fas', 'twofas'],
  ['andotp_plain.json', 'andotp'],
  ['freeotp_plus.json', 'freeotp'],
  ['ente_plain.txt', 'otpauth'],
  ['bitwarden_plain.json', 'bitwarden'],
  ['bitwarden.csv', 'keepassxc'],
  ['stratum_plain.json', 'stratum'],
  ['proton_plain.json', 'proton'],
  ['google.txt', 'google'],
  ['google_one_missing.txt', 'google'],
  ['google_broken.txt', 'google'],
  ['otpauth.txt', 'otpauth'],
  ['keepassxc.csv', 'keepassxc'],
  ['keepassxc_2.7.4.csv', 'keepassxc'],
  ['otpclient_aegis.json', 'aegis'],
  ['otpclient_andotp.json', 'andotp'],
  ['otpclient_uris.txt', 'otpauth'],
];
const sealed: [string, Source][] = [
  ['aegis_encrypted.json', 'aegis'],
  ['twofas_encrypted.2fas', 'twofas'],
  ['andotp_encrypted.bin', 'andotp'],
  ['andotp_old.bin', 'andotp'],
  ['ente_encrypted.json', 'ente'],
  ['bitwarden_pbkdf2.json', 'bitwarden'],
  ['bitwarden_argon2.json', 'bitwarden'],
  ['stratum_encrypted.authpro', 'stratum'],
  ['stratum_legacy.authpro', 'stratum'],
  ['proton_encrypted.json', 'proton'],
];

function read(octets: Octets): Read {
  const found = read_file(octets);
  const result = 'result' in found ? found.result : found;
  if ('fault' in result) throw new Error(result.fault);
  return result.read;
}

const fault_of = (octets: Octets) => {
  const found = read_file(octets);
  const result = 'result' in found ? found.result : found;
  return 'fault' in result ? result.fault : null;
};

function told({ key, issuer, account, counter, tags, note }: Entry): string {
  const number = key.type === 'hotp' ? counter : key.period_s;
  const secret = to_base32(key.secret);
  return [issuer, account, secret, key.type, key.algorithm, key.digits, number, tags, note].join(
    '|',
  );
}

test.each(plain)('%s is found out, and read entry by entry', (file, source) => {
  const found = read_file(content(file));
  expect('source' in found && found.source).toBe(source);
  const { entries, unread } = read(content(file));
  const lines = text(`${file}.expected`).split('\n').slice(0, -1);
  expect(entries.map(told)).toEqual(lines.filter((line) => !line.startsWith('!')));
  const refused = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  expect(unread).toHaveLength(refused.length);
  unread.forEach(({ name }, place) => {
    // A damaged QR code has no name here: its reason says what it is.
    if (name) expect(name.startsWith(refused[place]!)).toBe(true);
  });
});

test.each(sealed)('%s is encrypted, and said to be', (file, source) => {
  const found = read_file(content(file));
  expect(found).toEqual({ source, result: { fault: 'encrypted' } });
});

test('cut off it is refused, and nothing of it is taken', () => {
  for (const [file] of plain.filter(([name]) => /\.(json|2fas)$/.test(name))) {
    for (const part of [1, 5, 9]) {
      const octets = content(file);
      expect(fault_of(octets.slice(0, (octets.length * part) / 10)), file).toBe('damaged');
    }
  }
});

test('what is no file of any app is not guessed, and an import of nothing is an error', () => {
  for (const [given, fault] of [
    ['', 'unknown'],
    ['hello', 'unknown'],
    ['{}', 'unknown'],
    ['a,b\n1,2\n', 'unknown'],
    ['[]', 'nothing'],
    ['# otpauth://\n', 'nothing'],
    ['{"encrypted":true,"items":[]}', 'account_bound'],
    ['{"version":9,"entries":[]}', 'version'],
  ] as const) {
    expect(fault_of(utf8(given)), given).toBe(fault);
  }
  expect(fault_of(new Uint8Array(file_octets_max + 1))).toBe('too_large');
});

test('one bad entry among good ones is named with its reason, and stops nobody else', () => {
  const list = 'otpauth://totp/A:a?secret=MZXW6YTB\nnonsense\notpauth://totp/B:b?secret=A1\n';
  const { entries, unread } = read(utf8(list));
  expect(entries.map(({ issuer }) => issuer)).toEqual(['A']);
  expect(unread.map(({ number, reason }) => [number, reason.why])).toEqual([
    [2, 'uri_no_otpauth'],
    [3, 'uri_bad_secret'],
  ]);
});

test('importing twice adds nothing, also after an entry was renamed', () => {
  const { entries } = read(content('aegis_plain.json'));
  const kept = structuredClone(entries);
  expect(new_ones([], entries)).toHaveLength(entries.length);
  expect(new_ones(kept, entries)).toEqual([]);
  kept[2]!.issuer = 'Renamed';
  expect(new_ones(kept, entries)).toEqual([]);
  kept.pop();
  expect(new_ones(kept, entries)).toEqual([entries.length - 1]);
  // One secret under two names is two entries, and stays two.
  const twice = [entries[0]!, { ...entries[0]!, account: 'another' }];
  expect(new_ones([], twice)).toEqual([0, 1]);
  expect(new_ones(kept, twice)).toEqual([1]);
});

test('what is written reads back, and what a format cannot carry is said', () => {
  const { entries } = read(content('aegis_plain.json'));
  const bare = (all: Entry[]) => all.map((one) => told({ ...one, note: '', tags: [] }));
  expect(bare(read(utf8(write_uri_list(entries))).entries)).toEqual(bare(entries));
  expect(read(utf8(write_aegis(entries))).entries.map(told)).toEqual(entries.map(told));
  const whole = entries.filter(
    (one) => !losses(one, 'google').some((loss) => loss !== 'note' && loss !== 'tags'),
  );
  const uris = write_google(whole, -2_115_474_809);
  expect(bare(read(utf8(uris.join('\n'))).entries)).toEqual(bare(whole));
  const many = Array.from({ length: 21 }, () => whole[0]!);
  expect(write_google(many, 7)).toHaveLength(3);
  for (const { key } of entries.filter((one) => losses(one, 'google').includes('left_out'))) {
    expect(key.type).toBe('steam');
  }
});

test('Google: the known vector, negative ids and codes in any order', () => {
  const uri =
    'otpauth-migration://offline?data=' +
    'CjEKCkhlbGxvId6tvu8SGEV4YW1wbGU6YWxpY2VAZ29vZ2xlLmNvbRoHRXhhbXBsZTAC';
  expect(told(read(utf8(uri)).entries[0]!)).toBe(
    'Example|alice@google.com|JBSWY3DPEHPK3PXP|totp|SHA1|6|30||',
  );
  const lines = text('google.txt').trim().split('\n');
  const names = (all: string[]) =>
    read(utf8(all.join('\n')))
      .entries.map(told)
      .sort();
  expect(names(lines.toReversed())).toEqual(names(lines));
  expect(names([...lines, ...lines])).toEqual(names(lines));
});
