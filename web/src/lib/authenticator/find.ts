// Which entries a person means by what they type.
import { shown_name, type Entry } from '#lib/vault/entry.ts';
import { trim } from '#lib/vault/text.ts';

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();

// Every word must be in the name, the note or a tag; accents and case do not matter.
export function matches(entry: Entry, search: string): boolean {
  const words = plain(trim(search)).split(/\s+/).filter(Boolean);
  const text = plain([shown_name(entry), entry.issuer, entry.note, ...entry.tags].join('\n'));
  return words.every((word) => text.includes(word));
}
