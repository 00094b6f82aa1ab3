// A device that is in, and another one that asks: whose digits are the same (doc/vault.md, "Letting
// a device in"). Nothing that the server says of it is believed before they were compared.
import { approval_lives_ms, opened_code } from '#lib/vault/approval.ts';
import { is_object, own, type Json, type JsonObject } from '#lib/vault/json.ts';
import type { Header } from '#lib/vault/keys.ts';
import { fits, parse_base64url, to_base64url, type Octets } from '#lib/vault/octets.ts';
import { device_name_octets_max, is_id, type Member } from '#lib/vault/roster.ts';
import { random } from '#lib/vault/sodium.ts';
import { text_at } from '#lib/vault/sync_wire.ts';
import { has_control_characters } from '#lib/vault/text.ts';
import { nonce_octets } from './asking.ts';
import type { SyncFlow } from './sync_flow.ts';
import { refused_by, Stop } from './sync_trouble.ts';

// Who asks, as the server says.
export interface Question {
  device: Member;
  commitment: Octets;
  answered: boolean;
  opened: Octets | null;
}

const octets_at = (from: JsonObject, name: string): Octets | null => {
  const octets = parse_base64url(text_at(from, name));
  return octets?.length === nonce_octets ? octets : null;
};

function parse_question(from: Json | undefined): Question | null {
  if (!is_object(from)) return null;
  const id = own(from, 'device');
  const name = text_at(from, 'name');
  const [box, sign, commitment] = ['box', 'sign', 'commitment'].map((one) => octets_at(from, one));
  const is_name =
    name !== '' && fits(name, device_name_octets_max) && !has_control_characters(name);
  if (!is_id(id) || !is_name || !box || !sign || !commitment) return null;
  const answered = own(from, 'answered') === true;
  const opened = octets_at(from, 'opened');
  return { device: { id, name, keys: { box, sign }, added: 0 }, commitment, answered, opened };
}

// Null where nobody asks.
export async function who_asks(flow: SyncFlow): Promise<Question | null> {
  const reply = await flow.ask('GET', 'approval');
  if (reply.status !== 200) throw new Stop(refused_by(reply));
  const asking = own(reply.body, 'asking');
  const question = parse_question(asking);
  if (!question && asking !== null) throw new Stop({ why: 'lied', how: 'answers' });
  return question;
}

export async function refuse(flow: SyncFlow, { device }: Question): Promise<void> {
  const reply = await flow.ask('DELETE', `approval/waiting/${device.id}`);
  // It asks no more already.
  if (reply.status !== 204 && reply.slug !== 'nobody-asks') throw new Stop(refused_by(reply));
}

// Gives its nonce once, and compares for as long as it lives.
export class Approver {
  readonly #mine = random(nonce_octets);

  constructor(
    readonly question: Question,
    readonly begun: number,
  ) {}

  is_over = (now: number): boolean => now >= this.begun + approval_lives_ms;

  async give_nonce(flow: SyncFlow): Promise<void> {
    const body = { device: this.question.device.id, nonce: to_base64url(this.#mine) };
    const reply = await flow.ask('PUT', 'approval', JSON.stringify(body));
    if (reply.status !== 204) throw new Stop(refused_by(reply));
  }

  // The digits, once the other one has opened its nonce: null until then, 'over' where it asks no
  // more. `known` is this device's own.
  async code(flow: SyncFlow, { vault, roster }: Header): Promise<string | 'over' | null> {
    const { device, commitment } = this.question;
    const now = await who_asks(flow);
    if (now?.device.id !== device.id) return 'over';
    if (!now.opened) return null;
    // What was asked first is what counts: keys, name and commitment.
    const nonces = { opened: now.opened, mine: this.#mine };
    const code = opened_code(vault, device, commitment, nonces, roster);
    if (!code) throw new Stop({ why: 'lied', how: 'other_asker' });
    return code;
  }
}
