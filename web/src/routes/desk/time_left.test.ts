import { expect, test } from 'vitest';
import { time_left } from './time_left.ts';

const now = Date.parse('2026-11-23T09:00:00Z');
const hours = (n: number) => new Date(now + n * 3_600_000).toISOString();

test('time left is rounded down, in the unit that matters', () => {
  expect(time_left(hours(1.51), now)).toEqual({ over: false, unit: 'minutes', n: 90 });
  expect(time_left(hours(31.9), now)).toEqual({ over: false, unit: 'hours', n: 31 });
  expect(time_left(hours(24 * 6 + 1), now)).toEqual({ over: false, unit: 'days', n: 6 });
});

test('what is past its time says by how much', () => {
  expect(time_left(hours(-2.5), now)).toEqual({ over: true, unit: 'hours', n: 2 });
  expect(time_left(hours(0), now)).toEqual({ over: false, unit: 'minutes', n: 0 });
});
