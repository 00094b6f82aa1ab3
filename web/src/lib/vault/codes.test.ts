// Codes and keys against outside vectors: the RFCs', Steam's app, and what sites and apps write.
import { expect, test } from 'vitest';
import { parse_base32, to_base32 } from './base32.ts';
import { parse_hex, text_of, to_hex } from './octets.ts';
import {
  code_of,
  grouped,
  parse_algorithm,
  step_at,
  type Algorithm,
  type Key,
} from './one_time.ts';
import { read_otpauth, write_otpauth, type OtpauthKey } from './otpauth.ts';
import { candidates, read_typed_key } from './typed_key.ts';
import { vectors } from './vault_double.ts';

const key = (secret: string, more: Partial<Key> = {}): Key => ({
  type: 'totp',
  secret: parse_hex(secret)!,
  algorithm: 'SHA1',
  digits: 6,
  period_s: 30,
  ...more,
});

test('RFC 4226: every code of appendix D', () => {
  for (const [secret, count, , , code] of vectors('rfc4226_hotp.txt')) {
    expect(code_of(key(secret!, { type: 'hotp' }), Number(count))).toBe(code);
  }
});

test('RFC 6238: every code of appendix B', () => {
  for (const [name, secret, time, code] of vectors('rfc6238_totp.txt')) {
    const algorithm = name!.toUpperCase() as Algorithm;
    const totp = key(secret!, { algorithm, digits: 8 });
    expect(code_of(totp, step_at(totp, Number(time) * 1000))).toBe(code);
  }
});

test('RFC 4648: base32 there and back', () => {
  for (const [hex, text] of vectors('rfc4648_base32.txt')) {
    if (hex === '-') continue;
    const read = read_typed_key(text!);
    expect('key' in read && to_hex(read.key)).toBe(hex);
    expect(to_base32(parse_hex(hex!)!)).toBe(text!.replace(/=+$/, ''));
  }
  expect(parse_base32('MZ')).toBeNull();
  expect(parse_base32('MZ', 'any')).toHaveLength(1);
});

test("Steam's codes are those that its app showed", () => {
  const secret = to_hex(parse_base32('63BEDWCQZKTQWPESARIERL5DTTQFCJTK')!);
  const steam = key(secret, { type: 'steam', digits: 5 });
  expect(code_of(steam, step_at(steam, 1_511_200_518_000))).toBe('FR8RV');
  expect(code_of(steam, step_at(steam, 1_511_200_714_000))).toBe('9P3VP');
});

test("Aegis's seven tokens", () => {
  const token = (secret: string, more: Partial<Key>) => key(to_hex(parse_base32(secret)!), more);
  const deno = token('4SJHB4GSD43FZBAI7C2HLRJGPQ', {});
  const spdx = { algorithm: 'SHA256', digits: 7, period_s: 20 } as const;
  const airbnb = { algorithm: 'SHA512', digits: 8, period_s: 50 } as const;
  expect(code_of(deno, step_at(deno, 59_000))).toBe('526156');
  expect(code_of(token('5OM4WOOGPLQEF6UGN3CPEOOLWU', spdx), 85_000_000)).toBe('9993814');
  expect(code_of(token('7ELGJSGXNCCTV3O6LKJWYFV2RA', airbnb), 34_000_000)).toBe('65516786');
  const boeing = token('JRZCL47CMXVOQMNPZR2F7J4RGI', { type: 'steam', digits: 5 });
  expect(code_of(boeing, step_at(boeing, 1_700_000_000_000))).toBe('747JR');
  const issuu = token('YOOMIXWS5GN6RTBPUFFWKTW5M4', { type: 'hotp' });
  expect(code_of(issuu, 1)).toBe('253717');
});

test('codes are read out in two groups', () => {
  expect(['123456', '1234567', '12345678', 'FR8RV', '1234'].map(grouped)).toEqual([
    '123 456',
    '1234 567',
    '1234 5678',
    'FR8RV',
    '1234',
  ]);
});

const text_in = (typed: string) => {
  const read = read_typed_key(typed);
  return 'key' in read ? text_of(read.key) : read.fault.slug;
};

test('what groups a key is ignored, whatever a page made of it', () => {
  for (const typed of [
    'MZXW6YTB',
    'mzxw6ytb',
    'MZ XW 6Y TB',
    'mz_xw.6y-tb',
    '\tMZXW\n6YTB\r\n',
    'MZXW\u00a06YTB',
    'MZXW\u200b6YTB',
    '\ufeffMZXW6YTB',
    'MZXW\u20116YTB',
  ]) {
    expect(text_in(typed)).toBe('fooba');
  }
  expect(text_in('MY=W======')).toBe('outside');
  expect(text_in('MZXW\0')).toBe('outside');
  for (const nothing of ['', '   ', '====', 'A']) expect(text_in(nothing)).toBe('empty');
  expect(text_in('A'.repeat(213))).toBe('too_long');
  expect(text_in(' '.repeat(513))).toBe('too_long');
});

test('a look-alike is named, and what it may be is offered, not assumed', () => {
  expect(read_typed_key('MZXW6YT1')).toEqual({ fault: { slug: 'look_alike', at: '1' } });
  expect(candidates('MZXW 6YT1').map(({ reading }) => reading)).toEqual(['1 as I', '1 as L']);
  const [one, ...more] = candidates('0ZXW8YTB');
  expect(one?.reading).toBe('0 as O, 8 as B');
  expect(more).toEqual([]);
  for (const typed of ['MZXW6YT9', 'MZXW6YT1!', 'MZXW6YTB']) expect(candidates(typed)).toEqual([]);
});

