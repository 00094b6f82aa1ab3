// The proof of an import: what a code that the old app shows says about the entry that came of it.
import type { Entry } from './entry.ts';
import { code_of, digits_max, digits_min, step_at, type Algorithm, type Key } from './one_time.ts';
import { without_grouping } from './text.ts';

const off_max_s = 600;
const typing_s = 20; // A code is read in one period and typed in the next.
const counters_max = 50;
const typed_max = 64;

export type Proof =
  // The code of now, or of the moment before, while it was read and typed.
  | { verdict: 'match'; counter?: number } // Of hotp: the next one after what matched.
  // The entry is right; how far the other clock is from this one, at least: negative when behind.
  | { verdict: 'clock_off'; off_s: number }
  // Right with the period, algorithm or digits of `key`, which the export lost.
  | { verdict: 'other_key'; key: Key }
  // None of it: another secret, or a clock that is more than 10 minutes off.
  | { verdict: 'no_match' }
  | { verdict: 'not_a_code' };

function is_code(key: Key, bare: string): boolean {
  if (key.type === 'steam') return /^[A-Z2-9]{5}$/.test(bare);
  return /^\d+$/.test(bare) && bare.length >= digits_min && bare.length <= digits_max;
}

// How far the other clock must be off at least for it to be in `step` now.
function off_by(key: Key, step: number, now_s: number): number {
  const begin = step * key.period_s;
  const last = begin + key.period_s - 1;
  if (now_s < begin) return begin - now_s;
  return now_s > last ? last - now_s : 0;
}

// The step nearest to now whose code it is.
function step_of(key: Key, code: string, now_ms: number): number | null {
  const here = step_at(key, now_ms);
  const reach = Math.max(Math.floor(off_max_s / key.period_s), 1);
  for (let far = 0; far <= reach; ++far) {
    for (const step of [here - far, here + far]) {
      if (step >= 0 && code_of(key, step) === code) return step;
    }
  }
  return null;
}

function prove_counter({ key, counter }: Entry, code: string): Proof {
  const first = Math.max(counter - 2, 0);
  for (let tried = first; tried < first + counters_max; ++tried) {
    if (code_of(key, tried) === code) return { verdict: 'match', counter: tried + 1 };
  }
  return { verdict: 'no_match' };
}

// The same secret with what an export may have lost, the likeliest first. Only codes of now and of
// the moment before are taken for it: a wider search would find something by chance.
function other_key_for({ key }: Entry, code: string, now_ms: number): Key | null {
  const algorithms: Algorithm[] = [key.algorithm, 'SHA1', 'SHA256', 'SHA512'];
  const periods = [key.period_s, 30, 60, 20, 15, 10, 45, 50, 90, 120, 300];
  const now_s = Math.floor(now_ms / 1000);
  for (const algorithm of algorithms) {
    for (const period_s of periods) {
      const other: Key = { ...key, algorithm, period_s, digits: code.length };
      const step = step_at(other, now_ms);
      const before = off_by(other, step - 1, now_s) >= -typing_s;
      if (code_of(other, step) === code) return other;
      if (before && code_of(other, step - 1) === code) return other;
    }
  }
  return null;
}

export function prove(entry: Entry, typed: string, now_ms: number): Proof {
  const code = typed.length > typed_max ? '' : without_grouping(typed).toUpperCase();
  const { key } = entry;
  if (!is_code(key, code)) return { verdict: 'not_a_code' };
  if (key.type === 'hotp') return prove_counter(entry, code);

  const here = code.length === key.digits ? step_of(key, code, now_ms) : null;
  const off_s = here === null ? null : off_by(key, here, Math.floor(now_ms / 1000));
  if (off_s !== null && off_s <= 0 && -off_s <= typing_s) return { verdict: 'match' };
  const other = key.type === 'totp' ? other_key_for(entry, code, now_ms) : null;
  if (other) return { verdict: 'other_key', key: other };
  return off_s === null ? { verdict: 'no_match' } : { verdict: 'clock_off', off_s };
}
