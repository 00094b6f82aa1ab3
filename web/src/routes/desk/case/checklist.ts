// The checklist of a case: which item is next, what is answered, and what follows from it.
import type { Answers, Case, Lists, Verdict, VerdictKind } from '#lib/api_desk.ts';

export type Answer = NonNullable<Answers[string]>;
export type Item = Lists['checklist'][number];

export const answer_of = (answers: Answers, n: number): Answer | undefined => answers[String(n)];

export function answered(answers: Answers, n: number, answer: Answer): Answers {
  return { ...answers, [String(n)]: answer };
}

// The item after `from` that has no answer yet, from the top again after the last; none: stay.
export function next_open(items: readonly Item[], answers: Answers, from: number): number {
  const open = items.filter(({ n }) => answer_of(answers, n) === undefined);
  return (open.find(({ n }) => n > from) ?? open[0])?.n ?? from;
}

export function neighbour(items: readonly Item[], from: number, step: 1 | -1): number {
  const place = items.findIndex(({ n }) => n === from) + step;
  return items[Math.max(0, Math.min(items.length - 1, place))]?.n ?? from;
}

export interface Standing {
  answered: number;
  of: number;
  open: number[];
  noes: number[];
}

export function standing(items: readonly Item[], answers: Answers): Standing {
  const open = items.filter(({ n }) => answer_of(answers, n) === undefined).map(({ n }) => n);
  const noes = items.filter(({ n }) => answer_of(answers, n) === 'no').map(({ n }) => n);
  return { answered: items.length - open.length, of: items.length, open, noes };
}

export type Act = Case['allowed'][number];
export const all_acts: readonly Act[] = ['ask', 'video', 'pass', 'reject', 'doubt', 'fraud'];
export const is_act = (word: string): word is Act => all_acts.some((act) => act === word);

// Which way on the answers point to. It is drawn first and presses nothing by itself; null where a
// person has to weigh it.
export function points_to(
  { allowed, video }: Pick<Case, 'allowed' | 'video'>,
  { open, noes }: Standing,
  waits_for_video: (n: number) => boolean,
): Act | null {
  if (noes.length > 0) return null;
  const may = (act: Act) => allowed.includes(act);
  if (!video && may('video') && open.every(waits_for_video)) return 'video';
  return video && may('pass') && open.length === 0 ? 'pass' : null;
}

export interface Obstacle {
  why: 'open' | 'noes' | 'no_flaw';
  items: number[];
}

// Why the server would not take the verdict with these answers: a pass takes a yes to every item, a
// verdict against at least one no. Told before a code is spent on it.
export function obstacle(verdict: VerdictKind, { open, noes }: Standing): Obstacle | null {
  if (verdict !== 'pass') return noes.length > 0 ? null : { why: 'no_flaw', items: open };
  if (noes.length > 0) return { why: 'noes', items: noes };
  return open.length > 0 ? { why: 'open', items: open } : null;
}

export interface Difference {
  n: number;
  mine: Answer | undefined;
  theirs: Answer | undefined;
}

// Where two people who looked at the same thing saw something else.
export function differences(
  items: readonly Item[],
  mine: Answers,
  { checklist }: Pick<Verdict, 'checklist'>,
): Difference[] {
  return items
    .map(({ n }) => ({ n, mine: answer_of(mine, n), theirs: answer_of(checklist, n) }))
    .filter(({ mine: one, theirs: other }) => one !== other);
}
