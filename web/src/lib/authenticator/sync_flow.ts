// A vault and the server that hands its changes on: what is sent, and what is believed of the
// answers. Nothing of it: every change must be sealed by somebody with the vault's key and be the
// next one, every list of devices must continue the one that is known here, and the newest mark of
// a device must be of the very history that was handed out.
import { is_same_place, no_chain, type Chain } from '#lib/vault/chain.ts';
import { head_text } from '#lib/vault/head.ts';
import { roster_of, type Header } from '#lib/vault/keys.ts';
import type { Octets } from '#lib/vault/octets.ts';
import {
  count_pending,
  draw_near,
  has_too_far,
  is_lie,
  note_sent,
  pending,
  receive,
  type Pending,
  type Received,
} from '#lib/vault/replica.ts';
import { compare_anew } from '#lib/vault/restored.ts';
import { continues } from '#lib/vault/roster.ts';
import {
  first_batch,
  mark_json,
  number_at,
  path_of,
  push_json,
  signed,
  type Method,
  type Reply,
} from '#lib/vault/sync_wire.ts';
import type { Vault } from '#lib/vault/vault.ts';
import type { Send } from './sync_door.ts';
import { fetch_all, type Pulled } from './sync_pull.ts';
import { lied, refused_by, Stop } from './sync_trouble.ts';

export { refused_by, Stop, type Lie, type Trouble } from './sync_trouble.ts';

const rounds_max = 20;
// The last: what this device stands at is not the server's history, as the changes tell.
const others_were_faster = ['vault-moved', 'entry-changed', 'vault-changed', 'vault-unfit'];

export interface Synced {
  sent: number;
  received: number; // Changes that were new here.
  merged: number;
  copies: number; // Kept beside, because they could not be merged.
  unreadable: number; // Sent by a device, and sealed under no key of the vault.
}

// The vault as its holder has it; every step of a sync decides anew on what is there by then.
export interface Held {
  // Null where it is locked by now.
  vault: () => Vault | null;
  wrapping: () => Octets;
  // Decides and writes; throws what `decide` throws, and then nothing was changed.
  change: <T>(decide: (vault: Vault, now: number) => T) => Promise<T>;
  progress: (done: number, of: number) => void;
}

export class SyncFlow {
  readonly done: Synced = { sent: 0, received: 0, merged: 0, copies: 0, unreadable: 0 };
  #clock_off_ms = 0;
  #refusal: Reply | null = null; // What came of the last push.

  constructor(
    readonly held: Held,
    readonly send: Send,
  ) {}

