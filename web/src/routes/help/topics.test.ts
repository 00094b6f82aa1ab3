import { expect, test } from 'vitest';
import { support_href, topics_of } from './topics.ts';

test('the reset of a second factor is the first topic of account security', () => {
  expect(topics_of('security', '')[0]).toMatchObject({ name: 'reset', href: '/appeal' });
});

test('an address or a page of the operator can be followed, anything else is only shown', () => {
  expect(support_href('help@harbour.example')).toBe('mailto:help@harbour.example');
  expect(support_href('https://harbour.example/help')).toBe('https://harbour.example/help');
  expect(support_href('Harbour Street 3')).toBe('');
  expect(topics_of('other', '')).toMatchObject([{ name: 'contact', href: '' }]);
});
