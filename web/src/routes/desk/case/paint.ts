// Draws a picture, and the loupe over it, into a canvas.
import {
  matrix_of,
  under_loupe,
  type Matrix,
  type PictureView,
  type Point,
  type Size,
} from './picture_view.ts';

const loupe_radius_max = 110;

function draw(context: CanvasRenderingContext2D, picture: ImageBitmap, m: Matrix, dense: number) {
  context.setTransform(
    m.a * dense,
    m.b * dense,
    m.c * dense,
    m.d * dense,
    m.e * dense,
    m.f * dense,
  );
  context.drawImage(picture, 0, 0);
}

export function paint(
  canvas: HTMLCanvasElement,
  picture: ImageBitmap,
  view: PictureView,
  frame: Size,
  loupe_at: Point | null,
) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const dense = window.devicePixelRatio;
  canvas.width = Math.round(frame.width * dense);
  canvas.height = Math.round(frame.height * dense);
  context.imageSmoothingQuality = 'high';
  const matrix = matrix_of(view, picture, frame);
  draw(context, picture, matrix, dense);
  if (!loupe_at) return;

  const radius = Math.min(loupe_radius_max, frame.width / 3, frame.height / 3);
  const ring = new Path2D();
  ring.arc(loupe_at.x, loupe_at.y, radius, 0, 2 * Math.PI);
  context.save();
  context.setTransform(dense, 0, 0, dense, 0, 0);
  context.clip(ring);
  context.clearRect(0, 0, frame.width, frame.height);
  draw(context, picture, under_loupe(matrix, loupe_at), dense);
  context.restore();
  context.setTransform(dense, 0, 0, dense, 0, 0);
  context.lineWidth = 3;
  // The colour of the page's theme, which CSS gave the canvas.
  context.strokeStyle = getComputedStyle(canvas).color;
  context.stroke(ring);
}
