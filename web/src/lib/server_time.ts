// What time it is at the server: what runs out does so by its clock, and a borrowed computer's may
// be wrong by hours. Every answer says it.

// An answer's date has whole seconds, and travels; nearer than this the two agree.
const agree_within_ms = 2_000;
const half_a_second_ms = 500;
let ahead_ms = 0;

// With the Date of an answer, as it came.
export function hear(date: string | null, here_ms = Date.now()) {
  const at_ms = Date.parse(date ?? '');
  if (Number.isNaN(at_ms)) return;
  const off_ms = at_ms + half_a_second_ms - here_ms;
  ahead_ms = Math.abs(off_ms) <= agree_within_ms ? 0 : off_ms;
}

export const now_ms = (): number => Date.now() + ahead_ms;
export const now = (): Date => new Date(now_ms());
