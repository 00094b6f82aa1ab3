import { expect, test } from 'vitest';
import { step, target_of, typed_number, type Press } from './shortcuts.ts';

const known = ['j', 'y', '?', 'Z', 'd p', 'd r', 'ArrowLeft'];
const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  modified: false,
  shifted: false,
  target: 'page',
  ...more,
});

test('a single key runs at once, a combination with its second key', () => {
  expect(step('', press('j'), known)).toEqual({ run: 'j', pending: '' });
  expect(step('', press('d'), known)).toEqual({ run: null, pending: 'd' });
  expect(step('d', press('p'), known)).toEqual({ run: 'd p', pending: '' });
});

test('nothing that decides is under a single key', () => {
  for (const key of ['p', 'r', 'd']) expect(step('', press(key), known).run).toBeNull();
});

test('a wrong second key forgets the first, and does nothing of its own', () => {
  expect(step('d', press('j'), known)).toEqual({ run: null, pending: '' });
});

test('a shift on the way to a second key does not forget the first', () => {
  expect(step('d', press('Shift', { shifted: true }), known)).toEqual({ run: null, pending: 'd' });
});

test('keys of the browser, and whatever is typed into a field, are left alone', () => {
  expect(step('', press('j', { modified: true }), known).run).toBeNull();
  expect(step('', press('j', { target: 'text' }), known).run).toBeNull();
  expect(step('d', press('p', { target: 'text' }), known)).toEqual({ run: null, pending: '' });
});

test('letters work on a button that has the focus, its own keys stay its own', () => {
  expect(step('', press('y', { target: 'control' }), known).run).toBe('y');
  expect(step('', press('ArrowLeft', { target: 'control' }), known).run).toBeNull();
  expect(step('', press('ArrowLeft'), known).run).toBe('ArrowLeft');
});

test('caps lock is no shift', () => {
  expect(step('', press('J'), known).run).toBe('j');
  expect(step('', press('Z', { shifted: true }), known).run).toBe('Z');
  expect(step('', press('Z'), known).run).toBeNull();
});

test('what is typed into is known by its tag and type', () => {
  expect(target_of('INPUT', 'text')).toBe('text');
  expect(target_of('TEXTAREA', '')).toBe('text');
  expect(target_of('INPUT', 'radio')).toBe('control');
  expect(target_of('INPUT', 'range')).toBe('control');
  expect(target_of('BUTTON', 'submit')).toBe('control');
  expect(target_of('LI', '')).toBe('page');
});

test('a digit goes to its item at once, a second one soon after makes a number', () => {
  const one = typed_number(null, 1, 5_000, 17);
  expect(one).toEqual({ number: 1, at_ms: 5_000 });
  expect(typed_number(one, 4, 5_900, 17)?.number).toBe(14);
  expect(typed_number(one, 0, 5_900, 17)?.number).toBe(10);
  expect(typed_number(one, 4, 6_001, 17)?.number).toBe(4);
});

test('there is no item past the last, and none with the number zero', () => {
  const one = typed_number(null, 1, 5_000, 17);
  expect(typed_number(one, 8, 5_100, 17)?.number).toBe(8);
  expect(typed_number(null, 0, 5_000, 17)).toBeNull();
  const nine = typed_number(null, 9, 5_000, 17);
  expect(typed_number(nine, 0, 5_100, 17)).toBeNull();
});
