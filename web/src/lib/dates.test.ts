import { expect, test } from 'vitest';
import { at, by, day, day_and_year, until, wait } from './dates.ts';

const clock = { now: new Date('2026-11-23T09:00:00Z'), time_zone: 'Europe/Berlin' };

test('a promise is a day and an hour, in the time of who reads it', () => {
  expect(by('2026-11-25T16:00:00Z', clock)).toBe('Wednesday 25 November, by 17:00 (your time)');
  expect(by('2026-11-25T16:00:00Z', { ...clock, time_zone: 'America/New_York' })).toBe(
    'Wednesday 25 November, by 11:00 (your time)',
  );
});

test('the day is the one of the reader, too', () => {
  expect(day('2026-11-25T23:30:00Z', clock)).toBe('Thursday 26 November');
  expect(until('2026-11-25T23:30:00Z', clock)).toBe('Thursday 26 November, 00:30 (your time)');
});

test('another year is named', () => {
  expect(at('2027-01-01T12:00:00Z', clock)).toBe('Friday 1 January 2027, 13:00');
  expect(at('2026-11-01T12:00:00Z', clock)).toBe('Sunday 1 November, 13:00');
});

test('paper names the year, whichever it is', () => {
  expect(day_and_year('2026-11-23T09:00:00Z', clock)).toBe('Monday 23 November 2026');
});

test('microseconds, as the server sends them, are no obstacle', () => {
  expect(at('2026-11-23T08:00:00.123456Z', clock)).toBe('Monday 23 November, 09:00');
});

test('a wait is told in the unit that people count in, and never too short', () => {
  expect(wait(0)).toBe('1 second');
  expect(wait(16.2)).toBe('17 seconds');
  expect(wait(90)).toBe('2 minutes');
  expect(wait(3600)).toBe('60 minutes');
  expect(wait(5401)).toBe('2 hours');
  expect(wait(48 * 3600)).toBe('48 hours');
  expect(wait(48 * 3600 + 1)).toBe('3 days');
});
