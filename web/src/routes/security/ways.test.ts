import { expect, test } from 'vitest';
import type { Readiness } from '#lib/api.ts';
import { label_of, most_urgent, ways_of, ways_that_work } from './ways.ts';

const ready: Readiness = {
  setup_key: { state: 'good', reason: 'works' },
  backup_codes: { state: 'good', reason: 'works' },
  appeal: { state: 'good', reason: 'works' },
  addresses: { state: 'good', reason: 'works' },
  ask_key_group: 2,
  drill_due: false,
};

test('two addresses are needed for all ways and are none themselves', () => {
  expect(ways_that_work(ways_of(ready))).toBe(3);
});

test('red comes before amber, whatever the order', () => {
  const ways = ways_of({
    ...ready,
    setup_key: { state: 'caution', reason: 'not_written_down' },
    addresses: { state: 'danger', reason: 'one_address' },
  });
  expect(most_urgent(ways)?.name).toBe('addresses');
});

test('what only the operator can mend is nobody’s next thing to do', () => {
  const ways = ways_of({ ...ready, appeal: { state: 'danger', reason: 'desk_closed' } });
  expect(most_urgent(ways)).toBeUndefined();
});

test('a closed desk is no shortcoming, and one address lacks another', () => {
  const ways = ways_of({
    ...ready,
    appeal: { state: 'danger', reason: 'desk_closed' },
    addresses: { state: 'danger', reason: 'one_address' },
  });
  const label = (name: string) => label_of(ways.find((way) => way.name === name)!);
  expect([label('setup_key'), label('appeal'), label('addresses')]).toEqual([
    'good',
    'closed',
    'more',
  ]);
});
