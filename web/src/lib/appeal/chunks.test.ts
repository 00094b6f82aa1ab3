import { expect, test } from 'vitest';
import { network_problem, type Problem } from '../problem.ts';
import { ChunkQueue, tries_max } from './chunks.ts';

const part = (text: string) => new Blob([text]);
const refused: Problem = { slug: 'unknown', status: 409, instance: '', fields: [] };
const nothing = { ok: true as const, value: undefined };

// A server that fails as told, in this order, and then takes everything.
function server(failures: (Problem | null)[] = []) {
  const arrived: string[] = [];
  const waits: number[] = [];
  const queue = new ChunkQueue(
    async (n, chunk) => {
      const problem = failures.shift();
      if (problem) return { ok: false, problem };
      arrived.push(`${n} ${await chunk.text()}`);
      return nothing;
    },
    async (ms) => {
      waits.push(ms);
    },
  );
  return { queue, arrived, waits };
}

test('parts arrive in their order, each once', async () => {
  const { queue, arrived } = server();
  for (const text of ['a', 'b', 'c']) queue.add(part(text));
  expect(await queue.done()).toBeNull();
  expect(arrived).toEqual(['0 a', '1 b', '2 c']);
  expect([queue.sent, queue.total]).toEqual([3, 3]);
});

test('a part that does not arrive is sent again, each time after a longer wait', async () => {
  const { queue, arrived, waits } = server([
    network_problem,
    null,
    network_problem,
    network_problem,
  ]);
  queue.add(part('a'));
  queue.add(part('b'));
  expect(await queue.done()).toBeNull();
  expect(arrived).toEqual(['0 a', '1 b']);
  expect(waits).toEqual([500, 500, 1000]);
});

test('a part that is refused ends it, and what comes after is not sent', async () => {
  const { queue, arrived, waits } = server([null, refused]);
  for (const text of ['a', 'b', 'c']) queue.add(part(text));
  expect(await queue.done()).toBe(refused);
  queue.add(part('d'));
  expect(await queue.done()).toBe(refused);
  expect(arrived).toEqual(['0 a']);
  expect(waits).toEqual([]);
});

test('nobody tries for ever', async () => {
  const { queue, waits } = server(Array<Problem>(tries_max).fill(network_problem));
  queue.add(part('a'));
  expect(await queue.done()).toBe(network_problem);
  expect(waits).toHaveLength(tries_max - 1);
});

test('empty parts are none', async () => {
  const { queue, arrived } = server();
  queue.add(part(''));
  queue.add(part('a'));
  expect(await queue.done()).toBeNull();
  expect(arrived).toEqual(['0 a']);
});

test('what was recorded is there as a whole', async () => {
  const { queue } = server();
  for (const text of ['a', 'b']) queue.add(part(text));
  const whole = queue.recording('video/webm');
  expect(whole.type).toBe('video/webm');
  expect(await whole.text()).toBe('ab');
});
