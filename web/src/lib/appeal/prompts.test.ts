import { expect, test } from 'vitest';
import type { VideoSession } from '../api.ts';
import { shown_at } from './prompts.ts';

const session: VideoSession = {
  take: 1,
  takes_left: 2,
  seconds: 20,
  expires_at: '2026-11-25T09:00:00Z',
  prompts: [
    { n: 1, at_s: 3.5, kind: 'turn_left', text: '' },
    { n: 2, at_s: 9, kind: 'numbers', text: '4 8 1 5' },
  ],
};

test('before the first prompt there is none, and it says how long', () => {
  expect(shown_at(session, 0)).toEqual({ prompt: null, place: 0, seconds_left: 4, over: false });
});

test('a prompt stays until the next begins', () => {
  expect(shown_at(session, 3.5)).toMatchObject({ place: 1, seconds_left: 6 });
  expect(shown_at(session, 8.9).prompt?.n).toBe(1);
  expect(shown_at(session, 9).prompt?.n).toBe(2);
});

test('the last one stays until the end', () => {
  expect(shown_at(session, 19.2)).toMatchObject({ place: 2, seconds_left: 1, over: false });
  expect(shown_at(session, 20).over).toBe(true);
  expect(shown_at(session, 31)).toMatchObject({ seconds_left: 0, over: true });
});
