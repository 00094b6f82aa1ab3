import { expect, test, vi } from 'vitest';
import type { Answer } from './api.ts';
import type { Problem } from './problem.ts';
import { Sending } from './sending.svelte.ts';

const wrong: Problem = { slug: 'code-wrong', status: 422, instance: '', fields: [] };
const failed: Answer<string> = { ok: false, problem: wrong };

test('an error stands at its field and nowhere else', async () => {
  const sending = new Sending(['password', 'code']);
  expect(await sending.run(async () => failed)).toBeUndefined();
  expect(sending.at('code')).toContain('did not match');
  expect(sending.at('password')).toBeUndefined();
  expect(sending.above).toBeNull();
});

test('what no field of the form can hold stands above it', async () => {
  const sending = new Sending(['email']);
  await sending.run(async () => failed);
  expect(sending.at('email')).toBeUndefined();
  expect(sending.above).toBe(sending.problem);
});

test('the last backup code is a question of a dialog, and no error of the form', async () => {
  const sending = new Sending(['code']);
  await sending.run(async () => ({ ok: false, problem: { ...wrong, slug: 'last-backup-code' } }));
  expect(sending.problem?.slug).toBe('last-backup-code');
  expect(sending.above).toBeNull();
  expect(sending.at('code')).toBeUndefined();
});

test('a second press while the first is under way sends nothing', async () => {
  const sending = new Sending();
  let calls = 0;
  let release = (_: Answer<string>) => {};
  const first = sending.run(() => {
    calls += 1;
    return new Promise<Answer<string>>((resolve) => (release = resolve));
  });
  expect(sending.busy).toBe(true);
  expect(await sending.run(async () => failed)).toBeUndefined();
  release({ ok: true, value: 'done' });
  expect(await first).toEqual({ value: 'done' });
  expect(calls).toBe(1);
  expect(sending.busy).toBe(false);
});

test('the next try begins without the last error, so that the same one is told again', async () => {
  const sending = new Sending(['code']);
  await sending.run(async () => failed);
  const again = sending.run(async () => failed);
  expect(sending.problem).toBeNull();
  await again;
  expect(sending.at('code')).toBeDefined();
});

test('past what a password takes it says that the server does not answer', async () => {
  vi.useFakeTimers();
  try {
    const sending = new Sending();
    let release = (_: Answer<string>) => {};
    const first = sending.run(() => new Promise<Answer<string>>((resolve) => (release = resolve)));
    vi.advanceTimersByTime(7_999);
    expect([sending.slow, sending.late]).toEqual([true, false]);
    vi.advanceTimersByTime(1);
    expect(sending.late).toBe(true);
    release(failed);
    await first;
    expect([sending.slow, sending.late]).toEqual([false, false]);
  } finally {
    vi.useRealTimers();
  }
});

test('a wrong code is looked for where its kind comes from', async () => {
  const sending = new Sending(['code']);
  await sending.run(async () => failed);
  expect(sending.at('code')).toContain('right entry');
  expect(sending.at('code', 'backup')).toContain('paper');
  expect(sending.at('code', 'mailed')).toContain('newest mail');
});
