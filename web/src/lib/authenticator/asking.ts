// This browser asks a device that is in to let it in (doc/vault.md, "Letting a device in"). What
// the server says is believed when the digits were compared, and when the key was sealed to it.
import { approval_code, approval_lives_ms, commitment_of, let_in_by } from '#lib/vault/approval.ts';
import type { Header } from '#lib/vault/keys.ts';
import { parse_base64url, to_base64url, type Octets } from '#lib/vault/octets.ts';
import { random } from '#lib/vault/sodium.ts';
import { head_of, text_at, unsigned, unsigned_look } from '#lib/vault/sync_wire.ts';
import { granted, member_of, tried, type Found } from './sync_account.ts';
import { send, type Send } from './sync_door.ts';
import { Stop, type Trouble } from './sync_trouble.ts';

export const nonce_octets = 32;

export const is_nobody_asks = (trouble: Trouble): boolean =>
  trouble.why === 'refused' && trouble.slug === 'nobody-asks';

export class Asker {
  readonly #nonce = random(nonce_octets);
  readonly #commitment: Octets;
  readonly #name: string;
  readonly #begun: number;
  #other: Octets | null = null;
  #has_shown = false;

  constructor(
    readonly found: Found,
    name: string,
    now: number,
    readonly send_it: Send = send,
  ) {
    const me = member_of(found.device, name, now);
    this.#name = name;
    this.#begun = now;
    this.#commitment = commitment_of(found.header.vault, me, this.#nonce);
  }

  is_over = (now: number): boolean => now >= this.#begun + approval_lives_ms;

  async ask(): Promise<void> {
    const { device, token } = this.found;
    const { box, sign } = member_of(device, this.#name, this.#begun).keys;
    const body = {
      device: device.id,
      name: this.#name,
      box: to_base64url(box),
      sign: to_base64url(sign),
      commitment: to_base64url(this.#commitment),
    };
    await granted(unsigned('approval', body, token), this.send_it);
  }

  #wait() {
    const { device, token } = this.found;
    return granted(unsigned_look(`approval/waiting/${device.id}`, token), this.send_it);
  }

  // The digits, once a device has answered; null until then. Only now its own nonce is shown:
  // whoever knew it before could choose the other one. So the first answer stands, though it is
  // asked for again where the network was gone.
  async code(): Promise<string | null> {
    const { device, token, header } = this.found;
    if (!this.#other) {
      const other = parse_base64url(text_at((await this.#wait()).body, 'answer'));
      if (other?.length !== nonce_octets) return null;
      this.#other = other;
    }
    const is_again = this.#has_shown;
    this.#has_shown = true;
    const body = { device: device.id, nonce: to_base64url(this.#nonce) };
    const opened = await tried(() => granted(unsigned('approval/open', body, token), this.send_it));
    // It came there before, and its answer was lost.
    const is_known = 'trouble' in opened && is_again && is_nobody_asks(opened.trouble);
    if ('trouble' in opened && !is_known) throw new Stop(opened.trouble);
    return approval_code(this.#commitment, this.#nonce, this.#other, header.roster);
  }

  // The header that this browser keeps, once it is in; null until then.
  async let_in(): Promise<Header | null> {
    const { header, keys, device } = this.found;
    const { body } = await this.#wait();
    if (text_at(body, 'head') === '') return null;
    const offered = head_of(body);
    const mine = offered && let_in_by(offered, header, keys, device);
    if (!mine) throw new Stop({ why: 'lied', how: 'not_let_in' });
    return mine;
  }
}
