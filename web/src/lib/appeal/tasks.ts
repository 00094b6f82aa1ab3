// What a draft still needs, and what of an appeal's evidence counts.
import type { AppealForm, AppealState, EvidenceItem } from '../api';
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

export function is_there(items: readonly EvidenceItem[], kind: string): boolean {
  const item = item_of(items, kind);
  return item !== undefined && item.status !== 'unreadable' && item.status !== 'arriving';
}

export interface Wanted {
  kind: PictureKind;
  // Why it is asked for again: a reason's slug.
  reason: string | null;
  done: boolean;
}

// Which pictures an appeal waits for, and which of them are here. What is asked for again is here
// once a newer one is.
export function wanted_of({ state, since, needed, items }: AppealState): Wanted[] {
  if (state === 'draft') {
    return pictures.map((kind) => ({ kind, reason: null, done: is_there(items, kind) }));
  }
  if (state !== 'needs_material') return [];
  const anew = items.filter(({ at }) => Date.parse(at) >= Date.parse(since));
  return needed
    .filter((one): one is { kind: PictureKind; reason: string | null } => one.kind in names)
    .map(({ kind, reason }) => ({ kind, reason, done: is_there(anew, kind) }));
}

// What came from the joined phone since the page was opened, the newest first.
export function arrivals(items: readonly EvidenceItem[], known: readonly string[]) {
  const fresh = items.filter(({ id, status }) => !known.includes(id) && status !== 'replaced');
  return fresh.reverse();
}

export function has_details(form: AppealForm | null): boolean {
  return !!form && [form.legal_name, form.id_number, form.phone].every((text) => text.trim());
}

export function pictures_there(state: AppealState): number {
  return pictures.filter((kind) => is_there(state.items, kind)).length;
}

export function tasks_of(state: AppealState): Task[] {
  return [
    { name: 'details', done: has_details(state.form), href: '/appeal/details' },
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

// Where an appeal in this state goes on.
export function page_of(state: AppealState): string {
  if (state.device === 'phone') return '/appeal/join';
  return state.state === 'draft' && !state.waiting ? '/appeal/draft' : '/appeal/status';
}
