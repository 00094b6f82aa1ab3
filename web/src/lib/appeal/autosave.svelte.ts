// Keeps a form as it is typed: a moment after the last letter, one request at a time, the newest
// always last.
import type { Answer } from '../answer';
import type { Problem } from '../problem';

export const pause_ms = 800;

export class AutoSave<Value, Kept> {
  // When it was last kept; null: not since it changed.
  saved_at = $state<Date | null>(null);
  saving = $state(false);
  problem = $state<Problem | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly save: (value: Value) => Promise<Answer<Kept>>,
    readonly onkept: (kept: Kept) => void = () => undefined,
  ) {}

  change(value: Value) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(value), pause_ms);
  }

  // At once, after what is on its way.
  flush(value: Value): Promise<Answer<Kept>> {
    clearTimeout(this.#timer);
    const next = this.#last.then(() => this.#keep(value));
    this.#last = next;
    return next;
  }

  async #keep(value: Value): Promise<Answer<Kept>> {
    this.saving = true;
    const answer = await this.save(value);
    this.saving = false;
    this.problem = answer.ok ? null : answer.problem;
    this.saved_at = answer.ok ? new Date() : null;
    if (answer.ok) this.onkept(answer.value);
    return answer;
  }
}
