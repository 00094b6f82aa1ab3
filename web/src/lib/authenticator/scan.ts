// QR codes in pictures and in what the camera sees: ZXing as WebAssembly, from this site, loaded
// when somebody scans.
import wasm_url from 'zxing-wasm/reader/zxing_reader.wasm?url';

export const picture_octets_max = 20 * 1024 * 1024;
const codes_max = 30;
const side_max = 4096;

export type Scanner = (pixels: ImageData, thorough: boolean) => Promise<string[]>;

export async function load_scanner(): Promise<Scanner> {
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader');
  await prepareZXingModule({ overrides: { locateFile: () => wasm_url }, fireImmediately: true });
  return async (pixels, thorough) => {
    const found = await readBarcodes(pixels, {
      formats: ['QRCode'],
      tryHarder: thorough,
      tryInvert: true,
      tryDownscale: true,
      maxNumberOfSymbols: codes_max,
    });
    return found.filter(({ isValid }) => isValid).map(({ text }) => text);
  };
}

function drawn(source: CanvasImageSource, width: number, height: number): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser draws nothing');
  // Pictures with holes are codes on paper.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

// Null as long as the camera shows nothing.
export function frame_of(video: HTMLVideoElement): ImageData | null {
  const { videoWidth: width, videoHeight: height } = video;
  return width > 0 && height > 0 ? drawn(video, width, height) : null;
}

// A picture as it is, and enlarged: small codes are lost otherwise. Null where it is no picture.
export async function codes_in(file: Blob, scan: Scanner): Promise<string[] | null> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return null;
  const { width, height } = bitmap;
  const fits = Math.min(1, side_max / Math.max(width, height));
  const found = new Set<string>();
  for (const scale of [1, 2, 4].map((times) => times * fits)) {
    if (Math.max(width, height) * scale > side_max) break;
    const pixels = drawn(bitmap, Math.round(width * scale), Math.round(height * scale));
    for (const text of await scan(pixels, true)) found.add(text);
  }
  bitmap.close();
  return [...found];
}
