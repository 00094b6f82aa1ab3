// What this tab knows of the desk: who of the staff is signed in, and which case they hold. In
// memory only.
import { api } from '#lib/api.ts';
import type { CaseLine, DeskState, Role, Staff } from '#lib/api_desk.ts';
import { here } from '#lib/here.svelte.ts';
import type { Problem } from '#lib/problem.ts';

class Desk {
  state = $state<DeskState | null>(null);
  trouble = $state<Problem | null>(null);
  // Known from "my work", so that the workbench need not ask again.
  held = $state<CaseLine | null>(null);
  // Where to go once signed in.
  next = $state('/desk');

  get staff(): Staff | null {
    return this.state?.staff ?? null;
  }

  may(...roles: Role[]): boolean {
    return roles.some((role) => this.staff?.roles.includes(role));
  }

  async start() {
    const [site, state] = await Promise.all([api.site(), api.desk_session()]);
    this.trouble = site.ok ? (state.ok ? null : state.problem) : site.problem;
    if (site.ok) here.site = site.value;
    if (state.ok) this.state = state.value;
  }

  enter(state: DeskState) {
    this.state = state;
    if (!state.signed_in) this.held = null;
  }

  leave() {
    this.enter({ signed_in: false, challenge: null, staff: null });
  }
}

export const desk = new Desk();
