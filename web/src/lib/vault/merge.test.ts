// Two edits of one entry: nothing is lost, and it does not matter who merges.
import { expect, test } from 'vitest';
import { cloned, type Entry } from './entry.ts';
import { conflict_tag, merge, says_the_same } from './merge.ts';
import { entry, noon } from './vault_double.ts';

const base = (): Entry => ({ ...entry('Site', 'ada'), note: 'base', tags: ['a'] });
const hour = 3_600_000;

function edited(from: Entry, changes: Partial<Entry>, at: number): Entry {
  const next = { ...cloned(from), ...changes };
  for (const field of Object.keys(changes)) next.edited[field as 'note'] = noon + at;
  return next;
}

function both_ways(from: Entry | null, a: Entry, b: Entry) {
  const merged = merge(from, a, b);
  const mirrored = merge(from, b, a);
  expect(says_the_same(merged.entry, mirrored.entry)).toBe(true);
  return merged;
}

test('a field that one side changed is that side’s', () => {
  const a = edited(base(), { note: 'mine' }, hour);
  const b = edited(base(), { account: 'grace' }, 2 * hour);
  const { entry: merged, copy } = both_ways(base(), a, b);
  expect(merged).toMatchObject({ note: 'mine', account: 'grace' });
  expect(copy).toBeNull();
});

test('both changed it: the later edit, all tags, the greater counter, joined extra', () => {
  const a = edited(
    { ...base(), counter: 9 },
    { note: 'earlier', tags: ['a', 'x'], extra: { one: 1 } },
    hour,
  );
  const b = edited(
    { ...base(), counter: 4 },
    { note: 'later', tags: ['a', 'y'], extra: { two: 2 } },
    2 * hour,
  );
  const { entry: merged, copy } = both_ways(base(), a, b);
  expect(merged).toMatchObject({
    note: 'later',
    tags: ['a', 'x', 'y'],
    counter: 9,
    extra: { one: 1, two: 2 },
  });
  expect(copy).toBeNull();
});

test('where clocks cannot tell, the other text is kept in a copy', () => {
  const a = edited(base(), { note: 'mine' }, hour);
  const b = edited(base(), { note: 'theirs' }, hour + 60_000);
  const { entry: merged, copy } = both_ways(base(), a, b);
  expect(merged.note).toBe('theirs');
  expect(copy).toMatchObject({ note: 'mine', tags: ['a', conflict_tag] });
});

test('two keys under one id become two entries', () => {
  const other = { ...entry('Site', 'ada', 'GEZDGNBVGY3TQOJQ') };
  const { entry: merged, copy } = merge(base(), base(), other);
  expect(merged.key).toEqual(other.key);
  expect(copy?.key).toEqual(base().key);
});

test('an entry keeps a name where one side took the issuer and the other the account', () => {
  const a = edited(base(), { issuer: '' }, hour);
  const b = edited(base(), { account: '' }, hour);
  expect(both_ways(base(), a, b).entry).toMatchObject({ issuer: 'Site', account: 'ada' });
});

// A small generator of numbers, so that a failure can be run again.
function draws(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('random edits: no text and no tag is lost, whoever merges', () => {
  for (let seed = 1; seed <= 3000; ++seed) {
    const draw = draws(seed);
    const side = (name: string) => {
      const changes: Partial<Entry> = {};
      if (draw(2)) changes.note = `${name} note ${draw(2)}`;
      if (draw(2)) changes.issuer = `${name} issuer`;
      if (draw(2)) changes.tags = ['a', `${name} tag`];
      return edited(base(), changes, draw(4) * 50_000);
    };
    const [a, b] = [side('A'), side('B')];
    const { entry: merged, copy } = both_ways(draw(4) ? base() : null, a, b);
    for (const tag of [...a.tags, ...b.tags]) expect(merged.tags, `${seed}`).toContain(tag);
    const near = (field: 'note' | 'issuer') =>
      Math.abs((a.edited[field] ?? noon) - (b.edited[field] ?? noon)) < 120_000;
    for (const field of ['note', 'issuer'] as const) {
      if (!a.edited[field] || !b.edited[field] || !near(field)) continue;
      const kept = [merged[field], copy?.[field]];
      expect(kept, `${seed}`).toContain(a[field]);
      expect(kept, `${seed}`).toContain(b[field]);
    }
  }
});
