// What another app's format cannot carry of an entry: said before it is written.
import type { Entry } from '#lib/vault/entry.ts';

export type Target = 'otpauth' | 'google' | 'aegis';
export type Loss = 'left_out' | 'period' | 'digits' | 'algorithm' | 'note' | 'tags';

// Those after which the codes are wrong in the other app.
export const breaks_codes = (loss: Loss): boolean =>
  ['period', 'digits', 'algorithm'].includes(loss);

export function losses(entry: Entry, target: Target): Loss[] {
  const { key } = entry;
  const rare = key.algorithm === 'SHA224' || key.algorithm === 'SHA384';
  const google = target === 'google';
  if (google && key.type === 'steam') return ['left_out'];
  const lost: [Loss, boolean][] = [
    ['period', google && key.type === 'totp' && key.period_s !== 30],
    ['digits', google && key.digits !== 6 && key.digits !== 8],
    ['algorithm', rare && target !== 'otpauth'],
    ['note', target !== 'aegis' && entry.note !== ''],
    ['tags', target !== 'aegis' && entry.tags.length > 0],
  ];
  return lost.flatMap(([loss, is_lost]) => (is_lost ? [loss] : []));
}
