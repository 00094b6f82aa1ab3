// Tables: KeePassXC's CSV with its TOTP column, and Bitwarden's with login_totp.
import { lower_ascii, trim } from '#lib/vault/text.ts';
import { Collector, type Draft } from './draft.ts';
import type { Result } from './result.ts';

const columns_max = 100;
const head_max = 4096;

// RFC 4180: quoted fields may hold commas, quotes and line ends. Null where a quote never ends, or
// a row has more than columns_max.
export function parse_csv(text: string): string[][] | null {
  const rows: string[][] = [['']];
  let row = rows[0]!;
  let quoted = false;
  const append = (c: string) => (row[row.length - 1] += c);
  for (let at = 0; at < text.length; ++at) {
    const c = text[at]!;
    if (quoted) {
      const doubled = c === '"' && text[at + 1] === '"';
      if (doubled) ++at;
      if (c === '"' && !doubled) quoted = false;
      else append(c);
    } else if (c === '"' && row.at(-1) === '') {
      quoted = true;
    } else if (c === ',') {
      if (row.length === columns_max) return null;
      row.push('');
    } else if (c === '\n') {
      row = [''];
      rows.push(row);
    } else if (c !== '\r') {
      append(c);
    }
  }
  if (quoted) return null;
  if (row.length === 1 && row[0] === '') rows.pop();
  return rows;
}

type Column = 'totp' | 'name' | 'username' | 'group';
const heads: Record<string, Column> = {
  totp: 'totp',
  login_totp: 'totp',
  title: 'name',
  name: 'name',
  username: 'username',
  login_username: 'username',
  group: 'group',
};

function columns_of(row: string[]): Partial<Record<Column, number>> {
  const columns: Partial<Record<Column, number>> = {};
  row.forEach((head, place) => {
    const column = heads[lower_ascii(trim(head))];
    if (column) columns[column] = place;
  });
  return columns;
}

// Whether the first line has a column for codes.
export function is_csv_with_codes(text: string): boolean {
  const [first = ''] = text.slice(0, head_max).split('\n', 1);
  const [row] = parse_csv(first) ?? [];
  return row !== undefined && row.length > 1 && columns_of(row).totp !== undefined;
}

// Bitwarden Authenticator writes "&amp;" in labels.
const entities: [string, string][] = [
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#39;', "'"],
  ['&amp;', '&'],
];

// What Bitwarden keeps of a code: an otpauth URI, steam://SECRET, or a bare secret.
export function take_bitwarden_totp(
  totp: string,
  name: string,
  username: string,
  collector: Collector,
): void {
  const names = { issuer: name, account: username };
  if (!totp.includes('://')) return collector.take({ ...names, secret: totp });
  // Of a steam://SECRET the names are the item's.
  if (/^steam:\/\//i.test(totp)) {
    return collector.take({ ...names, type: 'steam', secret: totp.slice(8) });
  }
  // Only the label has them, before the first '?'.
  const label_end = totp.includes('?') ? totp.indexOf('?') : totp.length;
  const label = entities.reduce(
    (text, [from, to]) => text.replaceAll(from, to),
    totp.slice(0, label_end),
  );
  collector.take_uri(label + totp.slice(label_end), names);
}

// KeeOtp's query: key=..&size=8&step=25&otpHashMode=Sha256.
function keeotp_draft(text: string): Draft | null {
  if (!text.startsWith('key=')) return null;
  const pairs = text.split('&').map((pair) => {
    const equals = pair.includes('=') ? pair.indexOf('=') : pair.length;
    return [lower_ascii(pair.slice(0, equals)), pair.slice(equals + 1)] as const;
  });
  const at = new Map(pairs);
  const number = (name: string) => {
    const value = at.get(name);
    return value === undefined ? undefined : /^\d{1,7}$/.test(value) ? Number(value) : -1;
  };
  return {
    secret: (at.get('key') ?? '').replace(/[%=].*$/, ''),
    digits: number('size'),
    period: number('step'),
    algorithm: at.get('otphashmode') ?? '',
  };
}

export function read_csv(text: string): Result {
  const rows = parse_csv(text);
  const columns = columns_of(rows?.[0] ?? []);
  if (!rows || columns.totp === undefined) return { fault: 'damaged' };
  const collector = new Collector();
  for (const row of rows.slice(1)) {
    const cell = (column: Column) => row[columns[column] ?? columns_max] ?? '';
    const totp = cell('totp');
    if (trim(totp) === '') continue;
    const names = { issuer: cell('name'), account: cell('username') };
    const keeotp = keeotp_draft(totp);
    if (keeotp) {
      collector.take({ ...keeotp, ...names });
      continue;
    }
    if (columns.group === undefined) {
      take_bitwarden_totp(totp, names.issuer, names.account, collector);
      continue;
    }
    // The group without the root that every database has.
    const tag = cell('group').split('/').slice(1).join('/');
    const more = { ...names, tags: tag ? [tag] : [] };
    if (totp.includes('://')) collector.take_uri(totp, more);
    else collector.take({ ...more, secret: totp });
  }
  return collector.end();
}
