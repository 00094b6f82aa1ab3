// The vault of this browser: there is none, it is locked, or it is open. What is open lies in
// memory only; every change is on the disk before anybody sees it.
import { to_text, type DocumentFault, type Server } from '#lib/vault/document.ts';
import type { Entry } from '#lib/vault/entry.ts';
import type { Octets } from '#lib/vault/octets.ts';
import { count_pending } from '#lib/vault/replica.ts';
import { load_sodium, wipe } from '#lib/vault/sodium.ts';
import type { Vault } from '#lib/vault/vault.ts';
import { drawn } from './doing.svelte.ts';
import { handed_over } from './handed.ts';
import * as opening from './opening.ts';
import { erase, keep_for_good, load, note, save } from './store.ts';

export const locks_after_ms = 5 * 60_000;
const looks_every_ms = 5_000;
const tries_max = 8;

export interface Row {
  id: string;
  entry: Entry;
}

// 'no_storage': this browser keeps nothing for this site. A fault: what it keeps cannot be read.
export type Status = 'starting' | 'no_storage' | 'none' | 'locked' | 'open' | 'damaged';

class Holder {
  status = $state<Status>('starting');
  rows = $state.raw<Row[]>([]);
  unreadable = $state(0);
  drilled = $state({ at: 0, entries: 0 });
  fault = $state<opening.OpenFault | null>(null);
  // Why it is locked, where nobody asked for it.
  locked_because = $state<'time' | 'elsewhere' | null>(null);
  // What the Security centre handed over, until it is added or put away.
  handed = $state.raw<string | null>(null);
  // What was just deleted, for the way back.
  deleted = $state.raw<{ id: string; name: string } | null>(null);
  // Whether the newest writing is in a file somewhere else, too.
  is_copied = $state(true);
  // Where it syncs, how many changes wait for that, and when none did.
  server = $state.raw<Server | null>(null);
  waiting = $state(0);
  synced_at = $state(0);
  // Whoever syncs hears of every change, of this tab or another.
  onchange: () => void = () => undefined;
  onopen: () => void = () => undefined;

  #vault: Vault | null = null;
  #wrapping: Octets | null = null;
  #text = '';
  #stamp = 0;
  #copied = 0;
  #active = 0;
  #others = new BroadcastChannel('sparekey-authenticator');

  // The opened vault, for reading. Changes go through change().
  get vault(): Vault {
    if (!this.#vault) throw new Error('the vault is open where this is asked for');
    return this.#vault;
  }

  get opened(): opening.Opened | null {
    return this.#vault && this.#wrapping && { vault: this.#vault, wrapping: this.#wrapping };
  }

  // The sealed file, as it was last read.
  get text(): string {
    return this.#text;
  }

  async start() {
    this.#others.onmessage = (event) => this.#heard(event.data);
    setInterval(() => this.look_at_clock(), looks_every_ms);
    try {
      await this.#read();
    } catch {
      this.status = 'no_storage';
      return;
    }
    this.status = this.#stamp === 0 ? 'none' : 'locked';
  }

  async #read() {
    const kept = await load();
    this.#text = kept?.text ?? '';
    this.#stamp = kept?.stamp ?? 0;
    this.#copied = kept?.copied ?? 0;
    this.synced_at = kept?.synced ?? 0;
  }

  take_fragment() {
    const uri = handed_over(location.hash);
    if (uri === null) return;
    history.replaceState(history.state, '', location.pathname);
    this.handed = uri;
  }

  // Whoever does something keeps it open.
  note_activity() {
    this.#active = Date.now();
  }

  look_at_clock() {
    if (this.status !== 'open' || Date.now() - this.#active < locks_after_ms) return;
    this.lock('time');
  }

  lock(because: 'time' | null = null) {
    if (this.status !== 'open') return;
    this.#forget();
    this.locked_because = because;
    this.#others.postMessage('locked');
  }

  #forget() {
    for (const key of this.#vault?.keys.all.values() ?? []) wipe(key);
    if (this.#wrapping) wipe(this.#wrapping);
    this.#vault = null;
    this.#wrapping = null;
    this.rows = [];
    this.deleted = null;
    this.status = 'locked';
  }

  async #heard(what: 'changed' | 'locked' | 'erased') {
    if (what === 'locked' && this.status === 'open') {
      this.#forget();
      this.locked_because = 'elsewhere';
    }
    if (what === 'erased') location.reload();
    if (what !== 'changed') return;
    if (this.status === 'open') await this.#reload();
    else if (this.status !== 'starting') {
      await this.#read();
      if (this.status === 'none') this.status = 'locked';
    }
  }

  #show() {
    const { vault } = this;
    this.rows = vault.entries();
    this.unreadable = vault.unreadable();
    this.drilled = { at: vault.drilled, entries: vault.drilled_entries };
    this.is_copied = this.rows.length === 0 || this.#copied === this.#stamp;
    this.server = vault.server;
    this.waiting = count_pending(vault);
    this.onchange();
  }

