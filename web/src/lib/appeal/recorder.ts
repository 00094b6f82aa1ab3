// Records what camera and microphone give, and hands it on in parts while it runs.
import type { ChunkQueue } from './chunks';

// Short enough that little is lost with a broken line, long enough for few requests.
const part_ms = 2_000;
// 90 seconds of it are less than half of what the server takes.
const video_bits = 2_000_000;
const audio_bits = 64_000;
const types = [
  'video/webm;codecs=vp8,opus',
  'video/webm;codecs=vp9,opus',
  'video/webm',
  'video/mp4',
] as const;

// Null: this browser cannot record.
export function recording_type(): string | null {
  if (typeof MediaRecorder === 'undefined') return null;
  return types.find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

export class Recording {
  #recorder: MediaRecorder;
  #ended: Promise<void>;

  // `onlost`: the camera or the microphone went away before anybody stopped.
  constructor(
    readonly stream: MediaStream,
    readonly queue: ChunkQueue,
    readonly type: string,
    onlost: () => void,
  ) {
    this.#recorder = new MediaRecorder(stream, {
      mimeType: type,
      videoBitsPerSecond: video_bits,
      audioBitsPerSecond: audio_bits,
    });
    this.#recorder.ondataavailable = ({ data }) => queue.add(data);
    // The last part comes before this.
    this.#ended = new Promise((resolve) => {
      this.#recorder.onstop = () => resolve();
    });
    for (const track of stream.getTracks()) track.onended = onlost;
  }

  start() {
    this.#recorder.start(part_ms);
  }

  // All parts are with the queue when it returns.
  async stop() {
    for (const track of this.stream.getTracks()) track.onended = null;
    // It stops by itself where all tracks have ended.
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
    await this.#ended;
  }
}
