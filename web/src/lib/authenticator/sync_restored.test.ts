// A server that was brought back from a backup: everything is compared anew, and nothing is lost.
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { history_of, undo_last, version_of } from '#lib/vault/history.ts';
import { head_text } from '#lib/vault/head.ts';
import { set_recovery_key } from '#lib/vault/keys.ts';
import { conflict_tag } from '#lib/vault/merge.ts';
import { to_hex } from '#lib/vault/octets.ts';
import { count_pending } from '#lib/vault/replica.ts';
import { new_recovery_key } from '#lib/vault/recovery_key.ts';
import { load_sodium } from '#lib/vault/sodium.ts';
import { ServerDouble, type Backup } from '#lib/vault/server_double.ts';
import { Vault } from '#lib/vault/vault.ts';
import { document_of, empty_vault, entry, noon } from '#lib/vault/vault_double.ts';
import { to_text } from '#lib/vault/document.ts';
import { Place, remove, second } from './sync_double.ts';
import { may_be_a_backup } from './sync_trouble.ts';

beforeAll(load_sodium);

// Without the text in between, which has tests of its own.
class Quick extends Place {
  override copy(): Vault {
    const keys = { newest: this.vault.keys.newest, all: new Map(this.vault.keys.all) };
    return new Vault(structuredClone(this.vault.document(this.now)), keys);
  }
}

let server: ServerDouble;
let places: Quick[];

function begin(): void {
  server = new ServerDouble();
  const vault = empty_vault();
  set_recovery_key(vault.header, vault.keys, new_recovery_key(), vault.device!);
  const others = [second(vault), second(vault)];
  places = [vault, ...others].map((of) => new Quick(of, server));
  server.head = head_text(vault.header);
}

beforeEach(begin);

// As a person does who was told that the server was brought back.
async function sync_anew(place: Place): Promise<void> {
  const trouble = await place.trouble();
  if (!trouble) return;
  expect(may_be_a_backup(trouble)).toBe(true);
  expect(await place.trouble_of((flow) => flow.compare_anew())).toBeNull();
}

async function settle(rounds = 3): Promise<void> {
  for (let round = 0; round < rounds; ++round) for (const place of places) await sync_anew(place);
  // What was added and deleted before the server heard of it stays where it was.
  const said = (place: Place) =>
    [...place.vault.items.values()]
      .filter(({ record }) => record.synced > 0)
      .map(({ record, entry: now }) => [record.id, record.revision, now?.note, now?.issuer])
      .sort();
  const [first] = places;
  for (const place of places) {
    expect(said(place)).toEqual(said(first!));
    expect(place.vault.chain).toEqual(first!.vault.chain);
    expect(count_pending(place.vault)).toBe(0);
  }
}

const note = (place: Place, id: string, text: string, now = place.now) =>
  place.vault.edit(id, { ...place.vault.find(id)!, note: text }, now);

test('what the backup lacks goes there again, from whoever has it', async () => {
  const [one, other] = places as [Quick, Quick, Quick];
  const id = one.vault.add(entry('A', 'ada'), noon);
  for (const place of places) await place.sync();
  const backup = server.backup();
  note(one, id, 'edited since');
  one.vault.add(entry('B', 'ada'), noon);
  await one.sync();
  other.vault.add(entry('C', 'ada'), noon);
  await other.sync();
  server.restore(backup);
  await settle();
  for (const { vault } of places) {
    expect(vault.entries().map((row) => row.entry.issuer)).toEqual(['A', 'B', 'C']);
    expect(vault.find(id)!.note).toBe('edited since');
    expect(vault.entries().some(({ entry: { tags } }) => tags.includes(conflict_tag))).toBe(false);
  }
});

test('what was deleted since the backup stays deleted', async () => {
  const [one] = places as [Quick];
  const id = one.vault.add(entry('A', 'ada'), noon);
  for (const place of places) await place.sync();
  const backup = server.backup();
  one.vault.remove(id, noon + 1);
  for (const place of places) await place.sync();
  server.restore(backup);
  await settle();
  for (const { vault } of places) expect(vault.find(id)).toBeNull();
});

test('what others did since is taken over what is older here', async () => {
  const [one, other, third] = places as [Quick, Quick, Quick];
  const id = one.vault.add(entry('A', 'ada'), noon);
  for (const place of places) await place.sync();
  const backup = server.backup();
  one.vault.add(entry('B', 'ada'), noon);
  await one.sync();
  await other.sync();
  server.restore(backup);
  note(third, id, 'after the backup', noon + 5);
  await third.sync();
  await settle();
  for (const { vault } of places) {
    expect(vault.find(id)!.note).toBe('after the backup');
    expect(vault.entries().length).toBe(2);
  }
});

test('two edits since are merged, and what is in doubt is kept beside', async () => {
  const [one, , third] = places as [Quick, Quick, Quick];
  const id = one.vault.add(entry('A', 'ada'), noon);
  for (const place of places) await place.sync();
  const backup = server.backup();
  note(one, id, 'before the backup was brought back', noon + 5);
  await one.sync();
  server.restore(backup);
  note(third, id, 'after it', noon + 6);
  await third.sync();
  await settle();
  for (const { vault } of places) {
    const notes = vault.entries().map((row) => row.entry.note);
    expect(notes.sort()).toEqual(['after it', 'before the backup was brought back']);
  }
});

test('an edit that is damaged here is fetched anew, as the server has it', async () => {
  const [one, other] = places as [Quick, Quick, Quick];
  const id = one.vault.add(entry('A', 'ada'), noon);
  for (const place of places) await place.sync();
  note(other, id, 'not sent yet');
  const document = document_of(to_text(other.vault.document(noon)));
  document.records[0]!.sealed = new Uint8Array(296);
  other.vault = new Vault(document, other.vault.keys);
  expect(other.vault.unreadable()).toBe(1);
  await other.flow().compare_anew();
  expect(other.vault.find(id)?.issuer).toBe('A');
});

