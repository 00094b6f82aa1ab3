import { expect, test } from 'vitest';
import { rank, type Belonging } from './ranking.ts';

const ranked = (have: Belonging[], desk_open = false) =>
  rank(new Set(have), desk_open).map(({ path, chance }) => `${path} ${chance}`);

test('with key, codes and password the quickest comes first', () => {
  expect(ranked(['paper_key', 'paper_codes', 'password'])).toEqual([
    'restore open',
    'backup_code open',
    'appeal shut',
  ]);
});

test('what works stands before what is quicker and does not', () => {
  expect(ranked(['paper_codes', 'password'])).toEqual([
    'backup_code open',
    'restore shut',
    'appeal shut',
  ]);
});

test('the old phone is the best of all, and no way back when it is gone', () => {
  expect(ranked(['old_phone', 'paper_key', 'password'])[0]).toBe('old_phone open');
  expect(ranked(['password']).join()).not.toContain('old_phone');
});

test('any of three things restores the key', () => {
  for (const thing of ['device', 'cloud', 'paper_key'] as const) {
    expect(ranked([thing, 'password'])[0]).toBe('restore open');
  }
});

test('without the password it must be reset first', () => {
  expect(ranked(['paper_codes'])[0]).toBe('backup_code half');
});

test('with nothing left the appeal comes first, once the desk is open', () => {
  expect(ranked([], true)[0]).toBe('appeal half');
  expect(ranked([], false)).toEqual(['restore shut', 'backup_code shut', 'appeal shut']);
});

test('an appeal never comes first before anybody has said what they have', () => {
  const paths = rank(new Set(['password']), true, false).map(({ path }) => path);
  expect(paths).toEqual(['restore', 'backup_code', 'appeal']);
});
