import { expect, test } from 'vitest';
import type { Answers, Case } from '#lib/api_desk.ts';
import {
  answered,
  differences,
  neighbour,
  next_open,
  obstacle,
  points_to,
  standing,
} from './checklist.ts';

const items = [1, 2, 3, 4].map((n) => ({ n, text: `item ${n}`, may_not_apply: n === 3 }));
const all = (answer: 'yes' | 'no' | 'na'): Answers =>
  Object.fromEntries(items.map(({ n }) => [n, answer]));
const by_video = (n: number) => n === 4;
const video = {} as Case['video'];

test('an answer goes on to the next open item, from the top again after the last', () => {
  expect(next_open(items, {}, 1)).toBe(2);
  expect(next_open(items, { 2: 'yes', 3: 'no' }, 1)).toBe(4);
  expect(next_open(items, { 4: 'yes' }, 4)).toBe(1);
});

test('with everything answered it stays where it is', () => {
  expect(next_open(items, all('yes'), 3)).toBe(3);
});

test('walking stops at both ends', () => {
  expect(neighbour(items, 2, 1)).toBe(3);
  expect(neighbour(items, 1, -1)).toBe(1);
  expect(neighbour(items, 4, 1)).toBe(4);
});

test('an answer replaces the one before and touches no other', () => {
  const before: Answers = { 1: 'yes' };
  expect(answered(before, 1, 'no')).toEqual({ 1: 'no' });
  expect(before).toEqual({ 1: 'yes' });
});

test('the standing counts answers, and names what is open and what is wrong', () => {
  expect(standing(items, { 1: 'yes', 2: 'no', 3: 'na' })).toEqual({
    answered: 3,
    of: 4,
    open: [4],
    noes: [2],
  });
});

test('all well without a video points to the video, with one to passing', () => {
  const without = { allowed: ['ask', 'video', 'reject'] as Case['allowed'], video: null };
  const documents = standing(items, { 1: 'yes', 2: 'yes', 3: 'na' });
  expect(points_to(without, documents, by_video)).toBe('video');
  const complete = { allowed: ['ask', 'pass', 'reject'] as Case['allowed'], video };
  expect(points_to(complete, standing(items, all('yes')), by_video)).toBe('pass');
});

test('an open item, a no, or what is not allowed points nowhere', () => {
  const complete = { allowed: ['pass', 'video'] as Case['allowed'], video };
  expect(points_to(complete, standing(items, { 1: 'yes' }), by_video)).toBeNull();
  expect(points_to(complete, standing(items, all('no')), by_video)).toBeNull();
  const forbidden = { allowed: ['reject'] as Case['allowed'], video };
  expect(points_to(forbidden, standing(items, all('yes')), by_video)).toBeNull();
  const early = { allowed: ['video'] as Case['allowed'], video: null };
  expect(points_to(early, standing(items, { 1: 'yes' }), by_video)).toBeNull();
});

test('a pass takes a yes to all, a verdict against one no, and neither a code before', () => {
  const at = (answers: Answers) => standing(items, answers);
  expect(obstacle('pass', at(all('yes')))).toBeNull();
  expect(obstacle('pass', at({ ...all('yes'), 2: 'no' }))).toEqual({ why: 'noes', items: [2] });
  expect(obstacle('pass', at({}))).toMatchObject({ why: 'open' });
  for (const verdict of ['reject', 'doubt', 'fraud'] as const) {
    expect(obstacle(verdict, at(all('yes')))).toEqual({ why: 'no_flaw', items: [] });
    expect(obstacle(verdict, at({}))).toMatchObject({ why: 'no_flaw' });
    expect(obstacle(verdict, at({ 2: 'no' }))).toBeNull();
  }
});

test('two checklists differ where an answer differs or is missing', () => {
  const mine: Answers = { 1: 'yes', 2: 'no', 3: 'na', 4: 'yes' };
  const theirs = { checklist: { 1: 'yes', 2: 'yes', 3: 'na' } as Answers };
  expect(differences(items, mine, theirs)).toEqual([
    { n: 2, mine: 'no', theirs: 'yes' },
    { n: 4, mine: 'yes', theirs: undefined },
  ]);
});
