// One form's request: busy or not, and what went wrong. Nothing that was typed is kept or lost
// here.
import type { Answer } from './api';
import type { CodeKind } from './messages';
import type { Problem } from './problem';
import { field_of, field_text, type FieldName } from './problem_text';

// Below a second people do not notice; past it they want to see that something goes on.
const slow_ms = 1_000;
// No password takes this long to check: the server is busy, or it hangs.
const late_ms = 8_000;

export class Sending {
  busy = $state(false);
  slow = $state(false);
  late = $state(false);
  problem = $state<Problem | null>(null);

  // The fields of the form, so that an error finds its place.
  constructor(readonly fields: readonly FieldName[] = []) {}

  // The answer's value, or undefined with `problem` set. A form that is busy ignores a second
  // press.
  async run<T>(call: () => Promise<Answer<T>>): Promise<{ value: T } | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.problem = null;
    const timers = [
      setTimeout(() => (this.slow = true), slow_ms),
      setTimeout(() => (this.late = true), late_ms),
    ];
    const answer = await call();
    timers.forEach(clearTimeout);
    this.busy = this.slow = this.late = false;
    if (answer.ok) return { value: answer.value };
    this.problem = answer.problem;
    return undefined;
  }

  at(field: FieldName, code_kind?: CodeKind): string | undefined {
    const { problem } = this;
    return problem && field_of(problem, this.fields) === field
      ? field_text(problem, field, code_kind)
      : undefined;
  }

  // What belongs to no field, and is no question that a dialog asks.
  get above(): Problem | null {
    const { problem } = this;
    if (problem?.slug === 'last-backup-code') return null;
    return problem && field_of(problem, this.fields) === undefined ? problem : null;
  }
}
