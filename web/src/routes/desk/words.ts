// What states, seats and times are called at the desk.
import { by } from '#lib/dates.ts';
import type { CaseLine, Role, Seat } from '#lib/api_desk.ts';
import { is_desk_key, slug_text, t } from '#lib/messages/desk.ts';
import { time_left } from './time_left.ts';

export const state_text = (state: string): string => slug_text(`case_state.${state}`);
export const flag_text = (flag: string): string => slug_text(`flag.${flag}`);
export const seat_text = (seat: Seat): string => t(`seat.${seat}`);
// What a line of the journal adds to what happened: a seat, and what it opened or did; or the state
// that followed.
export function detail_text(detail: string): string {
  return detail
    .split(' ')
    .map((word) => {
      const key = ['seat', 'evidence', 'act', 'claim', 'case_state', 'role']
        .map((group) => `${group}.${word}`)
        .find(is_desk_key);
      return key ? slug_text(key) : word.replace(/_/g, ' ');
    })
    .join(': ');
}
export const roles_text = (roles: readonly Role[]): string =>
  roles.map((role) => t(`role.${role}`)).join(', ');

// "31 h left", "2 h late".
export function left_text(due: string, now_ms: number): string {
  const { over, unit, n } = time_left(due, now_ms);
  const span = t(`left.${unit}`, { n });
  return over ? t('left.over', { span }) : t('left.left', { span });
}

export const due_text = (due: string): string => t('left.due', { by: by(due) });

export function line_text(line: CaseLine): string {
  const seat = line.seat ? `, ${seat_text(line.seat)}` : '';
  return `${state_text(line.state)}${seat}`;
}
