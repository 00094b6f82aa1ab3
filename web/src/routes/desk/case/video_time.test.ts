import { expect, test } from 'vitest';
import { clock_text, frame_beside, prompt_beside, prompt_on } from './video_time.ts';

const prompts = [3, 9.5, 20].map((at_s) => ({ at_s, kind: 'blink' as const, text: '' }));

test('a prompt is on from its beginning to that of the next one', () => {
  expect(prompt_on(prompts, 2.98)).toBe(0);
  expect([0, 3, 9.4, 9.5, 60].map((at_s) => prompt_on(prompts, at_s))).toEqual([-1, 0, 0, 1, 2]);
});

test('forward goes to the next prompt and stays at the last', () => {
  expect(prompt_beside(prompts, 0, 1)).toBe(3);
  expect(prompt_beside(prompts, 4, 1)).toBe(9.5);
  expect(prompt_beside(prompts, 25, 1)).toBe(25);
});

test('back goes to the beginning of the prompt, and from there to the one before', () => {
  expect(prompt_beside(prompts, 12, -1)).toBe(9.5);
  expect(prompt_beside(prompts, 9.6, -1)).toBe(3);
  expect(prompt_beside(prompts, 3.5, -1)).toBe(0);
  expect(prompt_beside(prompts, 2, -1)).toBe(0);
});

test('a frame is a thirtieth of a second, and the video has two ends', () => {
  expect(frame_beside(1, 1, 60)).toBeCloseTo(1.0333);
  expect(frame_beside(0.01, -1, 60)).toBe(0);
  expect(frame_beside(60, 1, 60)).toBe(60);
});

test('a time is read in minutes, seconds and tenths', () => {
  expect([0, 7.4, 7.399, 59.98, 75].map(clock_text)).toEqual([
    '0:00.0',
    '0:07.4',
    '0:07.4',
    '0:59.9',
    '1:15.0',
  ]);
});
