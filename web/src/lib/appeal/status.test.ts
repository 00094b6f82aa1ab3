import { expect, test } from 'vitest';
import type { AppealState } from '../api.ts';
import { action_of, dates_of, is_end, is_late } from './status.ts';

const appeal = (more: Partial<AppealState> = {}): AppealState => ({
  case_number: 'K7Q4-M2XR',
  words: 'amber otter',
  state: 'initial_review',
  since: '2026-11-23T09:00:00Z',
  turn: 'staff',
  zone: 'Europe/Berlin',
  lost: 'phone_lost',
  due_at: '2026-11-25T09:00:00Z',
  dates: {
    first_review_by: '2026-11-25T09:00:00Z',
    second_review_from: '2026-11-26T09:00:00Z',
    second_review_by: '2026-12-03T09:00:00Z',
    link_from: '2026-11-27T09:00:00Z',
  },
  restriction: { kind: 'freeze', until: '2026-12-23T09:00:00Z' },
  device: 'browser',
  waiting: false,
  marked: false,
  passed: false,
  steps: [
    { step: 'received', status: 'done' },
    { step: 'first_review', status: 'now' },
  ],
  form: null,
  items: [],
  needed: [],
  paper: null,
  receipt_shown: true,
  views: { count: 0, by: [] },
  decision: null,
  can: [],
  history: [],
  ...more,
});
const names = (state: AppealState) => dates_of(state).map(({ name }) => name);

test('all promises stand until their step is done', () => {
  expect(names(appeal())).toEqual(['first', 'second', 'link', 'freeze']);
  const steps = [{ step: 'first_review' as const, status: 'done' as const }];
  expect(names(appeal({ state: 'secondary_review', steps }))).toEqual(['second', 'link', 'freeze']);
});

test('the second review has an earliest and a latest date', () => {
  expect(dates_of(appeal())[1]).toEqual({
    name: 'second',
    at: '2026-12-03T09:00:00Z',
    not_before: '2026-11-26T09:00:00Z',
  });
});

test('the end of the link counts while there is one', () => {
  const dates = { link_until: '2026-12-04T09:00:00Z' };
  expect(names(appeal({ state: 'link_sent', dates }))).toEqual(['link_until', 'freeze']);
  expect(names(appeal({ state: 'link_lapsed', dates }))).toEqual(['freeze']);
});

test('what has ended has no dates', () => {
  expect(names(appeal({ state: 'withdrawn' }))).toEqual([]);
  expect(is_end(appeal({ state: 'refused_as_fraud' }))).toBe(true);
  expect(is_end(appeal({ state: 'contested' }))).toBe(false);
});

test('there is one thing to do, or none', () => {
  expect(action_of(appeal(), false)).toBeNull();
  expect(action_of(appeal({ state: 'video_requested' }), false)?.href).toBe('/appeal/video');
  expect(action_of(appeal({ state: 'needs_material' }), false)?.href).toBe('/appeal/more');
});

test('whoever is signed in already is not sent to the sign-in', () => {
  expect(action_of(appeal({ state: 'holding' }), false)?.href).toBe('/sign-in');
  expect(action_of(appeal({ state: 'holding' }), true)?.href).toBe('/security');
  expect(action_of(appeal({ state: 'reversed' }), false)?.next).toBe('status.go.sign_in_old');
});

test('a new link is offered only where one may be asked for', () => {
  expect(action_of(appeal({ state: 'link_lapsed' }), false)).toBeNull();
  expect(action_of(appeal({ state: 'link_lapsed', can: ['ask_link'] }), false)?.href).toBe(
    '/appeal/link',
  );
});

test('we are late when a time of ours ran out, not when a person asked a lead', () => {
  const history = [
    { at: '2026-11-25T09:00:00Z', event: 'due' },
    { at: '2026-11-23T09:00:00Z', event: 'submitted' },
  ];
  expect(is_late(appeal({ state: 'escalated', history }))).toBe(true);
  const doubted = [...history, { at: '2026-11-25T10:00:00Z', event: 'doubted' }];
  expect(is_late(appeal({ state: 'escalated', history: doubted }))).toBe(false);
  expect(is_late(appeal({ history }))).toBe(false);
});
