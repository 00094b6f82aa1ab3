// A device that asks and one that is in, over a server that keeps to the steps, and over one that
// puts itself in between.
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { commitment_of } from '#lib/vault/approval.ts';
import { head_text } from '#lib/vault/head.ts';
import { own, parse_json, type Json, type JsonObject } from '#lib/vault/json.ts';
import {
  add_device,
  new_device,
  open_by_device,
  public_keys_of,
  type Keys,
} from '#lib/vault/keys.ts';
import { parse_base64url, to_base64url } from '#lib/vault/octets.ts';
import { random, load_sodium } from '#lib/vault/sodium.ts';
import type { Asked, Reply } from '#lib/vault/sync_wire.ts';
import type { Vault } from '#lib/vault/vault.ts';
import { document_of, empty_vault, noon, wrapping_key } from '#lib/vault/vault_double.ts';
import { Approver, refuse, who_asks } from './approving.ts';
import { Asker } from './asking.ts';
import type { Found } from './sync_account.ts';
import { Stop, SyncFlow, type Trouble } from './sync_flow.ts';

beforeAll(load_sodium);

const good = (body: JsonObject): Reply => ({ status: 200, slug: '', body });
const done: Reply = { status: 204, slug: '', body: {} };
const nobody_asks: Reply = { status: 409, slug: 'nobody-asks', body: {} };

// The steps of src/sync/approval_flow.h.
class Relay {
  head = '';
  asking: JsonObject | null = null;
  answer: string | null = null;
  // What it makes of who asks, for the device that is in.
  lie = (asking: JsonObject): JsonObject => asking;
  is_in = false;
  // What it takes, and does not answer.
  lose = '';

  send = async ({ method, path, body }: Asked): Promise<Reply | null> => {
    const what = `${method} ${path.replace('/api/v1/sync/', '').replace(/[0-9a-f]{32}/, 'DEVICE')}`;
    const sent = (body ? parse_json(body, 4) : {}) as JsonObject;
    const reply = this.#reply(what, sent);
    return what === this.lose ? null : reply;
  };

  #reply(what: string, sent: JsonObject): Reply {
    if (what === 'GET approval') return good({ asking: this.asking && this.lie(this.asking) });
    if (what === 'POST approval') {
      this.asking = { ...sent, answered: false, opened: null };
      return done;
    }
    if (!this.asking) return nobody_asks;
    if (what === 'PUT approval') {
      this.asking['answered'] = true;
      this.answer = own(sent, 'nonce') as string;
    } else if (what === 'POST approval/open') {
      if (this.asking['opened'] !== null) return nobody_asks;
      this.asking['opened'] = own(sent, 'nonce') as Json;
    } else if (what === 'DELETE approval/waiting/DEVICE') {
      this.asking = null;
    } else if (what === 'GET approval/waiting/DEVICE') {
      return good({ answer: this.answer, head: this.is_in ? this.head : null });
    }
    return done;
  }
}

let relay: Relay;
let laptop: Vault;
let flow: SyncFlow;
let found: Found;
let asker: Asker;

const copy = (vault: Vault) => document_of(head_text(vault.header)).header;

async function trouble_of(act: Promise<unknown>): Promise<Trouble | null> {
  try {
    await act;
    return null;
  } catch (error) {
    if (error instanceof Stop) return error.trouble;
    throw error;
  }
}

beforeEach(() => {
  relay = new Relay();
  laptop = empty_vault();
  const held = {
    vault: () => laptop,
    wrapping: () => wrapping_key,
    change: async <T>(decide: (vault: Vault, now: number) => T) => decide(laptop, noon),
    progress: () => undefined,
  };
  flow = new SyncFlow(held, relay.send);
  const keys: Keys = { newest: 1, all: new Map(laptop.keys.all) };
  found = {
    email: 'ada@example.org',
    header: copy(laptop),
    keys,
    wrapping: wrapping_key,
    token: 'token',
    device: new_device(),
  };
  asker = new Asker(found, 'phone', noon, relay.send);
});

