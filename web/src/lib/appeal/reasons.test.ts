import { expect, test } from 'vitest';
import { event_text, now_text, reason_text, you_text } from './reasons.ts';

test('a reason about quality says what was wrong', () => {
  expect(reason_text('blurred', 'quality')).toBe('The picture is not sharp.');
  expect(reason_text('something_new', 'quality')).toBe('It could not be used.');
});

test('all reasons about matching have one sentence, whatever their slug', () => {
  const sentences = ['name', 'number', 'phone', 'blurred'].map((slug) =>
    reason_text(slug, 'match'),
  );
  expect(new Set(sentences).size).toBe(1);
  expect(sentences[0]).not.toMatch(/name|number|phone/);
});

test('what this build does not know is said as something', () => {
  expect(now_text({ state: 'resting', passed: false })).toBe('It goes on.');
  expect(event_text('resting')).toBe('Something else happened');
});

test('who must act is said for every state', () => {
  expect(you_text('initial_review')).toBe('nothing');
  expect(you_text('video_requested')).toBe('record the video.');
  expect(you_text('expired', { ended: true })).toContain('You can begin a new appeal');
});

test('what everybody has passed waits for its date, and says so', () => {
  expect(now_text({ state: 'secondary_review', passed: true })).toContain('It was passed.');
  expect(you_text('secondary_review', { passed: true })).toContain('receipt code');
});
