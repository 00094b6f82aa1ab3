import { expect, test } from 'vitest';
import type { AppealState, EvidenceItem } from '../api.ts';
import {
  arrivals,
  is_there,
  item_of,
  next_task,
  page_of,
  pictures_there,
  tasks_of,
  wanted_of,
} from './tasks.ts';

const item = (id: string, kind: EvidenceItem['kind'], status: EvidenceItem['status']) =>
  ({ id, kind, status, captured: 'camera', at: '', advice: [] }) satisfies EvidenceItem;

const draft = (more: Partial<AppealState> = {}): AppealState => ({
  case_number: 'K7Q4-M2XR',
  words: 'amber otter',
  state: 'draft',
  since: '2026-11-23T09:00:00Z',
  turn: 'applicant',
  zone: 'Europe/Berlin',
  due_at: null,
  dates: {},
  restriction: { kind: 'none', until: null },
  device: 'browser',
  waiting: false,
  marked: false,
  steps: [],
  form: null,
  items: [],
  needed: [],
  paper: null,
  receipt_shown: false,
  views: { count: 0, by: [] },
  decision: null,
  can: ['submit', 'upload'],
  history: [],
  ...more,
});
const form = { legal_name: 'Ada', id_number: 'L8', phone: '+49 1', facts: {} };
const all = [
  item('1', 'id_front', 'good'),
  item('2', 'id_back', 'checking'),
  item('3', 'selfie', 'good'),
];

test('of several pictures of a kind the newest counts, unless it was replaced', () => {
  const items = [item('1', 'selfie', 'replaced'), item('2', 'selfie', 'good')];
  expect(item_of(items, 'selfie')?.id).toBe('2');
  expect(item_of([item('1', 'selfie', 'replaced')], 'selfie')).toBeUndefined();
});

test('a picture that could not be opened is not there', () => {
  expect(is_there([item('1', 'id_front', 'unreadable')], 'id_front')).toBe(false);
  expect(pictures_there(draft({ items: all }))).toBe(3);
});

test('the details come first, then the pictures, then the receipt code', () => {
  expect(next_task(tasks_of(draft())).name).toBe('details');
  expect(next_task(tasks_of(draft({ form }))).name).toBe('pictures');
  expect(next_task(tasks_of(draft({ form, items: all }))).name).toBe('receipt');
});

test('white space is no name', () => {
  const blank = { ...form, legal_name: '  ' };
  expect(next_task(tasks_of(draft({ form: blank, items: all }))).name).toBe('details');
});

test('a draft goes on with what it needs, anything else with its status', () => {
  expect(page_of(draft())).toBe('/appeal/draft');
  expect(page_of(draft({ waiting: true }))).toBe('/appeal/status');
  expect(page_of(draft({ state: 'intake' }))).toBe('/appeal/status');
  expect(page_of(draft({ device: 'phone' }))).toBe('/appeal/join');
});

test('a draft wants three pictures, an appeal in review none', () => {
  const wanted = wanted_of(draft({ items: [all[0]!] }));
  expect(wanted.map(({ kind, done }) => `${kind} ${done}`)).toEqual([
    'id_front true',
    'id_back false',
    'selfie false',
  ]);
  expect(wanted_of(draft({ state: 'initial_review', items: all }))).toEqual([]);
});

test('what is asked for again is here once a newer one is', () => {
  const since = '2026-11-24T09:00:00Z';
  const older = { ...all[1]!, at: '2026-11-23T10:00:00Z' };
  const newer = { ...all[1]!, id: '9', at: '2026-11-24T10:00:00Z' };
  const needed = [
    { kind: 'id_back', reason: 'blurred' },
    { kind: 'video', reason: null },
  ];
  const asked = draft({ state: 'needs_material', since, needed, items: [older] });
  expect(wanted_of(asked)).toEqual([{ kind: 'id_back', reason: 'blurred', done: false }]);
  expect(wanted_of({ ...asked, items: [older, newer] })[0]?.done).toBe(true);
});

test('what came from the phone is told, the newest first; what was taken here is not', () => {
  expect(arrivals(all, ['2']).map(({ id }) => id)).toEqual(['3', '1']);
  expect(arrivals([item('4', 'selfie', 'replaced')], [])).toEqual([]);
});