// Up to the digits of both.
async function both() {
  await asker.ask();
  const approver = new Approver((await who_asks(flow))!, noon);
  expect(await asker.code()).toBeNull();
  await approver.give_nonce(flow);
  expect(await approver.code(flow, laptop.header)).toBeNull();
  const shown = await asker.code();
  return { approver, shown };
}

test('both come to the same digits, and it is in when the key is sealed to it', async () => {
  const { approver, shown } = await both();
  expect(shown).toMatch(/^\d{8}$/);
  expect(await approver.code(flow, laptop.header)).toBe(shown);
  expect(await asker.let_in()).toBeNull();
  const added = { ...approver.question.device, added: noon };
  expect(add_device(laptop.header, laptop.keys, added, laptop.device!)).toBe(true);
  relay.head = head_text(laptop.header);
  relay.is_in = true;
  const header = (await asker.let_in())!;
  expect(open_by_device(header, found.device)).not.toBeNull();
});

test('a server that puts its own keys in between makes other digits', async () => {
  const mine = { ...new_device(), nonce: random(32) };
  const { box, sign } = public_keys_of(mine);
  relay.lie = (asking) => {
    const member = { id: found.device.id, name: 'phone', keys: { box, sign }, added: 0 };
    const commitment = commitment_of(laptop.header.vault, member, mine.nonce);
    const [its_box, its_sign, shown] = [box, sign, commitment].map(to_base64url) as string[];
    const opened = asking['opened'] === null ? null : to_base64url(mine.nonce);
    const all = { box: its_box!, sign: its_sign!, commitment: shown!, opened };
    return { ...asking, ...all };
  };
  const { approver, shown } = await both();
  expect(await approver.code(flow, laptop.header)).not.toBe(shown);
});

test('keys or a nonce that are swapped after the commitment are noticed', async () => {
  const { approver } = await both();
  const other = to_base64url(random(32));
  relay.lie = (asking) => ({ ...asking, opened: other });
  expect(await trouble_of(approver.code(flow, laptop.header))).toEqual({
    why: 'lied',
    how: 'other_asker',
  });
});

test('another nonce of the device that is in makes other digits', async () => {
  await asker.ask();
  const approver = new Approver((await who_asks(flow))!, noon);
  await approver.give_nonce(flow);
  relay.answer = to_base64url(random(32));
  const shown = await asker.code();
  expect(await approver.code(flow, laptop.header)).not.toBe(shown);
  expect(parse_base64url(relay.answer)).not.toBeNull();
});

test('a server that says it lost the nonce gets no second try with it', async () => {
  await asker.ask();
  const approver = new Approver((await who_asks(flow))!, noon);
  await approver.give_nonce(flow);
  relay.lose = 'POST approval/open';
  expect(await trouble_of(asker.code())).toEqual({ why: 'unreachable' });
  // It knows both nonces by now, and could search for another one that makes any digits.
  relay.lose = '';
  relay.answer = to_base64url(random(32));
  expect(await asker.code()).toBe(await approver.code(flow, laptop.header));
  expect(await asker.code()).toBe(await approver.code(flow, laptop.header));
});

test('a head that names it by nobody who may is not believed', async () => {
  await both();
  relay.head = head_text(laptop.header);
  relay.is_in = true;
  const trouble = await trouble_of(asker.let_in());
  expect(trouble).toEqual({ why: 'lied', how: 'not_let_in' });
});

test('a refusal ends it on both sides, and ten minutes do', async () => {
  const { approver } = await both();
  expect(approver.is_over(noon + 599_999)).toBe(false);
  expect(approver.is_over(noon + 600_000)).toBe(true);
  expect(asker.is_over(noon + 600_000)).toBe(true);
  await refuse(flow, approver.question);
  expect(await approver.code(flow, laptop.header)).toBe('over');
  expect(await trouble_of(asker.let_in())).toMatchObject({ slug: 'nobody-asks' });
  await refuse(flow, approver.question);
});

test('who asks is read with care', async () => {
  await asker.ask();
  relay.lie = (asking) => ({ ...asking, name: 'a\u001bb' });
  expect(await trouble_of(who_asks(flow))).toEqual({ why: 'lied', how: 'answers' });
});
