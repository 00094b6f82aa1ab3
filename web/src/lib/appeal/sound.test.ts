import { expect, test } from 'vitest';
import { heard_from, loudness } from './sound.ts';

const tone = (amplitude: number) =>
  Float32Array.from({ length: 2048 }, (_, at) => amplitude * Math.sin(at / 7));

test('silence is nothing, and a quiet room is not speech', () => {
  expect(loudness(new Float32Array(2048))).toBe(0);
  expect(loudness(tone(0.002))).toBeLessThan(heard_from);
});

test('speech is heard, and nothing is louder than all', () => {
  expect(loudness(tone(0.1))).toBeGreaterThan(heard_from);
  expect(loudness(tone(8))).toBe(1);
});

test('no samples are silence', () => {
  expect(loudness(new Float32Array())).toBe(0);
});
