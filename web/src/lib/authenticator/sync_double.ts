// What the tests of syncing share: devices of one vault, each with a disk of its own.
import { head_text } from '#lib/vault/head.ts';
import { shown_name } from '#lib/vault/entry.ts';
import { is_object, own, type JsonObject } from '#lib/vault/json.ts';
import {
  add_device,
  new_device,
  new_kdf,
  open_by_device,
  open_by_passphrase,
  public_keys_of,
  remove_device,
  set_recovery_key,
  type Device,
} from '#lib/vault/keys.ts';
import { new_recovery_key } from '#lib/vault/recovery_key.ts';
import { ServerDouble } from '#lib/vault/server_double.ts';
import type { Reply } from '#lib/vault/sync_wire.ts';
import { to_text } from '#lib/vault/document.ts';
import { Vault } from '#lib/vault/vault.ts';
import { document_of, empty_vault, entry, noon, wrapping_key } from '#lib/vault/vault_double.ts';
import { Stop, SyncFlow, type Trouble } from './sync_flow.ts';

// A browser that holds a vault: what a step decides is kept when it ends well, as on a disk.
export class Place {
  now = noon;

  constructor(
    public vault: Vault,
    readonly server: ServerDouble,
  ) {}

  copy(): Vault {
    const keys = { newest: this.vault.keys.newest, all: new Map(this.vault.keys.all) };
    return new Vault(document_of(to_text(this.vault.document(this.now))), keys);
  }
  held = {
    vault: () => this.vault,
    wrapping: () => wrapping_key,
    change: async <T>(decide: (vault: Vault, now: number) => T): Promise<T> => {
      const next = this.copy();
      const result = decide(next, this.now);
      this.vault = next;
      return result;
    },
    progress: () => undefined,
  };
  flow = () => new SyncFlow(this.held, this.server.send);
  sync = () => this.flow().sync();
  trouble = () => this.trouble_of((flow) => flow.sync());

  async trouble_of(act: (flow: SyncFlow) => Promise<unknown>): Promise<Trouble | null> {
    try {
      await act(this.flow());
      return null;
    } catch (error) {
      if (error instanceof Stop) return error.trouble;
      throw error;
    }
  }
  names = () => this.vault.entries().map((row) => shown_name(row.entry));
  said = () => [...this.vault.items].map(([id, { record }]) => [id, record.revision]).sort();
  // What the disk says, opened as after a reload.
  reopened(): Vault {
    const document = document_of(to_text(this.vault.document(this.now)));
    return new Vault(document, open_by_passphrase(document.header, wrapping_key)!);
  }
}

// Another device, let in by this one.
export function second(vault: Vault, device: Device = new_device()): Vault {
  const keys = public_keys_of(device);
  const added = { id: device.id, name: 'second', keys, added: noon };
  if (!add_device(vault.header, vault.keys, added, vault.device!)) throw new Error('no room');
  const { header } = document_of(head_text(vault.header));
  return Vault.make(header, open_by_device(header, device)!, device, noon);
}

const changes_of = ({ body }: Reply): JsonObject[] => {
  const all = own(body, 'changes');
  return Array.isArray(all) ? all.filter(is_object) : [];
};

// A lie about what is in a page of changes.
export const in_changes =
  (act: (changes: JsonObject[], body: JsonObject) => JsonObject[]) =>
  (path: string, reply: Reply): Reply =>
    path.includes('/changes/')
      ? { ...reply, body: { ...reply.body, changes: act(changes_of(reply), reply.body) } }
      : reply;

// About the head that is handed out.
export const in_head =
  (act: (head: JsonObject) => JsonObject) =>
  (path: string, reply: Reply): Reply =>
    path.endsWith('/vault') && typeof reply.body['head'] === 'string'
      ? {
          ...reply,
          body: {
            ...reply.body,
            head: JSON.stringify(act(JSON.parse(reply.body['head']) as JsonObject)),
          },
        }
      : reply;

// Three devices of one vault that a server has, and the recovery key on paper.
export function three() {
  const server = new ServerDouble();
  const paper = new_recovery_key();
  const vault = empty_vault();
  set_recovery_key(vault.header, vault.keys, paper, vault.device!);
  const [b, c] = [second(vault), second(vault)];
  const [one, other, third] = [
    new Place(vault, server),
    new Place(b, server),
    new Place(c, server),
  ];
  server.head = head_text(vault.header);
  return { server, paper, one, other, third };
}

export const add = (place: Place, ...names: string[]): string[] =>
  names.map((name) => place.vault.add(entry(name, 'ada'), noon));

// The first of them adds it, and all know it.
export async function all_have(places: Place[], ...names: string[]): Promise<string[]> {
  const ids = add(places[0]!, ...names);
  for (const place of places) await place.sync();
  return ids;
}

export const saved = (place: Place): string => to_text(place.vault.document(noon));

// At the server, by a device that stays. It comes here with the next sync.
export async function remove(by: Place, removed: Place): Promise<void> {
  await by.flow().catch_up();
  const { header, keys, device } = by.copy();
  remove_device(header, keys, removed.vault.device!.id, new_kdf(), wrapping_key, device!);
  await by.flow().put_head(header, 'x');
}
