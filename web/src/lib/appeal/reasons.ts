// Reasons, states and events of an appeal in words. What this build does not know is still said, as
// something.
import { is_key, t, type Key } from '../messages';

function known(key: string, other: Key): string {
  return t((is_key(key) ? key : other) as 'why.other_quality');
}

// A reason about matching never says what did not match: nobody learns what was right.
export function reason_text(slug: string, of: string): string {
  if (of === 'match') return t('decision.match');
  return of === 'fraud' ? t('decision.fraud') : known(`why.${slug}`, 'why.other_quality');
}

export function now_text({ state, passed }: { state: string; passed: boolean }): string {
  return passed ? t('now.passed') : known(`now.${state}`, 'now.other');
}
export const event_text = (event: string) => known(`event.${event}`, 'event.other');

// "You need to do: ..."
export function you_text(state: string, { ended = false, passed = false } = {}): string {
  if (passed) return t('you.passed');
  return known(`you.${state}`, ended ? 'you.ended' : 'you.nothing');
}
