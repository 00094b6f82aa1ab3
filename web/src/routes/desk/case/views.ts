// Which evidence lies on the bench: what an item of the checklist is about comes up by itself.
import type { Case, CaseItem, EvidenceKind } from '#lib/api_desk.ts';

// An upload by its id, or the video.
export type Place = { kind: EvidenceKind; item: CaseItem } | { kind: 'video' };
export type Subject = EvidenceKind | 'video';

// By the number of the item: appeal.md's list of 17, doc/recovery.md has it.
const about: Record<number, Subject[]> = {
  1: ['id_front', 'id_back'],
  2: ['id_front'],
  3: ['id_front', 'id_back'],
  4: ['id_front'],
  5: ['id_front'],
  6: ['id_front', 'video'],
  7: ['id_front', 'id_back'],
  8: ['id_front'],
  9: ['id_front'],
  10: ['id_front', 'selfie'],
  11: ['id_front', 'selfie'],
  12: ['selfie'],
  13: ['selfie'],
  14: ['selfie', 'video'],
  15: ['video'],
  16: ['video'],
  17: ['video'],
};

export const needs_video = (n: number): boolean => about[n]?.includes('video') ?? false;

type Evidence = Pick<Case, 'items' | 'video'>;

// The newest upload of a kind: a later round replaces an earlier one.
export function newest(items: readonly CaseItem[], kind: EvidenceKind): CaseItem | undefined {
  return items
    .filter((item) => item.kind === kind)
    .sort((one, other) => one.at.localeCompare(other.at))
    .at(-1);
}

export function place_of({ items, video }: Evidence, subject: Subject): Place | undefined {
  if (subject === 'video') return video ? { kind: 'video' } : undefined;
  const item = newest(items, subject);
  return item && { kind: subject, item };
}

// At most two beside one another, of what there is.
export function places_for(n: number, evidence: Evidence): Place[] {
  return (about[n] ?? ['id_front']).flatMap((subject) => place_of(evidence, subject) ?? []);
}

// Two wide pictures lie better one above the other.
export const lie_in_rows = (places: readonly Place[]): boolean =>
  places.length === 2 &&
  places.every((place) => place.kind !== 'video' && place.item.width > place.item.height);

export const key_of = (place: Place): string => (place.kind === 'video' ? 'video' : place.item.id);

// Extras one after the other, from the first again after the last.
export function next_extra({ items }: Evidence, shown: readonly Place[]): Place | undefined {
  const extras = items.filter(({ kind }) => kind === 'extra');
  const on_bench = extras.findIndex(({ id }) => shown.some((place) => key_of(place) === id));
  const item = extras[(on_bench + 1) % extras.length];
  return item && { kind: 'extra', item };
}
