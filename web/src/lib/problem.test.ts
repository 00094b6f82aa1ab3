import { expect, test } from 'vitest';
import { parse_problem, type Problem } from './problem.ts';
import { field_of, field_text, problem_text } from './problem_text.ts';

const details = (slug: string, more = {}) => ({
  type: `/errors/${slug}`,
  title: '',
  status: 409,
  detail: '',
  instance: '7',
  ...more,
});

test('problem details become a value with the slug and its facts', () => {
  const problem = parse_problem(409, details('code-already-used', { wait_s: 17 }));
  expect(problem).toMatchObject({
    slug: 'code-already-used',
    status: 409,
    instance: '7',
    wait_s: 17,
  });
  expect(problem_text(problem)).toBe(
    'That code was used a moment ago. The next one appears in 17 seconds.',
  );
});

test('a backup code that was used brings no next one by waiting', () => {
  const problem = parse_problem(409, details('code-already-used'));
  expect(problem_text(problem, 'backup')).toBe(
    'That backup code was used before: each works once. Cross it out, and take another one.',
  );
  // A one-time code of the step before this one: the next is there already.
  expect(problem_text(problem)).toContain('Take the one that your authenticator shows now');
});

test('an answer without details is told by its kind of status', () => {
  expect(parse_problem(503, '<html>').slug).toBe('unavailable');
  expect(parse_problem(502, undefined).slug).toBe('unavailable');
  expect(parse_problem(500, '').slug).toBe('internal');
  expect(parse_problem(418, {}).slug).toBe('unknown');
});

test('a slug that this build has no words for is not shown raw', () => {
  expect(parse_problem(422, details('from-the-future')).slug).toBe('unknown');
  expect(parse_problem(500, details('toString')).slug).toBe('internal');
});

test('the last word of a pointer names the field', () => {
  const problem = parse_problem(
    422,
    details('invalid-fields', { errors: [{ pointer: '/proof/password', detail: '' }] }),
  );
  expect(field_of(problem, ['email', 'password'])).toBe('password');
  expect(field_of(problem, ['email'])).toBeUndefined();
  expect(field_text(problem, 'email')).toContain('name@example.org');
  expect(field_text(problem, 'password')).toMatch(/^This cannot be used/);
});

test('a problem stands at the likeliest field that the form has, else above the form', () => {
  const wrong: Problem = { slug: 'code-wrong', status: 422, instance: '', fields: [] };
  expect(field_of(wrong, ['password', 'mailed_code'])).toBe('mailed_code');
  expect(field_of(wrong, ['mailed_code', 'code'])).toBe('code');
  const short: Problem = { ...wrong, slug: 'password-too-short' };
  expect(field_of(short, ['password', 'new_password'])).toBe('new_password');
  expect(field_of({ ...wrong, slug: 'restricted' }, ['password', 'code'])).toBeUndefined();
});

test('the tries that are left and the date of an end are said', () => {
  expect(problem_text(parse_problem(422, details('code-wrong', { tries_left: 1 })))).toContain(
    'You have 1 try left here.',
  );
  const end = '2026-11-25T16:00:00Z';
  expect(problem_text(parse_problem(403, details('restricted', { until: end })))).toMatch(
    /^A pause protects this account .* until \w+ \d+ November/,
  );
});
