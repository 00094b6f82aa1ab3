// What a draft still needs, and what of an appeal's evidence counts.
import type { AppealState, EvidenceItem } from '../api';
import type { PictureKind } from '../api_appeal';

export const pictures: readonly PictureKind[] = ['id_front', 'id_back', 'selfie'];

const names: Record<PictureKind, true> = {
  id_front: true,
  id_back: true,
  selfie: true,
  extra: true,
};

export type TaskName = 'details' | 'pictures' | 'receipt';

export interface Task {
  name: TaskName;
  done: boolean;
  href: string;
}

// The one that counts: the newest of its kind that no other replaced.
export function item_of(items: readonly EvidenceItem[], kind: string): EvidenceItem | undefined {
  return items.filter((item) => item.kind === kind && item.status !== 'replaced').at(-1);
}

export interface Wanted {
  kind: PictureKind;
  // Why it is asked for again: a reason's slug.
  reason: string | null;
  done: boolean;
}

const is_picture = (kind: string): kind is PictureKind => Object.hasOwn(names, kind);

// Which pictures an appeal waits for, and which of them are here: the server says what it still
// needs. Of what was asked for again it forgets what has come since.
export function wanted_of({ state, since, needed, items }: AppealState): Wanted[] {
  const missing = needed.flatMap(({ kind, reason }) =>
    is_picture(kind) ? [{ kind, reason }] : [],
  );
  if (state === 'draft') {
    return pictures.map((kind) => {
      const lacks = missing.find((one) => one.kind === kind);
      return { kind, reason: lacks?.reason ?? null, done: lacks === undefined };
    });
  }
  if (state !== 'needs_material') return [];
  const fresh = items.filter(({ at, status }) => {
    return status !== 'unreadable' && Date.parse(at) >= Date.parse(since);
  });
  const here = fresh.flatMap(({ kind }) => (is_picture(kind) ? [kind] : []));
  const done = [...new Set(here)].filter((kind) => missing.every((one) => one.kind !== kind));
  return [
    ...missing.map((one) => ({ ...one, done: false })),
    ...done.map((kind) => ({ kind, reason: null, done: true })),
  ];
}

// What came from the joined phone since the page was opened, the newest first.
export function arrivals(items: readonly EvidenceItem[], known: readonly string[]) {
  const fresh = items.filter(({ id, status }) => !known.includes(id) && status !== 'replaced');
  return fresh.reverse();
}

const lacks = (state: AppealState, kind: string) => state.needed.some((one) => one.kind === kind);

export function pictures_there(state: AppealState): number {
  return pictures.filter((kind) => !lacks(state, kind)).length;
}

export function tasks_of(state: AppealState): Task[] {
  return [
    { name: 'details', done: !lacks(state, 'form'), href: '/appeal/details' },
    {
      name: 'pictures',
      done: pictures_there(state) === pictures.length,
      href: '/appeal/pictures',
    },
    // The last step is the submission itself.
    { name: 'receipt', done: false, href: '/appeal/submit' },
  ];
}

// The first that is not done.
export function next_task(tasks: readonly Task[]): Task {
  return tasks.find(({ done }) => !done) ?? tasks[tasks.length - 1]!;
}

// A draft that is not submitted yet. One behind a rival is filled and submitted all the same.
export const is_open_draft = ({ state, can }: AppealState): boolean =>
  state === 'draft' && can.includes('upload');

// Where an appeal in this state goes on.
export function page_of(state: AppealState): string {
  if (state.device === 'phone') return '/appeal/join';
  return is_open_draft(state) ? '/appeal/draft' : '/appeal/status';
}
