// Puts the ways back in order for what somebody still has. Nothing of it leaves the page.

export const belongings = [
  'old_phone',
  'device',
  'cloud',
  'paper_key',
  'paper_codes',
  'password',
] as const;
export type Belonging = (typeof belongings)[number];

export type PathId = 'old_phone' | 'restore' | 'backup_code' | 'appeal';
// Open: with what is there. Half: something is missing that can be got. Shut: not with what is
// there.
export type Chance = 'open' | 'half' | 'shut';

export interface Ranked {
  path: PathId;
  chance: Chance;
}

const quickest_first: readonly PathId[] = ['old_phone', 'restore', 'backup_code', 'appeal'];
const order: readonly Chance[] = ['open', 'half', 'shut'];

function chance_of(path: PathId, have: ReadonlySet<Belonging>, desk_open: boolean): Chance {
  const with_password = (there: boolean): Chance =>
    !there ? 'shut' : have.has('password') ? 'open' : 'half';
  switch (path) {
    case 'old_phone':
      return with_password(have.has('old_phone'));
    case 'restore':
      return with_password(have.has('device') || have.has('cloud') || have.has('paper_key'));
    case 'backup_code':
      return with_password(have.has('paper_codes'));
    case 'appeal':
      return desk_open ? 'half' : 'shut';
  }
}

// What works first, and of those the quickest; before anybody has `told` what they have, the
// quickest. The old phone is no way back unless it is there.
export function rank(have: ReadonlySet<Belonging>, desk_open: boolean, told = true): Ranked[] {
  const all = quickest_first
    .map((path) => ({ path, chance: chance_of(path, have, desk_open) }))
    .filter(({ path, chance }) => path !== 'old_phone' || chance !== 'shut');
  if (!told) return all;
  return order.flatMap((chance) => all.filter((one) => one.chance === chance));
}
