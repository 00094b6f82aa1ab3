import { expect, test } from 'vitest';
import type { Case, CaseItem } from '#lib/api_desk.ts';
import {
  key_of,
  lie_in_rows,
  needs_video,
  newest,
  next_extra,
  place_of,
  places_for,
} from './views.ts';

const item = (id: string, kind: CaseItem['kind'], at: string): CaseItem => ({
  id,
  kind,
  at,
  captured: 'camera',
  width: 1600,
  height: 1000,
  round: 0,
  advice: [],
  url: '',
});
const items = [
  item('1', 'id_front', '2026-11-23T09:00:00Z'),
  item('2', 'id_back', '2026-11-23T09:01:00Z'),
  item('3', 'selfie', '2026-11-23T09:02:00Z'),
  item('4', 'id_front', '2026-11-24T09:00:00Z'),
];
const video = {} as Case['video'];
const keys = (n: number, evidence = { items, video }) => places_for(n, evidence).map(key_of);

test('what an item is about lies on the bench, two things side by side', () => {
  expect(keys(10)).toEqual(['4', '3']);
  expect(keys(14)).toEqual(['3', 'video']);
  expect(keys(9)).toEqual(['4']);
});

test('of several uploads the newest counts', () => {
  expect(newest(items, 'id_front')?.id).toBe('4');
  expect(newest(items, 'extra')).toBeUndefined();
});

test('what is not there yet is left out', () => {
  expect(keys(14, { items, video: null })).toEqual(['3']);
  expect(keys(15, { items, video: null })).toEqual([]);
  expect(place_of({ items, video: null }, 'video')).toBeUndefined();
});

test('an item that this build does not know shows the front of the document', () => {
  expect(keys(18)).toEqual(['4']);
});

test('five items wait for the video', () => {
  const waiting = Array.from({ length: 17 }, (_, place) => place + 1).filter(needs_video);
  expect(waiting).toEqual([6, 14, 15, 16, 17]);
});

test('two wide pictures lie one above the other, anything else side by side', () => {
  expect(lie_in_rows(places_for(1, { items, video }))).toBe(true);
  const tall = items.map((one) => (one.kind === 'selfie' ? { ...one, height: 2000 } : one));
  expect(lie_in_rows(places_for(10, { items: tall, video }))).toBe(false);
  expect(lie_in_rows(places_for(14, { items, video }))).toBe(false);
  expect(lie_in_rows(places_for(9, { items, video }))).toBe(false);
});

test('extras come up one after the other', () => {
  const extras = [item('7', 'extra', '2026-11-24'), item('8', 'extra', '2026-11-25')];
  const evidence = { items: [...items, ...extras], video };
  const first = next_extra(evidence, [])!;
  expect(key_of(first)).toBe('7');
  const second = next_extra(evidence, [first])!;
  expect(key_of(second)).toBe('8');
  expect(key_of(next_extra(evidence, [second])!)).toBe('7');
  expect(next_extra({ items, video }, [])).toBeUndefined();
});
