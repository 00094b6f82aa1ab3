// What this tab knows of the desk: who of the staff is signed in. In memory only.
import { api } from '#lib/api.ts';
import type { DeskState, Staff } from '#lib/api_desk.ts';
import { here } from '#lib/here.svelte.ts';
import type { Problem } from '#lib/problem.ts';

class Desk {
  state = $state<DeskState | null>(null);
  trouble = $state<Problem | null>(null);
  // Where to go once signed in.
  next = $state('/desk');

  get staff(): Staff | null {
    return this.state?.staff ?? null;
  }

  async start() {
    const [site, state] = await Promise.all([api.site(), api.desk_session()]);
    this.trouble = site.ok ? (state.ok ? null : state.problem) : site.problem;
    if (site.ok) here.site = site.value;
    if (state.ok) this.state = state.value;
  }

  enter(state: DeskState) {
    this.state = state;
  }

  leave() {
    this.enter({ signed_in: false, challenge: null, staff: null });
  }
}

export const desk = new Desk();
