// A server in memory that keeps what it is given in order, and can be made to lie. The rules of
// src/sync/ that a device must live with, and no others.
import { after, no_chain } from './chain.ts';
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

// What a backup holds.
export interface Backup {
  head: string;
  rows: Row[];
  mark: JsonObject | null;
}

export class ServerDouble implements Backup {
  head = '';
  rows: Row[] = [];
  mark: JsonObject | null = null;
  entries_max = 10_000;
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

  backup = (): Backup => ({ head: this.head, rows: [...this.rows], mark: this.mark });
  restore = (backup: Backup) => void Object.assign(this, { ...backup, rows: [...backup.rows] });

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
    const signer = asked.headers['Sparekey-Device']!;
    const behind = /\/changes\/(\d+)$/.exec(path);
    if (behind) return this.#changes(Number(behind[1]));
    if (method === 'GET') {
      return good({ head: this.head, seq: this.rows.length, mark: this.mark });
    }
    const body = parse_json(asked.body, 8) as JsonObject;
    return path.endsWith('/entries') ? this.#push(body, signer) : this.#publish(body, signer);
  }

  // The running digest is the server's, too: a mark of another history is not kept.
  #is_of(rows: Row[], mark: JsonObject): boolean {
    const end = rows.reduce((chain, { seq, id, revision, sealed }) => {
      const seal_digest = sha256(parse_base64url(sealed)!);
      return after(chain, { seq, id, revision, seal_digest })!;
    }, no_chain());
    return text_at(mark, 'digest') === to_base64url(end.digest);
  }

  #publish(body: JsonObject, signer: string): Reply {
    const mark = own(body, 'mark');
    const seq = is_object(mark) ? number_at(mark, 'seq') : 0;
    if (seq !== this.rows.length) return problem(409, 'vault-moved');
    if (is_object(mark) && !this.#is_of(this.rows, mark)) return problem(422, 'vault-unfit');
    const next = text_at(body, 'head');
    const named = parse_roster(document_of(next).header.roster.text)!;
    const is_same = named.number === this.roster.number;
    if (!is_same && named.number !== this.roster.number + 1) return problem(409, 'vault-changed');
    if (named.epoch > this.roster.epoch && own(body, 'new_passphrase') !== true) {
      return problem(422, 'vault-unfit');
    }
    this.head = next;
    if (is_object(mark)) this.mark = { ...mark, signer };
    return { status: 204, slug: '', body: {} };
  }

  #changes(behind: number): Reply {
    const changes = this.rows.slice(behind, behind + page_max).map((row) => ({
      seq: row.seq,
      id: row.id,
      revision: row.revision,
      seal_digest: to_base64url(sha256(parse_base64url(row.sealed)!)),
      record: { epoch: row.epoch, deleted: row.deleted, sealed: row.sealed },
    }));
    const seq = this.rows.length;
    const more = behind + page_max < seq;
    return good({ changes, more, seq, roster_number: this.roster.number, mark: this.mark });
  }

  #push(body: JsonObject, signer: string): Reply {
    const entries = (own(body, 'entries') as Json[]).filter(is_object);
    const has = new Map(this.rows.map(({ id, revision }) => [id, revision]));
    if (entries.some((one) => number_at(one, 'epoch') !== this.roster.epoch)) {
      return problem(409, 'vault-changed');
    }
    for (const one of entries) {
      const current = has.get(text_at(one, 'id')) ?? 0;
      const revision = number_at(one, 'revision');
      if (number_at(one, 'replaces') !== current || revision <= current) {
        return problem(409, 'entry-changed');
      }
      const is_fresh_deletion = current === 0 && own(one, 'deleted') === true;
      if (is_fresh_deletion || revision > current + 1000) return problem(422, 'vault-unfit');
      has.set(text_at(one, 'id'), revision);
    }
    if (has.size > this.entries_max) return problem(409, 'vault-full');
    if (number_at(body, 'after') !== this.rows.length) return problem(409, 'vault-moved');
    const rows = entries.map((one, place) => ({
      seq: this.rows.length + place + 1,
      id: text_at(one, 'id'),
      revision: number_at(one, 'revision'),
      epoch: number_at(one, 'epoch'),
      deleted: own(one, 'deleted') === true,
      sealed: text_at(one, 'sealed'),
    }));
    const mark = own(body, 'mark') as JsonObject;
    if (!this.#is_of([...this.rows, ...rows], mark)) return problem(422, 'vault-unfit');
    this.rows.push(...rows);
    const seq = this.rows.length;
    this.mark = { ...mark, seq, signer };
    return good({ seq, roster_number: this.roster.number });
  }
}
