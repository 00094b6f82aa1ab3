import { afterEach, expect, test, vi } from 'vitest';
import { hear, now_ms } from './server_time';

const here = Date.parse('2026-11-25T12:00:00.250Z');
afterEach(() => {
  vi.useRealTimers();
  hear(new Date().toUTCString());
});

function at(date: string | null) {
  vi.useFakeTimers({ now: here });
  hear(date);
  return now_ms();
}

test('a clock that is right is left alone', () => {
  expect(at('Wed, 25 Nov 2026 12:00:00 GMT')).toBe(here);
  expect(at('Wed, 25 Nov 2026 11:59:58 GMT')).toBe(here);
});

test('a clock that is wrong is put right, to half a second', () => {
  const day_later = Date.parse('2026-11-26T12:00:00Z');
  expect(Math.abs(at('Thu, 26 Nov 2026 12:00:00 GMT') - day_later)).toBeLessThanOrEqual(500);
  vi.setSystemTime(here + 60_000);
  expect(Math.abs(now_ms() - day_later - 60_000)).toBeLessThanOrEqual(500);
});

test('an answer without a date changes nothing', () => {
  const before = at('Thu, 26 Nov 2026 12:00:00 GMT');
  expect(at(null)).toBe(before);
  expect(at('soon')).toBe(before);
});
