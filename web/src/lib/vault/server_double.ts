// A server in memory that keeps what it is given in order, and can be made to lie. The rules of
// src/sync/ that a device must live with, and no others.
import { document_of } from './vault_double.ts';
import { is_object, own, parse_json, type Json, type JsonObject } from './json.ts';
import { parse_base64url, to_base64url, utf8 } from './octets.ts';
import { parse_roster } from './roster.ts';
import { is_signed, sha256 } from './sodium.ts';
import { number_at, text_at, type Asked, type Reply } from './sync_wire.ts';

const page_max = 500;
const clock_differs_max_ms = 300_000;

export interface Row {
  seq: number;
  id: string;
  revision: number;
  epoch: number;
  deleted: boolean;
  sealed: string;
}

const problem = (status: number, slug: string, more: JsonObject = {}): Reply => ({
  status,
  slug,
  body: { type: `/errors/${slug}`, ...more },
});
const good = (body: JsonObject): Reply => ({ status: 200, slug: '', body });

export class ServerDouble {
  head = '';
  rows: Row[] = [];
  requests: Asked[] = [];
  // What a test does to an answer, or before one.
  lie: (path: string, reply: Reply) => Reply | null = (_, reply) => reply;
  before: (asked: Asked) => void = () => undefined;
  clock_off_ms = 0;

  // As lib/authenticator/sync_door.ts has it.
  send = async (asked: Asked): Promise<Reply | null> => {
    this.requests.push(asked);
    this.before(asked);
    return this.lie(asked.path, this.#answer(asked));
  };

  get roster() {
    return parse_roster(document_of(this.head).header.roster.text)!;
  }

  #refusal({ method, path, body, headers }: Asked): Reply | null {
    const member = this.roster.devices.find(({ id }) => id === headers['Sparekey-Device']);
    const time = headers['Sparekey-Time'] ?? '';
    const text = `${method}\n${path}\n${time}\n${to_base64url(sha256(utf8(body)))}`;
    const signature = parse_base64url(headers['Sparekey-Signature'] ?? '')!;
    const purpose = 'sparekey-vault-1 request';
    if (!member || !is_signed(member.keys.sign, purpose, text, signature)) {
      return problem(401, 'device-not-accepted');
    }
    const here_ms = Date.now() + this.clock_off_ms;
    return Math.abs(Number(time) - here_ms) > clock_differs_max_ms
      ? problem(401, 'clock-differs', { server_time_ms: here_ms })
      : null;
  }

  #answer(asked: Asked): Reply {
    const refusal = this.#refusal(asked);
    if (refusal) return refusal;
    const { method, path } = asked;
    const after = /\/changes\/(\d+)$/.exec(path);
    if (after) return this.#changes(Number(after[1]));
    if (method === 'GET') return good({ head: this.head, seq: this.rows.length });
    const body = parse_json(asked.body, 8) as JsonObject;
    if (path.endsWith('/entries')) {
      return this.#push((own(body, 'entries') as Json[]).filter(is_object));
    }
    const next = text_at(body, 'head');
    const number = parse_roster(document_of(next).header.roster.text)!.number;
    if (number !== this.roster.number + 1) return problem(409, 'vault-changed');
    this.head = next;
    return { status: 204, slug: '', body: {} };
  }

  #changes(after: number): Reply {
    const changes = this.rows.slice(after, after + page_max).map((row) => ({
      seq: row.seq,
      id: row.id,
      revision: row.revision,
      seal_digest: to_base64url(sha256(parse_base64url(row.sealed)!)),
      record: { epoch: row.epoch, deleted: row.deleted, sealed: row.sealed },
    }));
    return good({ changes, seq: this.rows.length, roster_number: this.roster.number });
  }

  #push(entries: JsonObject[]): Reply {
    const has = new Map(this.rows.map(({ id, revision }) => [id, revision]));
    for (const one of entries) {
      const current = has.get(text_at(one, 'id')) ?? 0;
      if (number_at(one, 'epoch') !== this.roster.epoch) return problem(409, 'vault-changed');
      if (number_at(one, 'replaces') !== current || number_at(one, 'revision') <= current) {
        return problem(409, 'entry-changed');
      }
    }
    const before = this.rows.length;
    for (const one of entries) {
      this.rows.push({
        seq: this.rows.length + 1,
        id: text_at(one, 'id'),
        revision: number_at(one, 'revision'),
        epoch: number_at(one, 'epoch'),
        deleted: own(one, 'deleted') === true,
        sealed: text_at(one, 'sealed'),
      });
    }
    return good({ before, seq: this.rows.length, roster_number: this.roster.number });
  }
}
