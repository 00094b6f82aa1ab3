// QR codes as pictures, for the walks' camera and files.
import { qr_encode } from './modules.mjs';
import { Picture } from './pictures.mjs';

// `codes` texts beside one another, each as large as fits.
export function qr_picture(codes, { width = 640, height = 480, inverted = false } = {}) {
  const [paper, ink] = inverted
    ? [
        [0, 0, 0],
        [255, 255, 255],
      ]
    : [
        [255, 255, 255],
        [0, 0, 0],
      ];
  const picture = new Picture(width, height, paper);
  const cell = Math.floor(width / codes.length);
  codes.forEach((text, place) => {
    const { data, size } = qr_encode(text, { ecc: 'L', border: 2 });
    const scale = Math.floor(Math.min(cell, height) / size);
    const left = place * cell + Math.floor((cell - scale * size) / 2);
    const top = Math.floor((height - scale * size) / 2);
    data.forEach((row, y) =>
      row.forEach((dark, x) => {
        if (dark) picture.rectangle(left + x * scale, top + y * scale, scale, scale, ink);
      }),
    );
  });
  return picture;
}
