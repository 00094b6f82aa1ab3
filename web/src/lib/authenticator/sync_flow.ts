// A vault and the server that hands its changes on: what is sent, and what is believed of the
// answers. Nothing of it: every change must be sealed by somebody with the vault's key and be the
// next one, and every list of devices must continue the one that is known here.
import { parse_problem, type Problem } from '#lib/problem.ts';
import { head_text } from '#lib/vault/head.ts';
import { newest_key, open_by_device, roster_of, type Header, type Keys } from '#lib/vault/keys.ts';
import { equal, type Octets } from '#lib/vault/octets.ts';
import { count_pending, is_lie, note_sent, pending, receive } from '#lib/vault/replica.ts';
import { continues } from '#lib/vault/roster.ts';
import {
  entries_json,
  first_batch,
  head_of,
  number_at,
  parse_page,
  path_of,
  signed,
  type Method,
  type Page,
  type Reply,
} from '#lib/vault/sync_wire.ts';
import type { Vault } from '#lib/vault/vault.ts';
import type { Send } from './sync_door.ts';

const rounds_max = 1000;

// How a server was caught.
export type Lie =
  | 'answers' // Something that is no answer.
  | 'forgot' // Changes that it had.
  | 'out_of_order' // It left out changes, or handed them out in another order.
  | 'forged' // A change that nobody made.
  | 'went_back' // An earlier state of an entry.
  | 'keeps_back' // It says that there is more, and does not hand it out.
  | 'other_vault'
  | 'devices' // A list that is signed by nobody who may.
  | 'earlier_devices'
  | 'no_key' // The vault's key is not sealed to this device.
  | 'other_key'
  | 'weak_kdf' // It asks for a passphrase that is protected too little.
  | 'other_asker' // The device that asks is not the one that it showed.
  | 'not_let_in' // It says that this device is in, and nobody who may has let it in.
  | 'not_opening'; // What it handed out is not sealed under the passphrase.

export type Trouble =
  | { why: 'unreachable' | 'busy' | 'locked' | 'storage' }
  | { why: 'lied'; how: Lie }
  | { why: 'refused'; slug: string; problem: Problem };

export interface Synced {
  sent: number;
  received: number; // Changes that were new here.
  merged: number;
  copies: number; // Kept beside, because they could not be merged.
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

// Ends a sync: nothing of the step that it comes from is kept.
export class Stop extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble.why);
  }
}

const lied = (how: Lie): never => {
  throw new Stop({ why: 'lied', how });
};

export const refused_by = ({ slug, status, body }: Reply): Trouble => ({
  why: 'refused',
  slug,
  problem: parse_problem(status, body),
});

export class SyncFlow {
  readonly done: Synced = { sent: 0, received: 0, merged: 0, copies: 0 };
  #clock_off_ms = 0;

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
    let is_current = count_pending(this.#vault) > 0 && (await this.#push_all());
    for (let round = 0; !is_current; ++round) {
      if (round === rounds_max) throw new Stop({ why: 'busy' });
      await this.pull();
      await this.#reseal();
      is_current = await this.#push_all();
    }
    return this.done;
  }

  // A device was taken out, and not all is sealed under the later key yet.
  async #reseal(): Promise<void> {
    if (this.#vault.has_stale()) await this.#change((vault, now) => vault.reseal(now));
  }

  // Whether all of it is there, and nothing else was new.
  async #push_all(): Promise<boolean> {
    const of = count_pending(this.#vault);
    for (let left = of; left > 0; left = count_pending(this.#vault)) {
      this.held.progress(of - Math.min(left, of), of);
      if (!(await this.#push())) return false;
    }
    return true;
  }

  // False where others were faster: pull, and send again.
  async #push(): Promise<boolean> {
    const vault = this.#vault;
    const batch = first_batch(pending(vault));
    const was = roster_of(vault.header).number;
    const reply = await this.ask(
      'PUT',
      'entries',
      JSON.stringify({ entries: entries_json(batch) }),
    );
    if (reply.slug === 'entry-changed' || reply.slug === 'vault-changed') return false;
    if (reply.status !== 200) throw new Stop(refused_by(reply));
    const before = number_at(reply.body, 'before');
    const is_next = await this.#change((now_held) => {
      const { seq } = now_held.chain;
      if (before < seq) lied('forgot');
      note_sent(now_held, batch, before);
      return before === seq;
    });
    this.done.sent += batch.length;
    return is_next && number_at(reply.body, 'roster_number') === was;
  }

