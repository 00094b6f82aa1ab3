// What travels between a device and the server, octet for octet: signed requests, changes, heads.
// doc/vault.md has it for whoever writes another one. Everything that comes is anybody's.
import { parse_head } from './head.ts';
import { is_object, own, parse_json, type Json, type JsonObject } from './json.ts';
import { signing_of, type Device, type Header } from './keys.ts';
import { parse_base64url, to_base64url, utf8 } from './octets.ts';
import type { Chain } from './chain.ts';
import { sign_mark, type Mark } from './mark.ts';
import { chain_with, type Change, type Pending } from './replica.ts';
import { is_id, is_natural } from './roster.ts';
import { sha256, sign } from './sodium.ts';

const request_purpose = 'sparekey-vault-1 request';
const answer_depth_max = 8;
const digest_octets = 32;
const push_entries_max = 500;
const push_octets_max = 700 * 1024;

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

export interface Asked {
  method: Method;
  path: string;
  body: string; // Empty of a GET.
  headers: Record<string, string>;
}

export interface Reply {
  status: number;
  slug: string; // Of a problem, else empty.
  body: JsonObject;
}

// The last part of a problem's type, "/errors/<slug>".
export function parse_reply(status: number, text: string): Reply | null {
  if (text === '') return { status, slug: '', body: {} };
  const body = parse_json(text, answer_depth_max);
  if (!is_object(body)) return null;
  const type = own(body, 'type');
  const slug = status >= 400 && typeof type === 'string' ? (type.split('/').pop() ?? '') : '';
  return { status, slug, body };
}

export const text_at = (from: JsonObject, name: string): string => {
  const value = own(from, name);
  return typeof value === 'string' ? value : '';
};

export const number_at = (from: JsonObject, name: string): number => {
  const value = own(from, name);
  return is_natural(value) ? value : 0;
};

export const path_of = (name: string): string => `/api/v1/sync/${name}`;

// What nobody signs yet: who asks is not one of the vault's devices, or there is none.
const bearer = (token: string): Record<string, string> =>
  token ? { Authorization: `Bearer ${token}` } : {};

export const unsigned = (name: string, body: JsonObject, token = ''): Asked => ({
  method: 'POST',
  path: path_of(name),
  body: JSON.stringify(body),
  headers: bearer(token),
});

export const unsigned_look = (name: string, token: string): Asked => ({
  method: 'GET',
  path: path_of(name),
  body: '',
  headers: bearer(token),
});

// A device says who it is by signing method, path, time and body.
export function signed(
  vault: string,
  device: Device,
  { method, path, body }: Omit<Asked, 'headers'>,
  time_ms: number,
): Asked {
  const text = `${method}\n${path}\n${time_ms}\n${to_base64url(sha256(utf8(body)))}`;
  const headers = {
    'Sparekey-Vault': vault,
    'Sparekey-Device': device.id,
    'Sparekey-Time': String(time_ms),
    'Sparekey-Signature': to_base64url(sign(signing_of(device), request_purpose, text)),
  };
  return { method, path, body, headers };
}

const entry_json = ({ replaces, record }: Pending): JsonObject => ({
  id: record.id,
  replaces,
  revision: record.revision,
  epoch: record.epoch,
  deleted: record.deleted,
  sealed: to_base64url(record.sealed),
});

// Changes behind `after`, which is where this device stands, with the mark of where it stands then.
export function push_json(
  vault: string,
  device: Device,
  after: Chain,
  entries: Pending[],
): JsonObject {
  const then = chain_with(after, entries);
  return {
    after: after.seq,
    entries: entries.map(entry_json),
    mark: {
      digest: to_base64url(then.digest),
      signature: to_base64url(sign_mark(device, vault, then)),
    },
  };
}

// Of where this device stands; null before the first change.
export function mark_json(vault: string, device: Device, chain: Chain): JsonObject | null {
  if (chain.seq === 0) return null;
  const digest = to_base64url(chain.digest);
  return { seq: chain.seq, digest, signature: to_base64url(sign_mark(device, vault, chain)) };
}

const json_overhead = 200;
const octets_of = ({ record }: Pending): number =>
  Math.ceil((record.sealed.length * 4) / 3) + json_overhead;

// As many as one request takes.
export function first_batch(all: Pending[]): Pending[] {
  let octets = 0;
  const fits = (one: Pending) => {
    const before = octets;
    octets += octets_of(one);
    return before < push_octets_max;
  };
  const end = all.findIndex((one) => !fits(one));
  return all.slice(0, Math.min(end < 0 ? all.length : end, push_entries_max));
}

function parse_change(from: Json): Change | null {
  if (!is_object(from)) return null;
  const id = own(from, 'id');
  const seal_digest = parse_base64url(text_at(from, 'seal_digest'));
  if (!is_id(id) || seal_digest?.length !== digest_octets) return null;
  const revision = number_at(from, 'revision');
  const link = { seq: number_at(from, 'seq'), id, revision, seal_digest };
  const its = own(from, 'record');
  if (!is_object(its)) return { link, record: null };
  const deleted = own(its, 'deleted');
  const sealed = parse_base64url(text_at(its, 'sealed'));
  if (typeof deleted !== 'boolean' || !sealed) return null;
  const notes = { changed: 0, synced: 0, undone: false };
  const epoch = number_at(its, 'epoch');
  return { link, record: { id, revision, epoch, deleted, sealed, ...notes } };
}

// Undefined where it is none, null where there is none yet.
export function mark_of(body: JsonObject): Mark | null | undefined {
  const from = own(body, 'mark');
  if (from === null) return null;
  if (!is_object(from)) return undefined;
  const signer = own(from, 'signer');
  const digest = parse_base64url(text_at(from, 'digest'));
  const signature = parse_base64url(text_at(from, 'signature'));
  if (!is_id(signer) || digest?.length !== digest_octets || !signature) return undefined;
  return { seq: number_at(from, 'seq'), digest, signer, signature };
}

export interface Page {
  changes: Change[];
  seq: number; // Of the last change that the server has.
  roster_number: number;
  mark: Mark | null;
}

// Null where the answer is none.
export function parse_page(body: JsonObject): Page | null {
  const from = own(body, 'changes');
  const mark = mark_of(body);
  if (!Array.isArray(from) || mark === undefined) return null;
  const changes = from.map(parse_change);
  if (!changes.every((change) => change !== null)) return null;
  const roster_number = number_at(body, 'roster_number');
  return { changes, seq: number_at(body, 'seq'), roster_number, mark };
}

export const head_of = (body: JsonObject): Header | null => parse_head(text_at(body, 'head'));
