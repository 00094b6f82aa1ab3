import { expect, test } from 'vitest';
import { detail_text } from './words.ts';

test('what the journal adds is said in words, and what has none as it is', () => {
  expect(detail_text('a id_front')).toBe('first seat: Front of the ID');
  expect(detail_text('b pass')).toBe('second seat, blind: Pass');
  expect(detail_text('initial_review')).toBe('First review');
  expect(detail_text('something_else')).toBe('something else');
});