  async pull(): Promise<void> {
    for (let round = 0; round < rounds_max; ++round) {
      const { seq, digest } = this.#vault.chain;
      const page = await this.#page_after(seq);
      if (page.seq < seq) lied('forgot');
      if (page.changes.length === 0) {
        if (page.seq > seq) lied('keeps_back');
        return;
      }
      this.held.progress(seq, page.seq);
      const is_last = await this.#change((vault, now) => {
        // Another tab was faster.
        if (vault.chain.seq !== seq || !equal(vault.chain.digest, digest)) return false;
        this.#take(vault, page, now);
        return vault.chain.seq >= page.seq;
      });
      if (is_last) return;
    }
    lied('keeps_back');
  }

  // With the list of devices and the key that its changes are sealed under.
  async #page_after(seq: number): Promise<Page> {
    const reply = await this.ask('GET', `changes/${seq}`);
    if (reply.status !== 200) throw new Stop(refused_by(reply));
    const page = parse_page(reply.body);
    if (!page) return lied('answers');
    const { header } = this.#vault;
    const is_later = page.changes.some(({ record }) => record && record.epoch > header.epoch);
    if (is_later || page.roster_number !== roster_of(header).number) await this.follow();
    return page;
  }

  #take(vault: Vault, page: Page, now: number): void {
    const { done } = this;
    for (const change of page.changes) {
      const got = receive(vault, change, now);
      if (is_lie(got)) lied(got);
      if (got === 'taken') done.received += 1;
      if (got === 'merged' || got === 'revived') done.merged += 1;
      if (got === 'kept_copy') done.copies += 1;
    }
  }

  // The list of devices and the vault's key, as they are at the server.
  async follow(): Promise<void> {
    const reply = await this.ask('GET', 'vault');
    if (reply.status !== 200) throw new Stop(refused_by(reply));
    const theirs = head_of(reply.body);
    const vault = this.#vault;
    const mine = vault.header;
    if (!theirs) return lied('answers');
    if (theirs.vault !== mine.vault) lied('other_vault');
    if (number_at(reply.body, 'seq') < vault.chain.seq) lied('forgot');
    if (theirs.roster.text === mine.roster.text) return;
    if (roster_of(theirs).number < roster_of(mine).number) return this.#offer(theirs);
    const keys = this.#keys_of(theirs, vault);
    const was = mine.roster.text;
    await this.#change((held, now) => {
      if (held.header.roster.text !== was) return; // Another tab was faster.
      held.learn(theirs, keys, this.held.wrapping(), now);
    });
  }

  #keys_of(theirs: Header, { header, device, keys }: Vault): Keys {
    if (!continues(header.roster, theirs.roster)) return lied('devices');
    const opened = open_by_device(theirs, device!);
    if (!opened) return lied('no_key');
    const is_same = theirs.epoch !== header.epoch || equal(newest_key(opened), newest_key(keys));
    return is_same ? opened : lied('other_key');
  }

  // The list was changed here, by a new recovery key, before the server heard of it.
  async #offer(theirs: Header): Promise<void> {
    const { header } = this.#vault;
    if (!continues(theirs.roster, header.roster)) lied('earlier_devices');
    const { kdf, wrapped } = theirs;
    await this.put_head({ ...header, kdf, wrapped });
  }

  async put_head(header: Header, login_key?: string): Promise<void> {
    const body = {
      head: head_text(header),
      new_passphrase: login_key !== undefined,
      ...(login_key === undefined ? {} : { login_key }),
    };
    const reply = await this.ask('PUT', 'vault', JSON.stringify(body));
    if (reply.status !== 204) throw new Stop(refused_by(reply));
  }
}
