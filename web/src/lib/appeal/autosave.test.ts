import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { network_problem } from '../problem.ts';
import { AutoSave, pause_ms } from './autosave.svelte.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function kept(fails = 0) {
  const sent: string[] = [];
  const form = new AutoSave(async (value: string) => {
    sent.push(value);
    if (sent.length <= fails) return { ok: false as const, problem: network_problem };
    return { ok: true as const, value };
  });
  return { form, sent };
}

test('a form is kept a moment after the last letter, once', async () => {
  const { form, sent } = kept();
  for (const value of ['A', 'Ad', 'Ada']) form.change(value);
  await vi.advanceTimersByTimeAsync(pause_ms - 1);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toEqual(['Ada']);
  expect(form.saved_at).not.toBeNull();
});

test('going on keeps it at once, and not a second time later', async () => {
  const { form, sent } = kept();
  form.change('Ad');
  expect((await form.flush('Ada')).ok).toBe(true);
  await vi.advanceTimersByTimeAsync(pause_ms);
  expect(sent).toEqual(['Ada']);
});

test('what is on its way arrives before what is newer', async () => {
  let arrive: (() => void) | undefined;
  const sent: string[] = [];
  const form = new AutoSave(async (value: string) => {
    sent.push(value);
    if (value === 'old') await new Promise<void>((resolve) => (arrive = resolve));
    return { ok: true as const, value };
  });
  const old = form.flush('old');
  const newer = form.flush('new');
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual(['old']);
  arrive?.();
  await Promise.all([old, newer]);
  expect(sent).toEqual(['old', 'new']);
});

test('what was not kept says so, until it is', async () => {
  const { form } = kept(1);
  form.change('Ada');
  await vi.advanceTimersByTimeAsync(pause_ms);
  expect([form.problem, form.saved_at]).toEqual([network_problem, null]);
  form.change('Ada');
  await vi.advanceTimersByTimeAsync(pause_ms);
  expect(form.problem).toBeNull();
});
