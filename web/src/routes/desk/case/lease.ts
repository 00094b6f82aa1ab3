// A case is lent for half an hour, and again by work. What the page does about it, as a rule.

// Renewed when this little is left, so that a pause of ten minutes costs nothing.
const renew_below_ms = 20 * 60_000;
// Not more often, whatever is pressed.
const renew_every_ms = 60_000;
const warn_below_ms = 3 * 60_000;

export type LeaseStep = 'nothing' | 'renew' | 'warn' | 'over';

export interface LeaseClock {
  until_ms: number;
  renewed_ms: number;
  // When a key or a pointer last did something here.
  worked_ms: number;
}

export function lease_step(
  { until_ms, renewed_ms, worked_ms }: LeaseClock,
  now: number,
): LeaseStep {
  const left_ms = until_ms - now;
  if (left_ms <= 0) return 'over';
  const worked_since = worked_ms > renewed_ms && now - renewed_ms >= renew_every_ms;
  if (left_ms <= renew_below_ms && worked_since) return 'renew';
  return left_ms <= warn_below_ms ? 'warn' : 'nothing';
}
