import { expect, test } from 'vitest';
import { advice_on, sharpness, type Pixels } from './advice.ts';

const width = 400;
const height = 250;

type Level = (x: number, y: number) => number;

function picture(level: Level): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      data.fill(level(x, y), at, at + 3);
      data[at + 3] = 255;
    }
  }
  return { width, height, data };
}

// Lines of print on a card on a table.
const print: Level = (x, y) => {
  const on_card = x > 40 && x < 360 && y > 30 && y < 220;
  const stroke = on_card && y % 16 < 7 && x % 9 < 4;
  return stroke ? 40 : on_card ? 200 : 110;
};

// Each pixel is the mean of those within `radius`.
function blurred(level: Level, radius: number): Level {
  const side = 2 * radius + 1;
  return (x, y) => {
    let sum = 0;
    for (let dy = -radius; dy <= radius; dy += 1) {
      for (let dx = -radius; dx <= radius; dx += 1) sum += level(x + dx, y + dy);
    }
    return sum / (side * side);
  };
}

// Always the same grain.
function grain(x: number, y: number): number {
  const wave = Math.sin(x * 12.9898 + y * 78.233) * 43758.5453;
  return (wave - Math.floor(wave) - 0.5) * 12;
}

const advice = (level: Level, wide = 1600, high = 1000) => advice_on(picture(level), wide, high);

test('a sharp, light picture needs no advice', () => {
  expect(advice(print)).toEqual([]);
});

test('a picture out of focus is called blurred', () => {
  expect(advice(blurred(print, 4))).toEqual(['blurred']);
});

test('the grain of a sensor does not make a blurred picture sharp', () => {
  const soft = blurred(print, 4);
  expect(advice((x, y) => soft(x, y) + grain(x, y))).toEqual(['blurred']);
});

test('a dark picture is called dark, and nothing else', () => {
  expect(advice((x, y) => print(x, y) / 5)).toEqual(['dark']);
});

test('glare is called bright', () => {
  expect(advice((x, y) => (x < 200 ? 255 : print(x, y)))).toEqual(['bright']);
});

test('few pixels are called small, whichever way the picture lies', () => {
  expect(advice(print, 800, 500)).toEqual(['small']);
  expect(advice(print, 500, 800)).toEqual(['small']);
  expect(advice(print, 800, 600)).toEqual([]);
});

test('a plain wall has no sharpness', () => {
  expect(sharpness(picture(() => 128))).toBe(0);
});
