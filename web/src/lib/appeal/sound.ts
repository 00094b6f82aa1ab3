// How loud it is, so that nobody records a minute without sound.

// From 0 to 1, of samples from -1 to 1: the root of their mean square, by ear, not by power.
export function loudness(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  let squares = 0;
  for (const sample of samples) squares += sample * sample;
  const decibels = 10 * Math.log10(squares / samples.length + 1e-10);
  // -60 dB is a quiet room.
  return Math.min(1, Math.max(0, (decibels + 60) / 60));
}

// Speech is louder than this.
export const heard_from = 0.35;

const samples_max = 2048;
const every_ms = 150;

// Returns what stops it.
export function listen(stream: MediaStream, onlevel: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = samples_max;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(samples_max);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    onlevel(loudness(samples));
  }, every_ms);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
