import { expect, test } from 'vitest';
import { states_of } from './states.ts';

test('states stand in the order in which a case goes, and only those that have one', () => {
  const counted = { contested: 1, draft: 2, escalated: 0, initial_review: 3, somewhere: 1 };
  expect(states_of(counted)).toEqual([
    ['draft', 2],
    ['initial_review', 3],
    ['contested', 1],
    ['somewhere', 1],
  ]);
});
