// All that is new at the server, fetched and proven before anything of it is kept: every change is
// the next one, the list of devices continues the one that is known, and the newest mark is of the
// very place where the changes end.
import { after, type Chain } from '#lib/vault/chain.ts';
import { is_bound } from '#lib/vault/binding.ts';
import { keys_by_device, roster_of, type Header, type Keys } from '#lib/vault/keys.ts';
import { mark_fault, type Mark } from '#lib/vault/mark.ts';
import { equal } from '#lib/vault/octets.ts';
import { is_any_left_out, type Change } from '#lib/vault/replica.ts';
import { continues, type Member } from '#lib/vault/roster.ts';
import {
  head_of,
  mark_of,
  number_at,
  parse_page,
  type Page,
  type Reply,
} from '#lib/vault/sync_wire.ts';
import type { Vault } from '#lib/vault/vault.ts';
import { lied, refused_by, Stop } from './sync_trouble.ts';

const rounds_max = 1000;
const looks_max = 8;
// More than a vault may have; it waits in memory until it is proven.
const seals_octets_max = 128 * 1024 * 1024;

export type Look = (name: string) => Promise<Reply>;

export interface Pulled {
  changes: Change[];
  // A later list, and the keys that it and this device know; null where there is none.
  later: { header: Header; keys: Keys } | null;
  behind: Header | null; // The server's list, where it is an earlier one than this device's.
}

// The keys of a list that continues `known`; those that are known already must be the same.
function keys_of(theirs: Header, known: Header, keys: Keys, vault: Vault): Keys {
  if (!continues(known.roster, theirs.roster)) return lied('devices');
  const found = keys_by_device(theirs, vault.device!);
  if ('fault' in found) return lied(found.fault === 'changed' ? 'changed' : 'no_key');
  const { newest, all } = found.keys;
  for (const [epoch, key] of all) {
    const mine = keys.all.get(epoch);
    if (mine && !equal(mine, key)) return lied('other_key');
  }
  return { newest, all: new Map([...keys.all, ...all]) };
}

class Pull implements Pulled {
  readonly changes: Change[] = [];
  later: Pulled['later'] = null;
  behind: Header | null = null;
  #number: number; // Of the list that the server had when it was last looked at.
  #octets = 0;
  #looks = 0;
  #has_later_epoch = false;

  constructor(
    readonly vault: Vault,
    public chain: Chain,
  ) {
    this.#number = roster_of(vault.header).number;
  }

  get #header(): Header {
    return this.later?.header ?? this.vault.header;
  }

  get #keys(): Keys {
    return this.later?.keys ?? this.vault.keys;
  }

  take(page: Page): void {
    if (page.seq < this.chain.seq) lied('forgot');
    if (page.changes.length === 0 && page.seq > this.chain.seq) lied('keeps_back');
    for (const change of page.changes) {
      this.chain = after(this.chain, change.link) ?? lied('out_of_order');
      this.#octets += change.record?.sealed.length ?? 0;
      if ((change.record?.epoch ?? 0) > this.#keys.newest) this.#has_later_epoch = true;
      this.changes.push(change);
    }
    if (this.#octets > seals_octets_max) lied('answers');
  }

  // Another list than the one that is known, or something that only a later one can explain. Once
  // more for each; then what cannot be explained is what it is.
  wants_head({ roster_number, mark }: Page): boolean {
    if (this.#looks === looks_max) return false;
    if (roster_number !== this.#number) return true;
    if (this.#looks > 0) return false;
    return this.#has_later_epoch || this.#fault_of(mark) === 'stranger';
  }

  look_at(theirs: Header | null): void {
    this.#looks += 1;
    if (!theirs) return lied('answers');
    const known = this.#header;
    if (theirs.vault !== known.vault) return lied('other_vault');
    const [{ number }, mine] = [roster_of(theirs), roster_of(known)];
    this.#number = number;
    this.behind = number < mine.number ? theirs : null;
    if (this.behind || theirs.roster.text === known.roster.text) return;
    this.later = { header: theirs, keys: keys_of(theirs, known, this.#keys, this.vault) };
  }

  // Whose marks count: devices of the list that is known, and of an earlier one that a server was
  // set back to, if somebody with the vault's key made it.
  get #devices(): Member[] {
    const { devices } = roster_of(this.#header);
    const key = this.behind && this.#keys.all.get(this.behind.epoch);
    const is_ours = this.behind && key && is_bound(this.behind, key);
    return is_ours ? [...devices, ...roster_of(this.behind!).devices] : devices;
  }

  #fault_of = (mark: Mark | null) =>
    mark_fault(mark, this.vault.header.vault, this.chain, this.#devices);

  prove(mark: Mark | null): void {
    const fault = this.#fault_of(mark);
    if (fault) lied(fault === 'stranger' ? 'mark' : fault);
    if (is_any_left_out(this.changes)) lied('left_out');
  }
}

async function page_after(look: Look, seq: number): Promise<Page> {
  const reply = await look(`changes/${seq}`);
  if (reply.status !== 200) throw new Stop(refused_by(reply));
  return parse_page(reply.body) ?? lied('answers');
}

// Gives the newest mark, and whether there are changes that were not fetched yet.
async function look_at_head(look: Look, pull: Pull) {
  const { status, body, ...reply } = await look('vault');
  if (status !== 200) throw new Stop(refused_by({ status, body, ...reply }));
  pull.look_at(head_of(body));
  const mark = mark_of(body);
  const seq = number_at(body, 'seq');
  if (mark === undefined) return lied('answers');
  if (seq < pull.chain.seq) lied('forgot');
  return { mark, is_moved: seq > pull.chain.seq };
}

// Everything behind `from`. Nothing is changed here.
export async function fetch_all(
  look: Look,
  vault: Vault,
  from: Chain,
  progress: (done: number, of: number) => void,
): Promise<Pulled> {
  const pull = new Pull(vault, from);
  for (let round = 0; round < rounds_max; ++round) {
    const page = await page_after(look, pull.chain.seq);
    pull.take(page);
    if (page.changes.length > 0) progress(pull.chain.seq, page.seq);
    if (pull.chain.seq < page.seq) continue;
    let { mark } = page;
    if (pull.wants_head(page)) {
      const head = await look_at_head(look, pull);
      if (head.is_moved) continue;
      mark = head.mark;
    }
    pull.prove(mark);
    return pull;
  }
  throw new Stop({ why: 'busy' });
}
