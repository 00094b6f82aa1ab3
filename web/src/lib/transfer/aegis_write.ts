// Entries as a plain vault of Aegis, with what an import from there brought.
import { to_base32 } from '#lib/vault/base32.ts';
import type { Entry } from '#lib/vault/entry.ts';
import { is_object, own, type JsonObject } from '#lib/vault/json.ts';

function entry_json(entry: Entry, uuid_of: (tag: string) => string): JsonObject {
  const { key } = entry;
  const ours = own(entry.extra, 'aegis');
  return {
    uuid: crypto.randomUUID(),
    favorite: false,
    icon: null,
    ...(is_object(ours) ? ours : {}),
    type: key.type,
    name: entry.account,
    issuer: entry.issuer,
    note: entry.note,
    info: {
      secret: to_base32(key.secret),
      algo: key.algorithm,
      digits: key.digits,
      ...(key.type === 'hotp' ? { counter: entry.counter } : { period: key.period_s }),
    },
    groups: entry.tags.map(uuid_of),
  };
}

export function write_aegis(entries: Entry[]): string {
  const groups = new Map<string, string>();
  const uuid_of = (tag: string) => {
    const uuid = groups.get(tag) ?? crypto.randomUUID();
    groups.set(tag, uuid);
    return uuid;
  };
  const db = {
    version: 3,
    entries: entries.map((entry) => entry_json(entry, uuid_of)),
    groups: [...groups].map(([name, uuid]) => ({ uuid, name })),
    icons_optimized: true,
  };
  return JSON.stringify({ version: 1, header: { slots: null, params: null }, db });
}
