import { expect, test } from 'vitest';
import { safe_next } from './fragment.ts';

test('after signing in one comes back to a page of this site', () => {
  expect(safe_next('/security/password', '/security')).toBe('/security/password');
  expect(safe_next(null, '/security')).toBe('/security');
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