  #enter({ vault, wrapping }: opening.Opened) {
    this.#vault = vault;
    this.#wrapping = wrapping;
    this.note_activity();
    this.locked_because = null;
    this.#show();
    this.status = 'open';
    this.onopen();
  }

  // What another tab wrote. Where it took another passphrase, this one is locked.
  async #reload() {
    await this.#read();
    const vault = this.#wrapping && opening.open_again(this.#text, this.#wrapping);
    if (!vault) {
      this.#forget();
      this.locked_because = 'elsewhere';
      return;
    }
    this.#vault = vault;
    this.#show();
  }

  async #written(vault: Vault): Promise<boolean> {
    const text = to_text(vault.document(Date.now()));
    if (!(await save(text, this.#stamp))) return false;
    this.#text = text;
    this.#stamp += 1;
    this.#others.postMessage('changed');
    return true;
  }

  async #prepared() {
    await load_sodium();
    await drawn();
  }

  async unlock(passphrase: string): Promise<opening.OpenFault | null> {
    await this.#prepared();
    return this.#entered(opening.open(this.#text, passphrase, Date.now()));
  }

  #entered(opened: opening.Opening): opening.OpenFault | null {
    if ('vault' in opened) {
      this.#enter(opened);
      return null;
    }
    if (opened.fault !== 'wrong_passphrase') {
      this.fault = opened.fault;
      this.status = 'damaged';
    }
    return opened.fault;
  }

  // What is in the way of a file, before anybody is asked for its passphrase.
  async look_at_file(text: string): Promise<DocumentFault | null> {
    await load_sodium();
    return opening.fault_of_file(text);
  }

  async look_at_paper(text: string, typed: string): Promise<opening.OpenFault | null> {
    await load_sodium();
    return opening.fault_of_paper(text, typed);
  }

  // The passphrase is forgotten. `text` is the file of this browser, or one from elsewhere.
  async recover(text: string, typed: string, passphrase: string) {
    await this.#prepared();
    return this.#taken(opening.recover(text, typed, passphrase, Date.now()));
  }

  // A file from elsewhere becomes this browser's vault, which has none yet.
  async take_file(text: string, passphrase: string) {
    await this.#prepared();
    return this.#taken(opening.open(text, passphrase, Date.now()));
  }

  async make(passphrase: string, recovery_key: Octets) {
    await this.#prepared();
    return this.#taken(opening.make(passphrase, recovery_key, Date.now()));
  }

  // A vault of other devices, of which this browser is one by now.
  join = (opened: opening.Opened) => this.#taken(opened);

  async #taken(opened: opening.Opening): Promise<opening.OpenFault | 'busy' | null> {
    if ('fault' in opened) return opened.fault;
    if (!(await this.#written(opened.vault))) return 'busy';
    await keep_for_good();
    this.#enter(opened);
    return null;
  }

  // Decides, and writes; where another tab wrote meanwhile, reads and decides again. What cannot be
  // written is as if it had never been.
  async change<T>(decide: (vault: Vault, now: number) => T): Promise<T> {
    if (this.status !== 'open') throw new Error('the vault is open where it is changed');
    for (let tried = 0; tried < tries_max; ++tried) {
      try {
        const result = decide(this.vault, Date.now());
        if (await this.#written(this.vault)) {
          this.#show();
          return result;
        }
      } catch (error) {
        await this.#reload();
        throw error;
      }
      await this.#reload();
    }
    throw new Error('other tabs keep changing the vault');
  }

  async is_passphrase(typed: string): Promise<boolean> {
    await drawn();
    return opening.is_passphrase_of(this.vault, typed);
  }

  async renew_passphrase(passphrase: string) {
    await drawn();
    await this.take_passphrase((vault) => opening.renew_passphrase(vault, passphrase));
  }

  // `decide` gives the new wrapping key.
  async take_passphrase(decide: (vault: Vault) => Octets): Promise<undefined> {
    const before = this.#wrapping;
    await this.change((vault) => {
      this.#wrapping = decide(vault);
    }).catch((error: unknown) => {
      this.#wrapping = before;
      throw error;
    });
  }

  // The whole vault, sealed, for another place.
  copy(): { text: string; name: string } {
    const now = new Date();
    const text = to_text(this.vault.export_document(now.getTime()));
    return { text, name: `sparekey-vault-${now.toISOString().slice(0, 10)}.json` };
  }

  async note_copied() {
    await note({ copied: this.#stamp });
    this.#copied = this.#stamp;
    this.is_copied = true;
  }

  async note_synced(now: number) {
    await note({ synced: now });
    this.synced_at = now;
  }

  // Gone from this browser, for good.
  async erase() {
    await erase();
    this.#others.postMessage('erased');
    location.assign('/authenticator');
  }
}

export const holder = new Holder();
