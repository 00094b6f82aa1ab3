// What can be said of a picture at once, from its pixels: too dark, too bright, blurred, too small.
// Advice never stops anybody; the server looks again, and people decide.

// As a canvas gives them: four octets a pixel.
export interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

export type Advice = 'blurred' | 'dark' | 'small' | 'bright';

// Pictures are looked at in this width, so that one limit fits all cameras.
export const looked_at_width = 800;

// Found with test pictures: documents on a table, at dusk, under a lamp, out of focus.
const dark_below = 60;
const bright_above = 225;
// The share of pixels that are nothing but white: glare, or a lamp in the picture.
const white_share_max = 0.35;
const white_from = 250;
const sharp_from = 80;
// Of the shorter side of the picture itself.
const side_min_px = 600;

// Rec. 601 luma, as JPEG has it.
function grey_of({ width, height, data }: Pixels): Float32Array {
  const grey = new Float32Array(width * height);
  for (let at = 0; at < grey.length; at += 1) {
    const octet = at * 4;
    grey[at] = 0.299 * data[octet]! + 0.587 * data[octet + 1]! + 0.114 * data[octet + 2]!;
  }
  return grey;
}

// The middle of three in each direction takes away the grain of a dark sensor, which would pass for
// sharpness, and leaves edges as they are.
function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function without_grain(grey: Float32Array, width: number, height: number): Float32Array {
  const across = new Float32Array(grey);
  for (let at = 1; at < grey.length - 1; at += 1) {
    across[at] = middle(grey[at - 1]!, grey[at]!, grey[at + 1]!);
  }
  const down = new Float32Array(across);
  for (let at = width; at < width * (height - 1); at += 1) {
    down[at] = middle(across[at - width]!, across[at]!, across[at + width]!);
  }
  return down;
}

// The variance of the Laplacian: how much the picture changes from pixel to pixel.
export function sharpness(pixels: Pixels): number {
  const { width, height } = pixels;
  const grey = without_grain(grey_of(pixels), width, height);
  let sum = 0;
  let squares = 0;
  let n = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const beside = grey[at - 1]! + grey[at + 1]! + grey[at - width]! + grey[at + width]!;
      const change = beside - 4 * grey[at]!;
      sum += change;
      squares += change * change;
      n += 1;
    }
  }
  if (n === 0) return 0;
  return squares / n - (sum / n) ** 2;
}

function light(pixels: Pixels): { mean: number; white_share: number } {
  const grey = grey_of(pixels);
  let sum = 0;
  let white = 0;
  for (const one of grey) {
    sum += one;
    if (one >= white_from) white += 1;
  }
  return { mean: sum / grey.length, white_share: white / grey.length };
}

// `pixels` are the picture in the width above; `width` and `height` those of the picture itself.
export function advice_on(pixels: Pixels, width: number, height: number): Advice[] {
  const { mean, white_share } = light(pixels);
  const found: Advice[] = [];
  if (mean < dark_below) found.push('dark');
  if (mean > bright_above || white_share > white_share_max) found.push('bright');
  // In the dark everything looks blurred: more light is the one thing to say.
  if (mean >= dark_below && sharpness(pixels) < sharp_from) found.push('blurred');
  if (Math.min(width, height) < side_min_px) found.push('small');
  return found;
}
