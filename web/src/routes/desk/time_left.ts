// How long until something is due, in the unit that matters. Rounded down: it is never more than
// that.
export interface Left {
  over: boolean;
  unit: 'minutes' | 'hours' | 'days';
  n: number;
}

const minute_ms = 60_000;
const hour_ms = 60 * minute_ms;
const day_ms = 24 * hour_ms;

export function time_left(due: string, now_ms: number): Left {
  const left_ms = new Date(due).getTime() - now_ms;
  const over = left_ms < 0;
  const away_ms = Math.abs(left_ms);
  if (away_ms < 2 * hour_ms) return { over, unit: 'minutes', n: Math.floor(away_ms / minute_ms) };
  if (away_ms < 3 * day_ms) return { over, unit: 'hours', n: Math.floor(away_ms / hour_ms) };
  return { over, unit: 'days', n: Math.floor(away_ms / day_ms) };
}