test('where nothing is known in common, only what the server has now is merged', async () => {
  const [one, other] = places as [Quick, Quick, Quick];
  const id = one.vault.add(entry('A', 'ada'), noon);
  await other.sync();
  for (const text of ['first', 'second']) {
    note(one, id, text, noon + 1000);
    await one.sync();
  }
  await other.sync();
  note(other, id, 'third', noon + 2000);
  other.vault.items.get(id)!.past = [];
  await other.flow().compare_anew();
  const notes = other.vault.entries().map((row) => row.entry.note);
  expect(notes.sort()).toEqual(['second', 'third']);
});

test('a list from before a removal, with the mark of who was removed, is set right', async () => {
  const [one, other, third] = places as [Quick, Quick, Quick];
  third.vault.add(entry('A', 'ada'), noon);
  for (const place of [third, one, other]) await place.sync();
  const backup = server.backup();
  one.vault.add(entry('B', 'ada'), noon);
  await remove(one, third);
  for (const place of [one, other, one]) await place.sync();
  server.restore(backup);
  expect(may_be_a_backup(await one.trouble())).toBe(true);
  const needs = { why: 'needs_passphrase' };
  expect(await one.trouble_of((flow) => flow.compare_anew())).toEqual(needs);
  await one.flow().pull();
  await one.flow().put_head(one.vault.header, 'x');
  places = [one, other];
  await settle();
  expect(other.names()).toEqual(['A (ada)', 'B (ada)']);
  expect(other.vault.header.epoch).toBe(2);
});

test('a revision never falls on a device, so that no other has two under one number', async () => {
  const [one, other] = places as [Quick, Quick, Quick];
  const id = one.vault.add(entry('A', 'ada'), noon);
  await one.sync();
  const backup = server.backup();
  await other.sync();
  for (const text of ['1', '2', '3']) note(one, id, text, noon + 500_000);
  await one.sync();
  server.restore(backup);
  note(other, id, '3', noon + 500_000);
  await other.sync();
  const { revision } = one.vault.items.get(id)!.record;
  await sync_anew(one);
  expect(one.vault.items.get(id)!.record.revision).toBeGreaterThan(revision);
  await settle();
});

// Random histories of three devices, whose server is set back now and then.
class Chance {
  constructor(public seed: number) {}
  below(count: number): number {
    // xorshift32: a history that failed can be run again.
    this.seed ^= this.seed << 13;
    this.seed ^= this.seed >>> 17;
    this.seed ^= this.seed << 5;
    return (this.seed >>> 0) % count;
  }
}

class History {
  readonly chance: Chance;
  readonly secrets = new Set<string>();
  #backup: Backup | null = null;
  #now = noon;
  #next = 0;

  constructor(seed: number) {
    this.chance = new Chance(seed * 2654435761);
  }

  async moment(): Promise<void> {
    const { chance } = this;
    this.#now += 1000 * (chance.below(4) === 0 ? chance.below(7200) : chance.below(20));
    const place = places[chance.below(places.length)]!;
    place.now = this.#now + 1000 * (chance.below(60) - 30);
    const ids = place.vault.entries().map(({ id }) => id);
    const id = ids[chance.below(Math.max(ids.length, 1))];
    const what = chance.below(10);
    if (what <= 1 || !id) this.#add(place);
    else if (what <= 3) note(place, id, `note ${this.#next++}`);
    else if (what === 4) this.#rename(place, id);
    else if (what === 5) place.vault.remove(id, place.now);
    else if (what === 6) undo_last(place.vault, place.now);
    else if (what === 7 && chance.below(3) === 0) this.#set_back();
    else await sync_anew(place);
  }

  #add(place: Place): void {
    const made = entry(`Site ${this.#next++}`, 'ada');
    crypto.getRandomValues(made.key.secret);
    this.secrets.add(to_hex(made.key.secret));
    place.vault.add(made, place.now);
  }

  #rename(place: Place, id: string): void {
    const issuer = `Name ${this.chance.below(5)}`;
    place.vault.edit(id, { ...place.vault.find(id)!, issuer }, place.now);
  }

  #set_back(): void {
    if (this.#backup) server.restore(this.#backup);
    this.#backup = server.backup();
  }

  // Every secret there ever was is live, or in the history of some device.
  check(): void {
    const found = new Set<string>();
    for (const { vault } of places) {
      expect(vault.unreadable()).toBe(0);
      for (const id of vault.items.keys()) {
        for (const { revision } of history_of(vault, id)) {
          const then = version_of(vault, id, revision);
          if (then) found.add(to_hex(then.key.secret));
        }
      }
    }
    for (const secret of this.secrets) expect(found).toContain(secret);
  }
}

const histories = Number(process.env['SPAREKEY_VAULT_HISTORIES'] ?? 60);
const first = Number(process.env['SPAREKEY_VAULT_SEED'] ?? 1);

test(
  `${histories} histories with backups: nothing is lost, one result`,
  { timeout: 600_000 },
  async () => {
    for (let seed = first; seed < first + histories; ++seed) {
      begin();
      const history = new History(seed);
      try {
        for (let n = 5 + history.chance.below(35); n > 0; --n) await history.moment();
        await settle(4);
        history.check();
      } catch (error) {
        const what = error instanceof Error ? error.stack : String(error);
        throw new Error(`SPAREKEY_VAULT_SEED=${seed}: ${what}`, { cause: error });
      }
    }
  },
);
