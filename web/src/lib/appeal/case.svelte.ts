// The appeal that is open in this browser, as the server last told it. In memory only: what was
// typed is the server's, and the receipt code is for paper.
import { api, type AppealState } from '../api';
import type { Problem } from '../problem';

class Case {
  state = $state<AppealState | null>(null);
  // Why there is none. "no-appeal": nobody made one here.
  problem = $state<Problem | null>(null);
  // Shown until it was typed back, or the page is left.
  receipt = $state<string | null>(null);
  agreed = $state(false);
  // The address typed at the gate.
  email = $state('');

  // Asks again, and keeps what was known where there is no answer.
  async load() {
    const answer = await api.appeal();
    if (answer.ok) this.enter(answer.value);
    else this.#without(answer.problem);
  }

  enter(state: AppealState) {
    this.state = state;
    this.problem = null;
  }

  #without(problem: Problem) {
    this.problem = problem;
    if (problem.slug === 'no-appeal') this.state = this.receipt = null;
  }
}

export const mine = new Case();
