import { expect, test } from 'vitest';
import type { Case, CaseItem, Lists } from '#lib/api_desk.ts';
import { Bench } from './bench.svelte.ts';
import { bench_keys, key_for } from './bench_keys.ts';
import { key_of } from './views.ts';

const item = (id: string, kind: CaseItem['kind']): CaseItem => ({
  id,
  kind,
  captured: 'camera',
  at: '2026-11-23T09:00:00Z',
  width: 1600,
  height: 1100,
  round: 0,
  advice: [],
  url: '',
});
const lists: Lists = {
  reasons: [],
  checklist: Array.from({ length: 17 }, (_, place) => ({
    n: place + 1,
    text: `item ${place + 1}`,
    may_not_apply: place >= 15,
  })),
  reveal_reasons: [],
};
const one = (more: Partial<Case> = {}): Case => ({
  id: '7',
  case_number: 'K7Q4-M2XR',
  words: 'amber otter',
  state: 'initial_review',
  seat: 'a',
  due_at: '2026-11-24T09:00:00Z',
  lease_until: '2026-11-23T09:30:00Z',
  digest: 'one',
  marked: false,
  flags: [],
  opened_at: '2026-11-23T08:00:00Z',
  submitted_at: '2026-11-23T08:30:00Z',
  zone: 'UTC',
  claims: [
    { field: 'legal_name', masked: 'A••', result: 'near' },
    { field: 'phone', masked: '', result: 'absent' },
    { field: 'id_number', masked: '••7', result: 'match' },
  ],
  contact_age_days: 400,
  record_age_days: 900,
  record_by: 'operator',
  items: [item('1', 'id_front'), item('2', 'id_back'), item('3', 'selfie')],
  video: null,
  paper: null,
  checklist: {},
  rounds_left: 3,
  video_rounds_left: 2,
  allowed: ['ask', 'video', 'reject'],
  timeline: [],
  other_verdicts: [],
  ...more,
});
const shown = (bench: Bench) => bench.places.map(key_of);
const press = (bench: Bench, keys: string) =>
  bench_keys(bench)
    .find((shortcut) => shortcut.keys === keys)
    ?.run(keys);

test('the bench opens at the first item without an answer, with what it is about', () => {
  const bench = new Bench(one({ checklist: { 1: 'yes', 2: 'yes' } }), lists);
  expect(bench.current).toBe(3);
  expect(shown(bench)).toEqual(['1', '2']);
});

test('an answer goes on, and brings what the next item is about', () => {
  const bench = new Bench(one(), lists);
  bench.go_to(9);
  press(bench, 'y');
  expect(bench.current).toBe(10);
  expect(shown(bench)).toEqual(['1', '3']);
  expect(bench.answers).toEqual({ 9: 'yes' });
});

test('a plain case takes an answer an item, and no key for looking', () => {
  const first = new Bench(one(), lists);
  for (let n = 0; n < 12; n += 1) press(first, 'y');
  expect(first.standing.open).toEqual([6, 14, 15, 16, 17]);
  expect(first.points_to).toBe('video');

  const video = { id: '9', url: '', take: 1, seconds: 40, prompts: [], probe: [] };
  const allowed: Case['allowed'] = ['ask', 'pass', 'reject'];
  const again = new Bench(one({ video, allowed, checklist: first.answers }), lists);
  for (let n = 0; n < 5; n += 1) press(again, 'y');
  expect(again.standing.open).toEqual([]);
  expect(again.points_to).toBe('pass');
});

test('arrows between answers change them and stay', () => {
  const bench = new Bench(one(), lists);
  bench.answer(1, 'no', false);
  expect(bench.current).toBe(1);
});

test('an item about what is not there leaves on the bench what lies there', () => {
  const bench = new Bench(one(), lists);
  bench.go_to(12);
  bench.go_to(16);
  expect(shown(bench)).toEqual(['3']);
});

test('no key decides, and none but D begins to', () => {
  for (const { keys, run } of bench_keys(new Bench(one(), lists))) {
    const bench = new Bench(one(), lists);
    bench_keys(bench)
      .find((shortcut) => shortcut.keys === keys)!
      .run(keys);
    if (!keys.includes(' ')) expect(bench.asking, keys).toBeNull();
    else expect(['d', 'm']).toContain(keys[0]);
    expect(run).toBeTypeOf('function');
  }
});

test('every key is one thing only', () => {
  const keys = bench_keys(new Bench(one(), lists)).map((shortcut) => shortcut.keys);
  expect(new Set(keys).size).toBe(keys.length);
  // A single key that begins a pair would never let the pair begin.
  const pairs = keys.filter((one_of) => one_of.includes(' ')).map((pair) => pair[0]);
  expect(keys.filter((one_of) => pairs.includes(one_of))).toEqual([]);
});

test('what the server does not allow is not listed, and its key says that it cannot be', () => {
  const bench = new Bench(one(), lists);
  expect(bench_keys(bench).find(({ keys }) => keys === key_for('pass'))?.group).toBeUndefined();
  press(bench, key_for('pass'));
  expect(bench.asking).toBeNull();
  expect(bench.refused).toBe('pass');
  press(bench, key_for('reject'));
  expect(bench.asking).toBe('reject');
  expect(bench.refused).toBeNull();
});

test('masked fields are counted without those that were not given', () => {
  const bench = new Bench(one(), lists);
  press(bench, 'm 2');
  expect(bench.asking).toBe('id_number');
});

test('new evidence comes up, and answers stay', () => {
  const bench = new Bench(one(), lists);
  bench.answer(1, 'yes');
  bench.renew(one({ digest: 'two', items: [...one().items, item('4', 'id_front')] }));
  expect(bench.answers).toEqual({ 1: 'yes' });
  expect(shown(bench)).toEqual(['4']);
});

test('a renewed lease leaves the bench as it lies', () => {
  const bench = new Bench(one(), lists);
  bench.show('selfie');
  bench.renew(one({ lease_until: '2026-11-23T10:00:00Z' }));
  expect(shown(bench)).toEqual(['3']);
});

test('a case that is put away leaves nothing that was opened', () => {
  const bench = new Bench(one(), lists);
  bench.keep_revealed('legal_name', { value: 'Ada', until_ms: 1 });
  bench.close();
  expect(bench.revealed).toEqual({});
});
