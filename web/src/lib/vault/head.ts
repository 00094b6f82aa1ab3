// What a server keeps of a vault and can read of it: a vault file without entries.
import { no_chain } from './chain.ts';
import { read_document, to_text } from './document.ts';
import type { Header } from './keys.ts';

export function head_text(header: Header): string {
  const none = { records: [], history: [], device: null, server: null, written: 0 };
  return to_text({ header, chain: no_chain(), ...none, drilled: 0, drilled_entries: 0 });
}

// Null where it is none, or carries what a head has not.
export function parse_head(text: string): Header | null {
  const read = read_document(text);
  if ('fault' in read) return null;
  const { header, records, history } = read.document;
  return records.length === 0 && history.length === 0 ? header : null;
}
