// Time in a video: which prompt is on, where the next one begins, one frame on or back.
import type { CaseVideo } from '#lib/api_desk.ts';

type Prompt = CaseVideo['prompts'][number];

// Nearly every camera in a browser records 30 pictures a second; a slower one shows the same twice.
const frame_s = 1 / 30;
// Going back from later than this in a prompt goes to its own beginning.
const into_prompt_s = 1;

// Browsers come to lie a little before the time that they were told.
const near_s = 0.05;

// The place of the prompt that is on; -1 before the first.
export function prompt_on(prompts: readonly Prompt[], at_s: number): number {
  return prompts.findLastIndex((prompt) => prompt.at_s <= at_s + near_s);
}

export function prompt_beside(prompts: readonly Prompt[], at_s: number, step: 1 | -1): number {
  const on = prompt_on(prompts, at_s);
  const own = prompts[on]?.at_s ?? 0;
  if (step === 1) return prompts[on + 1]?.at_s ?? at_s;
  return at_s - own > into_prompt_s ? own : (prompts[on - 1]?.at_s ?? 0);
}

export function frame_beside(at_s: number, step: 1 | -1, seconds: number): number {
  return Math.min(seconds, Math.max(0, at_s + step * frame_s));
}

// "0:07.4": tenths, because answers come late or early by tenths.
export function clock_text(at_s: number): string {
  const tenths = Math.floor(at_s * 10 + 0.1);
  const seconds = Math.floor(tenths / 10);
  const two = String(seconds % 60).padStart(2, '0');
  return `${Math.floor(seconds / 60)}:${two}.${tenths % 10}`;
}
