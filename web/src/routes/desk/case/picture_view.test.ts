import { expect, test } from 'vitest';
import {
  matrix_of,
  moved,
  turned,
  under_loupe,
  whole,
  zoom_max,
  zoomed,
  type Matrix,
  type Point,
} from './picture_view.ts';

const picture = { width: 1600, height: 1000 };
const frame = { width: 800, height: 800 };

function drawn({ a, b, c, d, e, f }: Matrix, { x, y }: Point): Point {
  const at = { x: a * x + c * y + e, y: b * x + d * y + f };
  return { x: Math.round(at.x * 1000) / 1000, y: Math.round(at.y * 1000) / 1000 };
}

test('at first the whole picture is in the middle of the frame', () => {
  const matrix = matrix_of(whole, picture, frame);
  expect(drawn(matrix, { x: 0, y: 0 })).toEqual({ x: 0, y: 150 });
  expect(drawn(matrix, { x: 1600, y: 1000 })).toEqual({ x: 800, y: 650 });
});

test('a quarter turn puts the upper left corner on the upper right, and fits again', () => {
  const matrix = matrix_of(turned(whole), picture, frame);
  expect(drawn(matrix, { x: 0, y: 0 })).toEqual({ x: 650, y: 0 });
  expect(drawn(matrix, { x: 1600, y: 1000 })).toEqual({ x: 150, y: 800 });
});

test('four quarter turns are none', () => {
  const view = { ...whole, zoom: 2, middle: { x: 0.4, y: 0.6 } };
  const again = turned(turned(turned(turned(view))));
  expect(again.turns).toBe(0);
  expect(again.middle.x).toBeCloseTo(0.4);
  expect(again.middle.y).toBeCloseTo(0.6);
});

test('a turn keeps in the middle what was there', () => {
  const view = zoomed(whole, 4, picture, frame, { x: 100, y: 200 });
  const middle = { x: view.middle.x * 1600, y: view.middle.y * 1000 };
  expect(drawn(matrix_of(view, picture, frame), middle)).toEqual({ x: 400, y: 400 });
  expect(drawn(matrix_of(turned(view), picture, frame), middle)).toEqual({ x: 400, y: 400 });
});

test('zooming keeps what lies under the pointer under it', () => {
  const at = { x: 300, y: 350 };
  const before = matrix_of(whole, picture, frame);
  const on_picture = { x: (at.x - before.e) / before.a, y: (at.y - before.f) / before.d };
  const view = zoomed(whole, 3, picture, frame, at);
  expect(drawn(matrix_of(view, picture, frame), on_picture)).toEqual(at);
});

test('zooming ends at the whole picture and at twelve times', () => {
  expect(zoomed(whole, 0.5, picture, frame).zoom).toBe(1);
  expect(zoomed(whole, 100, picture, frame).zoom).toBe(zoom_max);
});

test('a picture is dragged to its edge and no further', () => {
  const near = zoomed(whole, 4, picture, frame);
  const dragged = matrix_of(moved(near, { x: 10, y: 0 }, picture, frame), picture, frame);
  expect(dragged.e - matrix_of(near, picture, frame).e).toBeCloseTo(10);
  const far = moved(near, { x: 99_999, y: 99_999 }, picture, frame);
  expect(drawn(matrix_of(far, picture, frame), { x: 0, y: 0 })).toEqual({ x: 0, y: 0 });
});

test('the whole picture cannot be dragged out of its frame', () => {
  expect(moved(whole, { x: 50, y: 50 }, picture, frame).middle).toEqual({ x: 0.5, y: 0.5 });
});

test('the loupe enlarges around the point it is held over', () => {
  const at = { x: 200, y: 300 };
  const matrix = matrix_of(whole, picture, frame);
  const larger = under_loupe(matrix, at);
  expect(larger.a).toBeCloseTo(matrix.a * 3);
  const on_picture = { x: (at.x - matrix.e) / matrix.a, y: (at.y - matrix.f) / matrix.d };
  expect(drawn(larger, on_picture)).toEqual(at);
});
