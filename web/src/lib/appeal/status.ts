// What the status page says of an appeal: its one thing to do, and its dates.
import type { AppealState } from '../api';
import type { Key } from '../messages';

// Nothing follows any more.
const ends: readonly string[] = [
  'completed',
  'rejected',
  'refused_as_fraud',
  'withdrawn',
  'expired',
  'cancelled_by_owner',
  'reversed',
];

export const is_end = (state: AppealState): boolean => ends.includes(state.state);

// A reviewer's time ran out, and a lead has it now: the date on the page is a new one.
export function is_late({ state, history }: AppealState): boolean {
  const newest = [...history]
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
    .at(-1);
  return state === 'escalated' && newest?.event === 'due';
}

export interface Action {
  href: string;
  verb: Key;
  next: Key;
}

const link: Action = { href: '/appeal/link', verb: 'status.go.link', next: 'status.go.link_next' };
const begin: Action = {
  href: '/appeal/start',
  verb: 'status.go.begin',
  next: 'status.go.begin_next',
};
const sign_in = (next: Key): Action => ({ href: '/sign-in', verb: 'status.go.sign_in', next });
const account: Action = {
  href: '/security',
  verb: 'status.go.security',
  next: 'status.go.security_next',
};
const actions: Record<string, Action> = {
  needs_material: { href: '/appeal/more', verb: 'status.go.more', next: 'status.go.more_next' },
  video_requested: { href: '/appeal/video', verb: 'status.go.video', next: 'status.go.video_next' },
  contested: { href: '/appeal/veto', verb: 'status.go.veto', next: 'status.go.veto_next' },
  holding: sign_in('status.go.sign_in_next'),
  completed: sign_in('status.go.sign_in_next'),
  cancelled_by_owner: sign_in('status.go.sign_in_as_before'),
  reversed: sign_in('status.go.sign_in_old'),
  withdrawn: begin,
  expired: begin,
};

// The one thing to do, where there is one. A rejection has its own, on the same page.
export function action_of(state: AppealState, signed_in: boolean): Action | null {
  if (state.state === 'link_lapsed') return state.can.includes('ask_link') ? link : null;
  const action = actions[state.state] ?? null;
  return signed_in && action?.href === '/sign-in' ? account : action;
}

export type DateName = 'first' | 'second' | 'link' | 'link_until' | 'hold' | 'freeze';

export interface PromisedDate {
  name: DateName;
  // A latest date; an earliest one stands before it.
  at: string;
  not_before: string | null;
}

// The dates that still count, the soonest kind first: what is over has no date any more.
export function dates_of(state: AppealState): PromisedDate[] {
  const { dates, restriction } = state;
  const all: { name: DateName; at: string | null | undefined; not_before?: string | null }[] = [
    { name: 'first', at: dates.first_review_by },
    { name: 'second', at: dates.second_review_by, not_before: dates.second_review_from },
    { name: 'link', at: dates.link_from },
    { name: 'link_until', at: dates.link_until },
    { name: 'hold', at: dates.hold_until },
    { name: 'freeze', at: restriction.kind === 'freeze' ? restriction.until : null },
  ];
  if (is_end(state)) return [];
  return all.flatMap(({ name, at, not_before = null }) =>
    at && !is_over(state, name) ? [{ name, at, not_before }] : [],
  );
}

// A step that is done keeps no promise.
function is_over({ steps, state }: AppealState, name: DateName): boolean {
  const done = (wanted: string) =>
    steps.some(({ step, status }) => step === wanted && status === 'done');
  switch (name) {
    case 'first':
      return done('first_review');
    case 'second':
      return done('second_review');
    case 'link':
      return done('reset') || ['link_sent', 'link_lapsed', 'holding'].includes(state);
    case 'link_until':
      return state !== 'link_sent';
    case 'hold':
    case 'freeze':
      return false;
  }
}
