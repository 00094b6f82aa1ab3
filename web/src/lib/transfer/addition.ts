// Which of the entries that a file brought are new: importing a file twice adds nothing.
import { to_base32 } from '#lib/vault/base32.ts';
import type { Entry } from '#lib/vault/entry.ts';
import { lower_ascii } from '#lib/vault/text.ts';

const key_of = ({ key }: Entry): string =>
  [key.type, key.algorithm, key.digits, key.period_s, to_base32(key.secret)].join('|');

const name_of = (entry: Entry): string =>
  `${lower_ascii(entry.issuer)}\n${lower_ascii(entry.account)}`;

interface Known {
  by_name: Map<string, number>;
  count: number;
}

// The places of those to add. An entry is there already where one of the vault has the same key and
// name; or the same key under another name, since it may have been renamed, and no entry of the
// file has that name and key.
export function new_ones(in_vault: Entry[], from_file: Entry[]): number[] {
  const known = new Map<string, Known>();
  for (const entry of in_vault) {
    const same = known.get(key_of(entry)) ?? { by_name: new Map(), count: 0 };
    same.by_name.set(name_of(entry), (same.by_name.get(name_of(entry)) ?? 0) + 1);
    same.count += 1;
    known.set(key_of(entry), same);
  }
  // First those whose name is there, too; what is left pairs up whatever it is called.
  const left = [...from_file.keys()].filter((place) => {
    const same = known.get(key_of(from_file[place]!));
    const named = same?.by_name.get(name_of(from_file[place]!)) ?? 0;
    if (!same || named === 0) return true;
    same.by_name.set(name_of(from_file[place]!), named - 1);
    same.count -= 1;
    return false;
  });
  return left.filter((place) => {
    const same = known.get(key_of(from_file[place]!));
    if (!same || same.count === 0) return true;
    same.count -= 1;
    return false;
  });
}
