// When the vault syncs: on opening, after each change, and when this page comes back to the front
// or the network does. One tab at a time.
import { who_asks, type Question } from './approving.ts';
import { holder } from './holder.svelte.ts';
import { send } from './sync_door.ts';
import { Stop, SyncFlow, type Held, type Synced, type Trouble } from './sync_flow.ts';

// Somebody who types changes more than once.
const settles_ms = 1_500;
// Coming back to the front again and again asks no more often.
const fresh_ms = 20_000;
const retry_ms = { first: 30_000, longest: 10 * 60_000 };
const one_tab = 'sparekey-authenticator-sync';

// These do not pass by waiting: a person looks first.
const needs_person = (trouble: Trouble | null): boolean =>
  trouble?.why === 'lied' ||
  trouble?.why === 'needs_passphrase' ||
  (trouble?.why === 'refused' &&
    (trouble.problem.status === 401 || trouble.problem.status === 410));

class Syncing {
  busy = $state(false);
  trouble = $state.raw<Trouble | null>(null);
  progress = $state.raw<{ done: number; of: number } | null>(null);
  last = $state.raw<Synced | null>(null);
  // A device that asks to be let in.
  asking = $state.raw<Question | null>(null);
  // Changes that no key here opens, since the vault was opened.
  unreadable = $state(0);

  #timer: ReturnType<typeof setTimeout> | undefined;
  #retry_ms = retry_ms.first;
  #tried = 0;
  #looked = 0;

  // Whether all that is here is at the server, too.
  get is_safe(): boolean {
    return holder.server !== null && holder.waiting === 0 && this.trouble === null;
  }

  start() {
    holder.onopen = () => {
      this.trouble = null;
      this.unreadable = 0;
      this.#soon(0);
    };
    holder.onchange = () => {
      if (holder.waiting > 0 && !this.busy && !needs_person(this.trouble)) this.#soon(settles_ms);
    };
    addEventListener('online', () => this.#came_back(0));
    addEventListener('focus', () => this.#came_back(fresh_ms));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#came_back(fresh_ms);
    });
  }

  #came_back(fresh: number) {
    if (needs_person(this.trouble) || Date.now() - this.#tried < fresh) return;
    this.#soon(0);
  }

  #soon(wait_ms: number) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.sync(), wait_ms);
  }

  #held: Held = {
    vault: () => (holder.status === 'open' ? (holder.opened?.vault ?? null) : null),
    wrapping: () => holder.opened!.wrapping,
    change: (decide) => holder.change(decide),
    progress: (done, of) => (this.progress = { done, of }),
  };

  flow = () => new SyncFlow(this.#held, send);

  // True when all is as at the server. A second call while one runs waits for its end.
  async sync(): Promise<boolean> {
    if (holder.status !== 'open' || !holder.server) return false;
    const done = await this.alone(async (flow) => this.#note(await flow.sync()));
    await this.#look_who_asks();
    return done;
  }

  // Not after each of somebody's changes; and a server that cannot tell keeps nobody from syncing.
  async #look_who_asks() {
    if (this.trouble || Date.now() - this.#looked < fresh_ms) return;
    this.#looked = Date.now();
    try {
      this.asking = await who_asks(this.flow());
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
    }
  }

  // A person knows that the server was brought back from a backup.
  async compare_anew(): Promise<boolean> {
    if (holder.status !== 'open' || !holder.server) return false;
    return this.alone(async (flow) => this.#note(await flow.compare_anew()));
  }

  #note(done: Synced) {
    this.last = done;
    this.unreadable += done.unreadable;
  }

  // Something with the server that no other tab does at the same time.
  async alone(act: (flow: SyncFlow) => Promise<void>): Promise<boolean> {
    clearTimeout(this.#timer);
    this.busy = true;
    this.trouble = await navigator.locks.request(one_tab, () => this.#tried_to(act));
    this.progress = null;
    this.busy = false;
    this.#tried = Date.now();
    if (this.trouble === null) await this.#note_done();
    else if (!needs_person(this.trouble)) this.#later();
    return this.trouble === null;
  }

  async #tried_to(act: (flow: SyncFlow) => Promise<void>): Promise<Trouble | null> {
    try {
      await act(this.flow());
      return null;
    } catch (error) {
      if (!(error instanceof Stop)) return { why: 'storage' };
      // Locked meanwhile: what is left is done when it is opened.
      return error.trouble.why === 'locked' ? null : error.trouble;
    }
  }

  async #note_done() {
    this.#retry_ms = retry_ms.first;
    if (holder.status !== 'open') return;
    await holder.note_synced(Date.now());
    if (holder.waiting > 0) this.#soon(settles_ms);
  }

  #later() {
    this.#soon(this.#retry_ms);
    this.#retry_ms = Math.min(2 * this.#retry_ms, retry_ms.longest);
  }

  forget() {
    clearTimeout(this.#timer);
    this.trouble = null;
    this.last = null;
    this.asking = null;
    this.unreadable = 0;
  }
}

export const syncing = new Syncing();
