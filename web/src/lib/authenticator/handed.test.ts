import { expect, test } from 'vitest';
import { hand_over, handed_over } from './handed.ts';

test('a URI goes over as it is', () => {
  const uri = 'otpauth://totp/My%20Site:ada%40example.org?secret=MZXW6YTB&issuer=My%20Site';
  const { hash, pathname, search } = new URL(hand_over(uri), 'https://example.org');
  expect([pathname, search]).toEqual(['/authenticator/add', '']);
  expect(handed_over(hash)).toBe(uri);
  expect(handed_over(`#${uri}`)).toBe(uri);
});

test('anything else in a fragment is not taken for one', () => {
  for (const hash of ['', '#', '#content', '#09e251f9d2b593e5043c3866e6f8c907', '#otpauth%3A%zz']) {
    expect(handed_over(hash)).toBeNull();
  }
});
