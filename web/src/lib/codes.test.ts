import { expect, test } from 'vitest';
import { caret_in_groups, digits_of, group_digits, key_groups, ms_to_next_code } from './codes.ts';

test('a code is its digits, whatever was pasted around them', () => {
  expect(digits_of('123 456', 6)).toBe('123456');
  expect(digits_of(' 1234-5678\n', 8)).toBe('12345678');
  expect(digits_of('Your code: 00000042.', 8)).toBe('00000042');
  expect(digits_of('none', 6)).toBe('');
});

test('a code never grows beyond its length', () => {
  expect(digits_of('1234567', 6)).toBe('123456');
  expect(digits_of('1234567890', 8)).toBe('12345678');
});

test('six digits are shown in threes and eight in fours, and half a code in one piece', () => {
  expect(group_digits('123456', 6)).toBe('123 456');
  expect(group_digits('12345678', 8)).toBe('1234 5678');
  expect(group_digits('123', 6)).toBe('123');
  expect(group_digits('1234', 6)).toBe('123 4');
  expect(group_digits('', 6)).toBe('');
});

test('the caret stays behind the digit that was typed, on either side of the gap', () => {
  expect(caret_in_groups(0, 6)).toBe(0);
  expect(caret_in_groups(3, 6)).toBe(3);
  expect(caret_in_groups(4, 6)).toBe(5);
  expect(caret_in_groups(6, 6)).toBe(7);
  expect(caret_in_groups(5, 8)).toBe(6);
});

test('a setup key is read in groups of four, whatever its case, white space and dashes', () => {
  expect(key_groups('abcd-efgh ijkl mnop')).toEqual(['ABCD', 'EFGH', 'IJKL', 'MNOP']);
  expect(key_groups('ABCDEFGHIJKLMNOPQRSTUVWX23').at(-1)).toBe('23');
  expect(key_groups('')).toEqual([]);
});

test('the next code comes at every full and half minute', () => {
  expect(ms_to_next_code(Date.UTC(2026, 10, 23, 9, 0, 0))).toBe(30_000);
  expect(ms_to_next_code(Date.UTC(2026, 10, 23, 9, 0, 13))).toBe(17_000);
  expect(ms_to_next_code(Date.UTC(2026, 10, 23, 9, 0, 29, 999))).toBe(1);
});
