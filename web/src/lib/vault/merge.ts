// Two edits of one entry become one, field by field, and nothing is lost on the way.
import {
  cloned,
  edited_at,
  extra_octets_max,
  fields,
  same_key,
  tags_max,
  tidy_tags,
  type Entry,
  type Field,
} from './entry.ts';
import { same_json, type JsonObject } from './json.ts';
import { octets_in } from './octets.ts';
import { compare } from './text.ts';

// Clocks of two devices may differ by this much: which of two edits is the later one cannot be told
// when they are closer.
const doubt_window_ms = 2 * 60_000;
// The tag that a copy carries which could not be joined.
export const conflict_tag = 'conflict copy';

export interface Merged {
  entry: Entry;
  // What must be kept beside it: another key under the same id, or the other text of a name or a
  // note where it is in doubt which one is later.
  copy: Entry | null;
}

const all_tags = (a: string[], b: string[]): string[] => tidy_tags([...a, ...b]).slice(0, tags_max);

// Both sides' members; of a member that both have, the later side's.
function all_members(later: JsonObject, earlier: JsonObject): JsonObject {
  const added = Object.entries(earlier).filter(([name]) => !Object.hasOwn(later, name));
  const both = { ...later, ...Object.fromEntries(added) };
  return octets_in(JSON.stringify(both)) <= extra_octets_max ? both : later;
}

function same(field: Field, a: Entry, b: Entry): boolean {
  if (field === 'extra') return same_json(a.extra, b.extra) && same_json(a.other, b.other);
  return same_json(a[field], b[field]);
}

function take(field: Field, from: Entry, into: Entry): void {
  Object.assign(into, { [field]: structuredClone(from[field]) });
  if (field === 'extra') into.other = structuredClone(from.other);
  const edited = from.edited[field];
  if (edited === undefined) delete into.edited[field];
  else into.edited[field] = edited;
}

const is_text = (field: Field): field is 'issuer' | 'account' | 'note' =>
  field === 'issuer' || field === 'account' || field === 'note';

// For two edits at one time any order will do, so long as both sides find the same.
function is_later(field: Field, a: Entry, b: Entry): boolean {
  const by_time = edited_at(a, field) - edited_at(b, field);
  if (by_time !== 0 || field === 'tags') return by_time > 0;
  if (field === 'order') return a.order > b.order;
  const text = (entry: Entry) =>
    field === 'extra' ? JSON.stringify(entry.extra) + JSON.stringify(entry.other) : entry[field];
  return compare(text(a), text(b)) > 0;
}

// One field that both sides changed. True when the one that loses must be kept.
function settle(field: Field, mine: Entry, theirs: Entry, into: Entry): boolean {
  const mine_later = is_later(field, mine, theirs);
  const [later, earlier] = mine_later ? [mine, theirs] : [theirs, mine];
  take(field, later, into);
  if (field === 'tags') into.tags = all_tags(mine.tags, theirs.tags);
  if (field === 'extra') {
    into.extra = all_members(later.extra, earlier.extra);
    into.other = all_members(later.other, earlier.other);
  }
  return is_text(field) && edited_at(later, field) - edited_at(earlier, field) < doubt_window_ms;
}

function as_copy(lost: Entry): Entry {
  const copy = { ...cloned(lost), restored: 0 };
  copy.tags = all_tags(lost.tags, [conflict_tag]);
  if (!copy.tags.includes(conflict_tag)) copy.tags[copy.tags.length - 1] = conflict_tag;
  copy.tags.sort(compare);
  return copy;
}

// One text of each side is gone: the copy has those, and the rest as it was merged.
function both_lost(mine: Entry, theirs: Entry, entry: Entry): Entry {
  const both = cloned(entry);
  for (const field of fields) {
    if (!is_text(field) || same(field, mine, theirs)) continue;
    take(field, same(field, mine, entry) ? theirs : mine, both);
  }
  return both;
}

// `base` is what both began from, null when it is not known. A field that only one side changed is
// that side's; changed on both: the greater counter, all tags of both, else the later edit. The
// same result whoever merges: it does not matter which side is mine.
export function merge(base: Entry | null, mine: Entry, theirs: Entry): Merged {
  // Nobody changes a key under an id. Where it happened all the same, both are kept.
  if (!same_key(mine.key, theirs.key)) return { entry: cloned(theirs), copy: as_copy(mine) };
  const entry = { ...cloned(theirs), restored: 0 };
  entry.created = Math.min(mine.created, theirs.created);
  entry.counter = Math.max(mine.counter, theirs.counter);
  let mine_lost = false;
  let theirs_lost = false;
  for (const field of fields) {
    if (same(field, mine, theirs)) {
      if (edited_at(mine, field) > edited_at(theirs, field)) take(field, mine, entry);
    } else if (base && same(field, base, theirs)) {
      take(field, mine, entry);
    } else if (base && same(field, base, mine)) {
      continue; // It is theirs already.
    } else if (settle(field, mine, theirs, entry)) {
      if (same(field, mine, entry)) theirs_lost = true;
      else mine_lost = true;
    }
  }
  if (entry.issuer === '' && entry.account === '') {
    // One side took away the issuer and the other the account: a name it must have.
    take('issuer', mine.issuer === '' ? theirs : mine, entry);
    take('account', mine.account === '' ? theirs : mine, entry);
  }
  if (!mine_lost && !theirs_lost) return { entry, copy: null };
  const lost =
    mine_lost && theirs_lost ? both_lost(mine, theirs, entry) : mine_lost ? mine : theirs;
  return { entry, copy: as_copy(lost) };
}

// Whether two entries say the same, whenever it was edited.
export const says_the_same = (a: Entry, b: Entry): boolean =>
  same_key(a.key, b.key) && a.counter === b.counter && fields.every((field) => same(field, a, b));
