import { expect, test } from 'vitest';
import { holds_token, safe_next } from './fragment.ts';

test('after signing in one comes back to a page of this site', () => {
  expect(safe_next('/security/password', '/security')).toBe('/security/password');
  expect(safe_next(null, '/security')).toBe('/security');
});

test('a token in the fragment is told from a place on the page', () => {
  expect(holds_token(`#${'aB3_-'.repeat(8)}xyz`)).toBe(true);
  expect(holds_token('#content')).toBe(false);
  expect(holds_token('')).toBe(false);
});

test('a link can send nobody to another site', () => {
  const elsewhere = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'evil',
    '/a?b=//c',
  ];
  for (const next of elsewhere) expect(safe_next(next, '/security'), next).toBe('/security');
});
