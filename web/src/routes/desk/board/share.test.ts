import { expect, test } from 'vitest';
import { kept_percent } from './share.ts';

test('one broken promise in a thousand is not all of them kept', () => {
  expect(kept_percent({ kept: 999, broken: 1 })).toBe(99);
  expect(kept_percent({ kept: 3, broken: 0 })).toBe(100);
});

test('without a promise there is no share', () => {
  expect(kept_percent({ kept: 0, broken: 0 })).toBeNull();
});
