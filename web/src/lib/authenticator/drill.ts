// The drill: whether a copy restores what the vault has now.
import { same_key, shown_name } from '#lib/vault/entry.ts';
import { says_the_same } from '#lib/vault/merge.ts';
import type { Vault } from '#lib/vault/vault.ts';

export interface Compared {
  of: number;
  missing: string[];
  differing: string[]; // Restored, but as they were before their last edit.
}

// By secret first of all: a copy made before an entry was renamed restores its codes all the same.
export function compared(live: Vault, copy: Vault): Compared {
  const result: Compared = { of: 0, missing: [], differing: [] };
  for (const { id, entry } of live.entries()) {
    result.of += 1;
    const there = copy.find(id);
    if (!there || !same_key(there.key, entry.key)) result.missing.push(shown_name(entry));
    else if (!says_the_same(there, entry)) result.differing.push(shown_name(entry));
  }
  return result;
}
