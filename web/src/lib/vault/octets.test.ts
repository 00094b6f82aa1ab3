import { expect, test } from 'vitest';
import {
  parse_base64,
  parse_base64url,
  parse_hex,
  to_base64url,
  to_hex,
  u64,
  utf8,
} from './octets.ts';
import { parse_json } from './json.ts';
import { compare, trim } from './text.ts';

test('base64url has one text for one value', () => {
  for (const text of ['', 'f', 'fo', 'foo', 'foob', '\u00ff\u00fe~?']) {
    expect(parse_base64url(to_base64url(utf8(text)))).toEqual(utf8(text));
  }
  for (const bad of ['Zg==', 'Zh', 'Zm9=', 'Z', 'Zm8+', 'Zm8/', 'Zm9v\n', 'Zm9']) {
    expect(parse_base64url(bad), bad).toBeNull();
  }
  expect(parse_base64('Zg==')).toEqual(utf8('f'));
  expect(parse_base64('Z-8_')).toBeNull();
});

test('hexadecimal and eight octets', () => {
  expect(to_hex(parse_hex('00fF10')!)).toBe('00ff10');
  expect([parse_hex('0'), parse_hex('0g')]).toEqual([null, null]);
  expect(to_hex(u64(2 ** 53 - 1))).toBe('001fffffffffffff');
});

test('texts are ordered by code points, as in the terminal program', () => {
  const names = ['b', 'a', '\uffee', '\u{1f511}', 'a\u{1f511}', 'aa'];
  expect(names.sort(compare)).toEqual(['a', 'aa', 'a\u{1f511}', 'b', '\uffee', '\u{1f511}']);
  expect(trim(' \t\u00a0a\n')).toBe('\u00a0a');
});

test('JSON has a depth', () => {
  expect(parse_json('[[1]]', 2)).toEqual([[1]]);
  expect(parse_json('[[[1]]]', 2)).toBeUndefined();
  expect(parse_json('[1,]', 2)).toBeUndefined();
});
