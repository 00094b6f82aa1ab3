// How a picture lies in its frame: turned, enlarged, moved; and what a loupe shows of it. Sizes and
// points of a frame are in pixels of the screen.
export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface PictureView {
  // Quarter turns, clockwise.
  turns: number;
  // 1 is the whole picture.
  zoom: number;
  // Which point of the turned picture lies in the middle of the frame, as a share of its size.
  middle: Point;
}

// As DOMMatrix has it: a point (x, y) of the picture is drawn at (a x + c y + e, b x + d y + f).
export interface Matrix {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  f: number;
}

export const zoom_max = 12;
export const zoom_step = 1.5;
export const loupe_factor = 3;
export const whole: PictureView = { turns: 0, zoom: 1, middle: { x: 0.5, y: 0.5 } };

function turned_size({ width, height }: Size, turns: number): Size {
  return turns % 2 === 0 ? { width, height } : { width: height, height: width };
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

function scale_of(view: PictureView, picture: Size, frame: Size): number {
  const turned = turned_size(picture, view.turns);
  const fit = Math.min(frame.width / turned.width, frame.height / turned.height);
  return fit * view.zoom;
}

// No further than the picture's edge: nobody looks at the empty space beside it.
function kept_inside(view: PictureView, picture: Size, frame: Size): PictureView {
  const scale = scale_of(view, picture, frame);
  const turned = turned_size(picture, view.turns);
  const inside = (share: number, seen: number, all: number) => {
    const half = seen / (2 * scale * all);
    return half >= 0.5 ? 0.5 : clamp(share, half, 1 - half);
  };
  const { x, y } = view.middle;
  const middle = {
    x: inside(x, frame.width, turned.width),
    y: inside(y, frame.height, turned.height),
  };
  return { ...view, middle };
}

// A quarter turn; the same part stays in the middle.
export function turned(view: PictureView): PictureView {
  const { x, y } = view.middle;
  return { ...view, turns: (view.turns + 1) % 4, middle: { x: 1 - y, y: x } };
}

// Drags the picture by so many pixels.
export function moved(view: PictureView, by: Point, picture: Size, frame: Size): PictureView {
  const scale = scale_of(view, picture, frame);
  const size = turned_size(picture, view.turns);
  const middle = {
    x: view.middle.x - by.x / (scale * size.width),
    y: view.middle.y - by.y / (scale * size.height),
  };
  return kept_inside({ ...view, middle }, picture, frame);
}

// Larger or smaller; what lies under `at` stays there, if it can.
export function zoomed(
  view: PictureView,
  factor: number,
  picture: Size,
  frame: Size,
  at: Point = { x: frame.width / 2, y: frame.height / 2 },
): PictureView {
  const zoom = clamp(view.zoom * factor, 1, zoom_max);
  const old_scale = scale_of(view, picture, frame);
  const new_scale = scale_of({ ...view, zoom }, picture, frame);
  const size = turned_size(picture, view.turns);
  const away = { x: at.x - frame.width / 2, y: at.y - frame.height / 2 };
  const shift = 1 / old_scale - 1 / new_scale;
  const middle = {
    x: view.middle.x + (away.x * shift) / size.width,
    y: view.middle.y + (away.y * shift) / size.height,
  };
  return kept_inside({ ...view, zoom, middle }, picture, frame);
}

// From the picture's own pixels to those of the frame.
export function matrix_of(view: PictureView, picture: Size, frame: Size): Matrix {
  const scale = scale_of(view, picture, frame);
  const size = turned_size(picture, view.turns);
  const { width, height } = picture;
  const turn = [
    { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 },
    { a: 0, b: 1, c: -1, d: 0, e: height, f: 0 },
    { a: -1, b: 0, c: 0, d: -1, e: width, f: height },
    { a: 0, b: -1, c: 1, d: 0, e: 0, f: width },
  ][view.turns]!;
  const left = frame.width / 2 - view.middle.x * size.width * scale;
  const top = frame.height / 2 - view.middle.y * size.height * scale;
  return {
    a: turn.a * scale,
    b: turn.b * scale,
    c: turn.c * scale,
    d: turn.d * scale,
    e: turn.e * scale + left,
    f: turn.f * scale + top,
  };
}

// What lies under `at`, so many times larger, and still under it.
export function under_loupe({ a, b, c, d, e, f }: Matrix, at: Point): Matrix {
  const k = loupe_factor;
  const x = k * e + at.x * (1 - k);
  const y = k * f + at.y * (1 - k);
  return { a: k * a, b: k * b, c: k * c, d: k * d, e: x, f: y };
}
