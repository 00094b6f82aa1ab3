// Sends the parts of a recording in their order, while it still records. What does not arrive is
// sent again; a part that the server refuses ends it.
import type { Answer } from '../answer';
import type { Problem } from '../problem';

type Send = (n: number, chunk: Blob) => Promise<Answer<unknown>>;
type Wait = (ms: number) => Promise<void>;

export const tries_max = 6;
const first_wait_ms = 500;

// Worth another try: no answer, a server that is busy or gone for the moment, or too much at once.
export function passes_by(problem: Problem): boolean {
  return problem.status === 0 || problem.status === 408 || problem.status === 429
    ? true
    : problem.status >= 500;
}

export class ChunkQueue {
  sent = 0;
  // How many there are so far.
  total = 0;
  #chunks: Blob[] = [];
  #problem: Problem | null = null;
  #sending: Promise<void> = Promise.resolve();

  constructor(
    readonly send: Send,
    readonly wait: Wait,
    // After each step forward.
    readonly onstep: (sent: number, total: number) => void = () => undefined,
  ) {}

  // Empty ones are what some browsers give at the end.
  add(chunk: Blob) {
    if (chunk.size === 0 || this.#problem) return;
    const n = this.total;
    this.#chunks[n] = chunk;
    this.total += 1;
    this.onstep(this.sent, this.total);
    this.#sending = this.#sending.then(() => this.#deliver(n, chunk));
  }

  // When all that was added has arrived, or why it has not.
  async done(): Promise<Problem | null> {
    await this.#sending;
    return this.#problem;
  }

  // All of it, for looking at it here.
  recording(type: string): Blob {
    return new Blob(this.#chunks, { type });
  }

  async #deliver(n: number, chunk: Blob) {
    for (let tries = 1; !this.#problem; tries += 1) {
      const answer = await this.send(n, chunk);
      if (answer.ok) {
        this.sent += 1;
        this.onstep(this.sent, this.total);
        return;
      }
      if (tries === tries_max || !passes_by(answer.problem)) this.#problem = answer.problem;
      else await this.wait(first_wait_ms * 2 ** (tries - 1));
    }
  }
}
