// What all made-up answers share. Times are fixed, so that pictures compare.
export const now = new Date('2026-11-23T09:00:00Z');
export const hours = (n) => new Date(now.getTime() + n * 3_600_000).toISOString();

// The shape of a QR code, drawn at random but the same each time: only eyes look at it.
export function qr_svg() {
  const size = 33;
  const squares = [];
  let seed = 7;
  const eye = (x, y) =>
    squares.push(`M${x},${y}h7v7h-7z M${x + 1},${y + 1}v5h5v-5z M${x + 2},${y + 2}h3v3h-3z`);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      const near_eye = (x < 8 && (y < 8 || y > size - 9)) || (x > size - 9 && y < 8);
      if (!near_eye && seed % 7 < 3) squares.push(`M${x + 4},${y + 4}h1v1h-1z`);
    }
  }
  eye(4, 4);
  eye(size - 3, 4);
  eye(4, size - 3);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 41 41" stroke="none"><rect width="100%" height="100%" fill="#FFFFFF"/><path d="${squares.join(' ')}" fill="#000000" fill-rule="evenodd"/></svg>`;
}
