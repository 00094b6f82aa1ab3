// The keys of the desk: single letters for looking and for answering, a `d` before whatever
// decides. Pure; Shortcuts.svelte listens.

// What the browser says of a key, as far as it matters here.
export interface Press {
  key: string;
  // A modifier that makes it the browser's or the system's.
  modified: boolean;
  shifted: boolean;
  // Where text is typed, or where the key has a meaning of its own.
  target: 'text' | 'control' | 'page';
}

export interface Step {
  // The combination that is complete, such as "j" or "d p".
  run: string | null;
  // The first key of a combination that waits for its second.
  pending: string;
}

const ignored: Step = { run: null, pending: '' };
// Enter, Space and the arrows belong to the button, the tick or the slider that has the focus.
const own_keys = ['Enter', ' ', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];

// A letter means the same with caps lock on.
function plain(press: Press): string {
  const letter = /^[a-z]$/i.test(press.key);
  return letter && !press.shifted ? press.key.toLowerCase() : press.key;
}

export function step(pending: string, press: Press, known: readonly string[]): Step {
  if (press.modified || press.target === 'text') return ignored;
  if (press.target === 'control' && own_keys.includes(press.key)) return ignored;
  // Pressed on the way to a key of its own: changes nothing.
  if (press.key === 'Shift') return { run: null, pending };
  const key = plain(press);
  const whole = pending ? `${pending} ${key}` : key;
  if (known.includes(whole)) return { run: whole, pending: '' };
  const begins = known.some((keys) => keys.startsWith(`${whole} `));
  return { run: null, pending: begins ? whole : '' };
}

const keeps_text = ['TEXTAREA', 'SELECT'];
const has_own_keys = ['BUTTON', 'A', 'SUMMARY', 'INPUT'];
const typed_into = /^(?:text|email|password|search|tel|url|number|date)$/;

export function target_of(tag: string, type: string): Press['target'] {
  if (keeps_text.includes(tag) || (tag === 'INPUT' && typed_into.test(type))) return 'text';
  return has_own_keys.includes(tag) ? 'control' : 'page';
}

// Items above 9 are two digits typed one after the other: 1 goes to the first item at once, and 4
// soon after it to the fourteenth.
const second_digit_within_ms = 1_000;

export interface Typed {
  number: number;
  at_ms: number;
}

export function typed_number(
  before: Typed | null,
  digit: number,
  at_ms: number,
  max: number,
): Typed | null {
  const soon = before !== null && at_ms - before.at_ms <= second_digit_within_ms;
  const both = soon ? before.number * 10 + digit : 0;
  const number = both > 0 && both <= max ? both : digit;
  return number > 0 && number <= max ? { number, at_ms } : null;
}