  get #vault(): Vault {
    const vault = this.held.vault();
    if (!vault?.device) throw new Stop({ why: 'locked' });
    return vault;
  }

  async #send_once(method: Method, name: string, body: string): Promise<Reply> {
    const vault = this.#vault;
    const asked = { method, path: path_of(name), body };
    const time_ms = Date.now() + this.#clock_off_ms;
    const reply = await this.send(signed(vault.header.vault, vault.device!, asked, time_ms));
    if (!reply) throw new Stop({ why: 'unreachable' });
    return reply;
  }

  // A wrong clock here must keep nobody from syncing: nothing rests on the time but that a request
  // that was overheard is not good for ever.
  async ask(method: Method, name: string, body = ''): Promise<Reply> {
    const reply = await this.#send_once(method, name, body);
    if (reply.slug !== 'clock-differs') return reply;
    this.#clock_off_ms = number_at(reply.body, 'server_time_ms') - Date.now();
    return this.#send_once(method, name, body);
  }

  #change<T>(decide: (vault: Vault, now: number) => T): Promise<T> {
    if (!this.held.vault()) throw new Stop({ why: 'locked' });
    return this.held.change(decide);
  }

  // Takes what is new and sends what is pending, until both are done. What is pending goes first:
  // where nobody else was faster, that is the only request.
  async sync(): Promise<Synced> {
    const has_some = count_pending(this.#vault) > 0;
    const is_current = has_some && (await this.#push_all());
    return is_current ? this.done : this.#sync_from_pull(has_some);
  }

  // The server was brought back from a backup, and a person knows: everything that it has is joined
  // with what is here, and what it lacks goes there.
  async compare_anew(): Promise<Synced> {
    await this.#pull(true);
    return this.#sync_from_pull(false);
  }

  // `was_refused`: the server says that it has something else than what is known here.
  async #sync_from_pull(was_refused: boolean): Promise<Synced> {
    for (let round = 0; round < rounds_max; ++round) {
      const { is_new, behind } = await this.#pull();
      const offered = await this.#offer(behind);
      if (was_refused && !is_new && !offered) this.#caught();
      if (await this.#push_all()) return this.done;
      was_refused = true;
    }
    throw new Stop({ why: 'busy' });
  }

  // It refused a push, and has nothing new that would say why.
  #caught(): never {
    if (this.#refusal?.slug === 'vault-unfit') throw new Stop(refused_by(this.#refusal));
    return lied('keeps_back');
  }

  // The list and all changes are as at the server, so that another list can be published. What is
  // pending stays here.
  async catch_up(): Promise<void> {
    const { behind } = await this.#pull();
    await this.#offer(behind);
  }

  // Only what is new there: also where the server's list is from before this device's.
  async pull(): Promise<void> {
    await this.#pull();
  }

  // Whether all of it is there, and nothing else was new. A vault that is full takes changes of
  // what it has.
  async #push_all(): Promise<boolean> {
    if (has_too_far(this.#vault)) await this.#change(draw_near);
    const of = count_pending(this.#vault);
    let full: Reply | null = null;
    for (let left = of; left > 0; left = count_pending(this.#vault)) {
      this.held.progress(of - Math.min(left, of), of);
      const owed = pending(this.#vault).filter(({ replaces }) => !full || replaces > 0);
      if (full && owed.length === 0) throw new Stop(refused_by(full));
      const reply = await this.#push(first_batch(owed));
      if (reply === 'moved') return false;
      if (reply !== 'taken' && full) throw new Stop(refused_by(reply));
      if (reply !== 'taken') full = reply;
    }
    return true;
  }

  // 'moved' where others were faster: pull, and send again. Gives the reply where there is no room.
  async #push(batch: Pending[]): Promise<'taken' | 'moved' | Reply> {
    const { header, device, chain } = this.#vault;
    const was = roster_of(header).number;
    const body = push_json(header.vault, device!, chain, batch);
    const reply = await this.ask('PUT', 'entries', JSON.stringify(body));
    this.#refusal = reply;
    if (others_were_faster.includes(reply.slug)) return 'moved';
    if (reply.slug === 'vault-full') return reply;
    if (reply.status !== 200) throw new Stop(refused_by(reply));
    await this.#change((vault) => {
      // Another tab was faster, though only one may sync: it comes with the changes.
      if (!is_same_place(vault.chain, chain)) throw new Stop({ why: 'busy' });
      note_sent(vault, batch);
    });
    this.done.sent += batch.length;
    return number_at(reply.body, 'roster_number') === was ? 'taken' : 'moved';
  }

  // All that is new is fetched and proven, and then taken in one step. `anew`: from the first
  // change, whatever was taken before.
  async #pull(anew = false): Promise<{ is_new: boolean; behind: Header | null }> {
    for (let round = 0; round < rounds_max; ++round) {
      const vault = this.#vault;
      const { chain } = vault;
      const was = vault.header.roster.text;
      const look = (name: string) => this.ask('GET', name);
      const from: Chain = anew ? no_chain() : chain;
      const pulled = await fetch_all(look, vault, from, this.held.progress);
      const { changes, later, behind } = pulled;
      const is_new = changes.length > 0 || later !== null || vault.has_stale();
      if (!is_new && !anew) return { is_new, behind };
      const got = await this.#change((now_held, now) => {
        const is_same = now_held.header.roster.text === was && is_same_place(now_held.chain, chain);
        return is_same ? this.#take(now_held, pulled, anew, now) : null;
      });
      if (!got) continue; // Another tab was faster.
      this.#count(got);
      return { is_new, behind };
    }
    throw new Stop({ why: 'busy' });
  }

  // With the list of devices and the key that the changes are sealed under. Where a device was
  // taken out, and not all is sealed under the later key yet, that is done here, too.
  #take(vault: Vault, { changes, later }: Pulled, anew: boolean, now: number): Received[] {
    if (later) vault.learn(later.header, later.keys, this.held.wrapping());
    const got = anew
      ? compare_anew(vault, changes, now)
      : changes.map((change) => receive(vault, change, now));
    for (const one of got) if (is_lie(one)) lied(one);
    vault.reseal(now);
    return got;
  }

  #count(all: Received[]): void {
    const { done } = this;
    for (const got of all) {
      if (got === 'taken') done.received += 1;
      if (got === 'merged' || got === 'revived') done.merged += 1;
      if (got === 'kept_copy') done.copies += 1;
      if (got === 'unreadable') done.unreadable += 1;
    }
  }

  // The list was changed here, by a new recovery key, before the server heard of it; or the server
  // was set back. A list from before a removal it takes only with another passphrase.
  async #offer(theirs: Header | null): Promise<boolean> {
    if (!theirs) return false;
    const { header } = this.#vault;
    if (!continues(theirs.roster, header.roster)) lied('earlier_devices');
    if (theirs.epoch < header.epoch) throw new Stop({ why: 'needs_passphrase' });
    const { kdf, wrapped } = theirs;
    await this.put_head({ ...header, kdf, wrapped });
    return true;
  }

  // With the mark of where this device stands, which must be where the server does.
  async put_head(header: Header, login_key?: string): Promise<void> {
    for (let round = 0; round < rounds_max; ++round) {
      const { device, chain } = this.#vault;
      const body = {
        head: head_text(header),
        new_passphrase: login_key !== undefined,
        ...(login_key === undefined ? {} : { login_key }),
        mark: mark_json(header.vault, device!, chain),
      };
      const reply = await this.ask('PUT', 'vault', JSON.stringify(body));
      if (reply.status === 204) return;
      const is_mine = reply.slug !== 'vault-moved' && reply.slug !== 'vault-unfit';
      if (is_mine) throw new Stop(refused_by(reply));
      // Where the history is another one, this says so.
      await this.#pull();
      if (reply.slug === 'vault-unfit') throw new Stop(refused_by(reply));
    }
    throw new Stop({ why: 'busy' });
  }
}
