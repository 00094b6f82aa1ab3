// What to show while a video records. The server drew the prompts and said when each of them
// begins; the clock starts when its answer is here.
import type { VideoSession } from '../api';

export type Prompt = VideoSession['prompts'][number];

export interface Shown {
  // Null: not yet, look into the camera.
  prompt: Prompt | null;
  // How many have begun.
  place: number;
  // Until the next one, or the end.
  seconds_left: number;
  over: boolean;
}

export function shown_at(session: VideoSession, elapsed_s: number): Shown {
  const { prompts, seconds } = session;
  const begun = prompts.filter(({ at_s }) => at_s <= elapsed_s);
  const next_s = prompts[begun.length]?.at_s ?? seconds;
  return {
    prompt: begun.at(-1) ?? null,
    place: begun.length,
    seconds_left: Math.max(0, Math.ceil(Math.min(next_s, seconds) - elapsed_s)),
    over: elapsed_s >= seconds,
  };
}
