// What the browser's video element needs before it can be worked with.
import type { CaseVideo } from '#lib/api_desk.ts';
import { prompt_text } from './prompt_text.ts';

// Past the end of any video.
const far_s = 1e9;

// A recording made by a browser does not say how long it is, and cannot be gone through until it is
// known: looking behind its end finds out. `ready` is called once, at the beginning of the video.
export function find_length(video: HTMLVideoElement, ready: () => void): () => void {
  const off = new AbortController();
  const on = (event: string, run: () => void) =>
    video.addEventListener(event, run, { signal: off.signal });
  let looking = false;
  on('loadedmetadata', () => {
    if (Number.isFinite(video.duration)) return ready();
    looking = true;
    video.currentTime = far_s;
  });
  on('durationchange', () => {
    if (looking && Number.isFinite(video.duration)) video.currentTime = 0;
  });
  on('seeked', () => {
    if (!looking || video.currentTime > 0) return;
    looking = false;
    ready();
  });
  return () => off.abort();
}

// The prompts as captions: they stand in the picture while they are on.
export function name_prompts({ track }: HTMLTrackElement, { prompts, seconds }: CaseVideo) {
  track.mode = 'showing';
  for (const cue of [...(track.cues ?? [])]) track.removeCue(cue);
  prompts.forEach((prompt, place) => {
    const end_s = prompts[place + 1]?.at_s ?? seconds;
    track.addCue(new VTTCue(prompt.at_s, end_s, prompt_text(prompt)));
  });
}
