import { expect, test } from 'vitest';
import { dates_in, is_zone, place_of } from './dates.ts';

const now = () => new Date('2026-11-23T09:00:00Z');
const promise = '2026-11-25T16:00:00Z';

test('at home a date is in your time', () => {
  const { by, until, at } = dates_in('Europe/Berlin', 'Europe/Berlin', now);
  expect(by(promise)).toBe('Wednesday 25 November, by 17:00 (your time)');
  expect(until(promise)).toBe('Wednesday 25 November, 17:00 (your time)');
  expect(at(promise)).toBe('Wednesday 25 November, 17:00');
});

test('on a computer elsewhere it is in the time of where the appeal began', () => {
  const { by, at } = dates_in('Europe/Berlin', 'America/New_York', now);
  expect(by(promise)).toBe('Wednesday 25 November, by 17:00 (time in Berlin)');
  expect(at(promise)).toBe('Wednesday 25 November, 17:00 (time in Berlin)');
});

test('a zone that this browser does not know is its own', () => {
  expect(dates_in('Mars/Olympus', 'Europe/Berlin', now).by(promise)).toContain('17:00 (your time)');
  expect(is_zone('')).toBe(false);
});

test('a zone is called by its city', () => {
  expect(place_of('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
  expect(place_of('UTC')).toBe('UTC');
});
