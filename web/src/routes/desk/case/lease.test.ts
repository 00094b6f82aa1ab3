import { expect, test } from 'vitest';
import { lease_step } from './lease.ts';

const minute_ms = 60_000;
const begun = { until_ms: 30 * minute_ms, renewed_ms: 0, worked_ms: 0 };

test('at the beginning of a lease nothing is asked of the server', () => {
  expect(lease_step({ ...begun, worked_ms: 9 * minute_ms }, 9 * minute_ms)).toBe('nothing');
});

test('work renews it, once twenty minutes are left', () => {
  expect(lease_step({ ...begun, worked_ms: 9 * minute_ms }, 10 * minute_ms)).toBe('renew');
});

test('work is renewed at most once a minute', () => {
  const renewed = { until_ms: 40 * minute_ms, renewed_ms: 20 * minute_ms, worked_ms: 0 };
  const now = 20 * minute_ms + 59_999;
  expect(lease_step({ ...renewed, worked_ms: now }, now)).toBe('nothing');
  expect(lease_step({ ...renewed, worked_ms: now }, now + 1)).toBe('renew');
});

test('without work it runs out, after a warning', () => {
  expect(lease_step(begun, 26 * minute_ms)).toBe('nothing');
  expect(lease_step(begun, 27 * minute_ms)).toBe('warn');
  expect(lease_step(begun, 30 * minute_ms)).toBe('over');
});

test('a lease that is over is not renewed by late work', () => {
  expect(lease_step({ ...begun, worked_ms: 31 * minute_ms }, 31 * minute_ms)).toBe('over');
});
