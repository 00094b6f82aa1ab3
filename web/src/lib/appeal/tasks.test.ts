import { expect, test } from 'vitest';
import type { AppealState, EvidenceItem } from '../api.ts';
import {
  arrivals,
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
  lost: 'phone_lost',
  due_at: null,
  dates: {},
  restriction: { kind: 'none', until: null },
  device: 'browser',
  waiting: false,
  marked: false,
  passed: false,
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
const missing = (...kinds: string[]) => kinds.map((kind) => ({ kind, reason: null }));
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

test('the details come first, then the pictures, then the receipt code', () => {
  const next = (...kinds: string[]) =>
    next_task(tasks_of(draft({ needed: missing(...kinds) }))).name;
  expect(next('form', 'id_front', 'selfie')).toBe('details');
  expect(next('selfie')).toBe('pictures');
  expect(next()).toBe('receipt');
});

test('pictures are counted as the server counts them', () => {
  expect(pictures_there(draft({ needed: missing('form', 'selfie') }))).toBe(2);
});

test('a draft goes on with what it needs, one behind a rival too; the rest with its status', () => {
  expect(page_of(draft())).toBe('/appeal/draft');
  expect(page_of(draft({ waiting: true }))).toBe('/appeal/draft');
  expect(page_of(draft({ waiting: true, can: ['withdraw'] }))).toBe('/appeal/status');
  expect(page_of(draft({ state: 'intake' }))).toBe('/appeal/status');
  expect(page_of(draft({ device: 'phone' }))).toBe('/appeal/join');
});

test('a draft wants three pictures, an appeal in review none', () => {
  const needed = [{ kind: 'selfie', reason: 'paper_code' }, ...missing('id_back')];
  const wanted = wanted_of(draft({ needed, items: all }));
  expect(wanted.map(({ kind, reason, done }) => `${kind} ${reason} ${done}`)).toEqual([
    'id_front null true',
    'id_back null false',
    'selfie paper_code false',
  ]);
  expect(wanted_of(draft({ state: 'initial_review', items: all }))).toEqual([]);
});

test('what is asked for again stays in the list when it has come', () => {
  const since = '2026-11-24T09:00:00Z';
  const older = { ...all[0]!, at: '2026-11-23T10:00:00Z' };
  const newer = { ...all[1]!, id: '9', at: '2026-11-24T10:00:00Z' };
  const video = { ...item('7', 'video', 'good'), at: newer.at };
  const needed = [{ kind: 'selfie', reason: 'blurred' }, ...missing('video')];
  const items = [older, newer, video];
  const asked = draft({ state: 'needs_material', since, needed, items });
  expect(wanted_of(asked)).toEqual([
    { kind: 'selfie', reason: 'blurred', done: false },
    { kind: 'id_back', reason: null, done: true },
  ]);
});

test('what came from the phone is told, the newest first; what was taken here is not', () => {
  expect(arrivals(all, ['2']).map(({ id }) => id)).toEqual(['3', '1']);
  expect(arrivals([item('4', 'selfie', 'replaced')], [])).toEqual([]);
});
