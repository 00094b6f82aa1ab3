// The entries of another vault of Sparekey, by its passphrase or its recovery key.
import { drawn } from '#lib/authenticator/doing.svelte.ts';
import { open_other, type OpenFault } from '#lib/authenticator/opening.ts';
import { cloned } from '#lib/vault/entry.ts';
import { load_sodium } from '#lib/vault/sodium.ts';
import type { Read } from './result.ts';

export async function read_vault(
  text: string,
  typed: string,
): Promise<{ read: Read } | { fault: OpenFault | 'nothing' }> {
  await load_sodium();
  await drawn();
  const opened = open_other(text, typed);
  if ('fault' in opened) return opened;
  const read: Read = { entries: [], unread: [], doubts: [] };
  const live = [...opened.vault.items.values()].filter(({ record }) => !record.deleted);
  live.forEach(({ record, entry }, place) => {
    if (entry) read.entries.push({ ...cloned(entry), restored: 0 });
    else read.unread.push({ number: place + 1, name: record.id, reason: { why: 'vault_entry' } });
  });
  return live.length === 0 ? { fault: 'nothing' } : { read };
}
