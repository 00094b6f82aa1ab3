// What readiness says, as lines to show and the one thing to do first.
import type { Readiness, WayBack } from '#lib/api.ts';
import type { Key } from '#lib/messages/index.ts';

type Reason = WayBack['reason'];
export type WayName = 'setup_key' | 'backup_codes' | 'appeal' | 'addresses';

// Where each shortcoming is mended. What time alone mends, or the operator, has no place to go.
const remedies: Partial<Record<Reason, { href: string; verb: Key }>> = {
  no_factor: { href: '/security/authenticator', verb: 'do.no_factor' },
  not_written_down: { href: '/security/written-down', verb: 'do.not_written_down' },
  few_codes: { href: '/security/backup-codes', verb: 'do.few_codes' },
  no_codes: { href: '/security/backup-codes', verb: 'do.no_codes' },
  suspended: { href: '/security/authenticator/replace', verb: 'do.suspended' },
  no_identity_record: { href: '/security/identity', verb: 'do.no_identity_record' },
  one_address: { href: '/security/addresses', verb: 'do.one_address' },
};

export interface Way {
  name: WayName;
  state: WayBack['state'];
  reason: Reason;
  remedy: { href: string; verb: Key } | undefined;
}

const names: readonly WayName[] = ['setup_key', 'backup_codes', 'appeal', 'addresses'];

export function ways_of(readiness: Readiness): Way[] {
  return names.map((name) => {
    const { state, reason } = readiness[name];
    return { name, state, reason, remedy: remedies[reason] };
  });
}

// Addresses carry all three ways and are none themselves.
export function ways_that_work(ways: readonly Way[]): number {
  return ways.filter((way) => way.name !== 'addresses' && way.state === 'good').length;
}

// The red before the amber, in the order of the list.
export function most_urgent(ways: readonly Way[]): Way | undefined {
  const open = ways.filter((way) => way.remedy !== undefined);
  return open.find((way) => way.state === 'danger') ?? open.find((way) => way.state === 'caution');
}

// A desk that is not open is nobody's fault and nothing that its owner can mend.
export function tone_of(way: Way): WayBack['state'] | 'closed' {
  return way.reason === 'desk_closed' ? 'closed' : way.state;
}

// One address is there: what is missing is another.
export function label_of(way: Way): ReturnType<typeof tone_of> | 'more' {
  return way.reason === 'one_address' ? 'more' : tone_of(way);
}
