import { expect, test } from 'vitest';
import { split_links } from './links.ts';

test('a link in a mail is one, without the full stop behind it', () => {
  expect(split_links('Open http://localhost:8080/reset#AbC_-9.\nBye')).toEqual([
    { text: 'Open ' },
    { text: 'http://localhost:8080/reset#AbC_-9', href: 'http://localhost:8080/reset#AbC_-9' },
    { text: '.\nBye' },
  ]);
});

test('nothing but web addresses becomes a link', () => {
  expect(split_links('javascript:alert(1) and ftp://x')).toEqual([
    { text: 'javascript:alert(1) and ftp://x' },
  ]);
});