test('algorithms in each spelling', () => {
  for (const text of ['SHA256', 'sha256', 'HmacSHA256', 'HMAC-SHA-256', 'Algorithm.sha256']) {
    expect(parse_algorithm(text)).toBe('SHA256');
  }
  expect(parse_algorithm('MD5')).toBeNull();
});

function parsed(uri: string): OtpauthKey {
  const read = read_otpauth(uri);
  if ('fault' in read) throw new Error(`${uri}: ${read.fault}`);
  return read.key;
}
const fault = (uri: string) => {
  const read = read_otpauth(uri);
  return 'fault' in read ? read.fault : null;
};

test('issuer and account, where producers do not agree', () => {
  const cases: [string, string, string][] = [
    ['totp/Label:a?secret=AA&issuer=Parameter', 'Parameter', 'a'],
    [
      'totp/Text%3A%20More%20Text:Secret?secret=AA&issuer=Text%3A%20More%20Text',
      'Text: More Text',
      'Secret',
    ],
    ['totp/a%3A%20b?secret=AA', 'a', 'b'],
    ['totp/A#1:b#2?secret=AA&issuer=A#1', 'A#1', 'b#2'],
    ['totp/My Site:a b?secret=AA', 'My Site', 'a b'],
    ['totp/\u4e2d\u6587:\u{1f511}?secret=AA', '\u4e2d\u6587', '\u{1f511}'],
    ['totp/100%?secret=AA', '', '100%'],
    ['totp/%4?secret=AA', '', '%4'],
    ['totp/mail+tag@example.org?secret=AA&issuer=My+Site', 'My Site', 'mail+tag@example.org'],
  ];
  for (const [uri, issuer, account] of cases) {
    expect(parsed(`otpauth://${uri}`), uri).toMatchObject({ issuer, account });
  }
  expect(parsed('otpauth://totp/Label:a?secret=AA&issuer=Parameter').label_issuer).toBe('Label');
  const lost = parsed('otpauth://totp/a?secret=AA&issuer=Fooperiod=60');
  expect(lost).toMatchObject({ issuer: 'Foo', period_s: 60 });
  expect(parsed('OTPAUTH://TOTP/a?SECRET=AA&Digits=8').digits).toBe(8);
});

test('Steam is known by each of its spellings', () => {
  for (const uri of [
    'otpauth://steam/Steam:ada?secret=AA&issuer=Steam',
    'otpauth://totp/Valve:ada?secret=AA&encoder=steam',
    'otpauth://totp/ada?secret=AA&steam',
    'otpauth://totp/Steam:ada?secret=AA&digits=6',
    'steam://AA',
  ]) {
    expect(parsed(uri)).toMatchObject({ type: 'steam', digits: 5, period_s: 30 });
  }
});

test('what is wrong has a name', () => {
  const cases: [string, string][] = [
    ['https://example.org/app', 'no_otpauth'],
    ['x'.repeat(8193), 'uri_too_long'],
    ['otpauth://motp/a?secret=AA', 'bad_type'],
    ['otpauth://totp/a?issuer=b', 'no_secret'],
    ['otpauth://totp/a?secret=A1', 'bad_secret'],
    ['otpauth://totp/%ff?secret=AA', 'bad_name'],
    ['otpauth://totp/a%0A?secret=AA', 'bad_name'],
    ['otpauth://totp/?secret=AA', 'no_name'],
    ['otpauth://totp/a?secret=AA&secret=AE', 'twice'],
    ['otpauth://totp/a?secret=AA&algorithm=MD5', 'bad_algorithm'],
    ['otpauth://totp/a?secret=AA&digits=11', 'bad_digits'],
    ['otpauth://totp/a?secret=AA&digits=+6', 'bad_digits'],
    ['otpauth://totp/a?secret=AA&period=0', 'bad_period'],
    ['otpauth://totp/a?secret=AA&period=86401', 'bad_period'],
    ['otpauth://hotp/a?secret=AA&counter=x', 'bad_counter'],
  ];
  for (const [uri, slug] of cases) expect(fault(uri), uri).toBe(slug);
  expect(fault('otpauth://totp/a?secret=AA&issuer=b&issuer=b')).toBeNull();
  expect(parsed('otpauth://hotp/a?secret=AA').counter_assumed).toBe(true);
});

test('any key is written with all that it has, and reads back', () => {
  const secret = 'secret=JBSWY3DPEHPK3PXP';
  for (const uri of [
    `otpauth://totp/Text%3A%20More:a%3Ab?${secret}&issuer=Text%3A%20More&algorithm=SHA256` +
      '&digits=7&period=60&image=https%3A%2F%2Fexample.org%2Fa%2Bb.png&lock',
    `otpauth://hotp/Label:a%40b?${secret}&issuer=Parameter&algorithm=SHA512` +
      '&digits=8&counter=9007199254740991',
    `otpauth://steam/Steam:ada?${secret}&issuer=Steam&algorithm=SHA1` +
      '&digits=5&period=30&encoder=steam',
    'otpauth://totp/ada?secret=JBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30',
    'otpauth://totp/:a%3Ab?secret=JBSWY3DPEHPK3PXP&algorithm=SHA224&digits=6&period=30',
    'otpauth://totp/Site:?secret=JBSWY3DPEHPK3PXP&issuer=Site&algorithm=SHA1&digits=6&period=30',
  ]) {
    expect(write_otpauth(parsed(uri))).toBe(uri);
  }
});
