// The camera of this device: opening it, saying why it does not open, and taking a picture of what
// it sees.
import { advice_on, looked_at_width, type Advice, type Pixels } from './advice';

// The back of a phone looks at documents, the front at its owner.
export type Side = 'back' | 'front';
// Denied: the person or the system said no. Absent: there is none, or this page may not ask. Busy:
// another program holds it.
export type Trouble = 'denied' | 'absent' | 'busy';

export type Opened = { stream: MediaStream } | { trouble: Trouble };

const picture_type = 'image/jpeg';
const picture_quality = 0.92;
const longest_px = 2560;

function trouble_of(error: unknown): Trouble {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'absent';
}

export async function open_camera(side: Side, sound = false): Promise<Opened> {
  // Pages that are not served over https have no camera.
  if (!navigator.mediaDevices) return { trouble: 'absent' };
  const video = {
    facingMode: side === 'back' ? 'environment' : 'user',
    // A video is for people to see, and must be small enough to send as it runs.
    width: { ideal: sound ? 1280 : longest_px },
  };
  try {
    return { stream: await navigator.mediaDevices.getUserMedia({ video, audio: sound }) };
  } catch (error) {
    return { trouble: trouble_of(error) };
  }
}

export function close_camera(stream: MediaStream | null) {
  stream?.getTracks().forEach((track) => track.stop());
}

export interface Picture {
  octets: Blob;
  canvas: HTMLCanvasElement;
  advice: Advice[];
}

type Source = HTMLVideoElement | ImageBitmap;

const size_of = (source: Source) =>
  source instanceof HTMLVideoElement
    ? { width: source.videoWidth, height: source.videoHeight }
    : { width: source.width, height: source.height };

function drawn(source: Source, width_max: number): HTMLCanvasElement {
  const { width, height } = size_of(source);
  const scale = Math.min(1, width_max / Math.max(1, width));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext('2d')?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function pixels_of(source: Source): Pixels {
  const canvas = drawn(source, looked_at_width);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser draws nothing');
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { width: canvas.width, height: canvas.height, data };
}

// What to say of what the camera sees now.
export function look(source: Source): Advice[] {
  const { width, height } = size_of(source);
  return width === 0 ? [] : advice_on(pixels_of(source), width, height);
}

// Null: this browser cannot make a picture.
export async function take_picture(video: HTMLVideoElement): Promise<Picture | null> {
  const canvas = drawn(video, longest_px);
  const octets = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, picture_type, picture_quality);
  });
  return octets && { octets, canvas, advice: look(video) };
}

// A picture from a file goes as it is; here it is only looked at. Null: it cannot be opened.
export async function open_picture(file: File): Promise<Picture | null> {
  try {
    const bitmap = await createImageBitmap(file);
    const picture = { octets: file, canvas: drawn(bitmap, longest_px), advice: look(bitmap) };
    bitmap.close();
    return picture;
  } catch {
    return null;
  }
}
