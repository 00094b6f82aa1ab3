// Lists of otpauth URIs, one a line: the form that most programs can write; Google's exports among
// them, too.
import type { Entry } from '#lib/vault/entry.ts';
import { is_object, parse_json, type JsonObject } from '#lib/vault/json.ts';
import { read_otpauth, write_otpauth } from '#lib/vault/otpauth.ts';
import { otpauth_of } from '#lib/vault/otpauth_entry.ts';
import { trim } from '#lib/vault/text.ts';
import { Collector } from './draft.ts';
import { is_migration, read_google } from './google.ts';
import { text_at, texts_at, truth_at } from './members.ts';
import { file_depth_max, type Result } from './result.ts';

// The value of Ente's parameter in a URI, which is JSON, percent-encoded.
function code_display(uri: string): JsonObject | null {
  const read = uri.includes('codeDisplay=') ? read_otpauth(uri) : null;
  if (!read || 'fault' in read) return null;
  const [, text = ''] = read.key.extra.find(([name]) => name === 'codeDisplay') ?? [];
  const display = parse_json(text, file_depth_max);
  return is_object(display) ? display : null;
}

function take_line(line: string, collector: Collector): void {
  const beside = code_display(line);
  if (!beside) return collector.take_uri(line);
  if (truth_at(beside, 'trashed')) return collector.refuse('', { why: 'trashed' });
  const tags = texts_at(beside, 'tags');
  if (truth_at(beside, 'pinned')) tags.push('pinned');
  collector.take_uri(line, { note: text_at(beside, 'note'), tags });
}

// Empty lines and those that begin with '#' are passed by.
export function read_uri_list(text: string): Result {
  const collector = new Collector();
  const lines = text
    .split('\n')
    .map(trim)
    .filter((line) => line !== '' && !line.startsWith('#'));
  for (const line of lines) {
    if (!is_migration(line)) take_line(line, collector);
  }
  read_google(lines.filter(is_migration), collector);
  return collector.end();
}

export const write_uri_list = (entries: Entry[]): string =>
  entries.map((entry) => `${write_otpauth(otpauth_of(entry))}\n`).join('');
