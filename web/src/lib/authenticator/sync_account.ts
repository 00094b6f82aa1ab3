// A vault gets its account at the server, another device gets in, and one is taken out.
import { head_text } from '#lib/vault/head.ts';
import {
  add_device,
  derive,
  is_acceptable,
  join_by_recovery_key,
  keys_by_passphrase,
  new_device,
  new_kdf,
  open_by_device,
  open_by_passphrase,
  open_by_recovery_key,
  change_passphrase,
  public_keys_of,
  remove_device,
  roster_of,
  seal_anew,
  type Device,
  type Header,
  type Kdf,
  type Keys,
} from '#lib/vault/keys.ts';
import { equal, parse_base64url, to_base64url, type Octets } from '#lib/vault/octets.ts';
import { read_recovery_key } from '#lib/vault/recovery_key.ts';
import { type Member } from '#lib/vault/roster.ts';
import { load_sodium } from '#lib/vault/sodium.ts';
import {
  head_of,
  number_at,
  text_at,
  unsigned,
  type Asked,
  type Reply,
} from '#lib/vault/sync_wire.ts';
import { Vault } from '#lib/vault/vault.ts';
import type { JsonObject } from '#lib/vault/json.ts';
import { device_name } from './device_name.ts';
import { drawn } from './doing.svelte.ts';
import { open_again, type Opened, type OpenFault } from './opening.ts';
import { send, type Send } from './sync_door.ts';
import type { SyncFlow } from './sync_flow.ts';
import { lied, refused_by, Stop, type Trouble } from './sync_trouble.ts';

// An answer that is no refusal; a Stop is thrown for the others.
export async function granted(asked: Asked, send_it: Send = send): Promise<Reply> {
  const reply = await send_it(asked);
  if (!reply) throw new Stop({ why: 'unreachable' });
  if (reply.status >= 300) throw new Stop(refused_by(reply));
  return reply;
}

const posted = (name: string, body: JsonObject, token = ''): Promise<Reply> =>
  granted(unsigned(name, body, token));

// What `act` gives, or why the server kept it from that.
export async function tried<T>(
  act: () => Promise<T>,
): Promise<{ value: T } | { trouble: Trouble }> {
  try {
    return { value: await act() };
  } catch (error) {
    if (error instanceof Stop) return { trouble: error.trouble };
    throw error;
  }
}

// Whether the paper opens this vault: nothing may hang on one passphrase alone.
export function paper_fault({ header }: Vault, typed: string): OpenFault | null {
  const paper = read_recovery_key(typed);
  if ('fault' in paper) return paper.fault;
  return open_by_recovery_key(header, paper.key) ? null : 'wrong_recovery_key';
}

// Null where it is not the passphrase of this vault.
export async function login_key_of({ header }: Vault, passphrase: string): Promise<string | null> {
  await drawn();
  const { login, wrapping } = derive(passphrase, header.kdf);
  return open_by_passphrase(header, wrapping) ? to_base64url(login) : null;
}

// The address is confirmed by a mailed code. Gives what the confirmation needs.
export async function begin_sign_up(vault: Vault, email: string, login_key: string) {
  const device = vault.device!.id;
  const { body } = await posted('sign-up', { email, device, login_key });
  return text_at(body, 'sign_up');
}

// With the code goes what the server keeps of the vault.
export async function confirm_sign_up(vault: Vault, sign_up: string, code: string): Promise<void> {
  const device = vault.device!.id;
  await posted('sign-up/confirm', { sign_up, device, code, head: head_text(vault.header) });
}

// Whether the vault is there already with this device in it: it synced before.
export async function is_there(flow: SyncFlow): Promise<boolean> {
  return (await flow.ask('GET', 'vault')).status === 200;
}

// 16 octets that are drawn have fewer than 8 different ones once in a billion times.
const salt_values_min = 8;
const looks_drawn = (salt: Octets): boolean => new Set(salt).size >= salt_values_min;

function kdf_of(body: JsonObject): Kdf {
  const salt = parse_base64url(text_at(body, 'salt'));
  const memory_kib = number_at(body, 'memory_kib');
  const kdf = { memory_kib, passes: number_at(body, 'passes'), salt: salt ?? new Uint8Array() };
  // Less would be a cheap way to find out the passphrase, and so would a salt that was not drawn:
  // one table for everybody. The head that comes later must have the very same.
  return is_acceptable(kdf) && looks_drawn(kdf.salt) ? kdf : lied('weak_kdf');
}

const same_kdf = (a: Kdf, b: Kdf): boolean =>
  a.memory_kib === b.memory_kib && a.passes === b.passes && equal(a.salt, b.salt);

// A vault that the passphrase opened, at the server; this device is not one of its yet.
export interface Found {
  email: string;
  header: Header;
  keys: Keys;
  wrapping: Octets;
  token: string;
  device: Device;
}

export async function find_vault(email: string, passphrase: string): Promise<Found> {
  await load_sodium();
  const kdf = kdf_of((await posted('kdf', { email })).body);
  await drawn();
  const { login, wrapping } = derive(passphrase, kdf);
  const device = new_device();
  const who = { email, device: device.id, login_key: to_base64url(login) };
  const { body } = await posted('sign-in', who);
  const header = head_of(body);
  if (!header || !same_kdf(header.kdf, kdf)) return lied('answers');
  const found = keys_by_passphrase(header, wrapping);
  if ('fault' in found) return lied(found.fault === 'changed' ? 'changed' : 'not_opening');
  const { keys } = found;
  return { email, header, keys, wrapping, token: text_at(body, 'token'), device };
}

export const members_of = ({ header }: Pick<Found, 'header'>): Member[] =>
  roster_of(header).devices;

export const member_of = (device: Device, name: string, now: number): Member => ({
  id: device.id,
  name,
  keys: public_keys_of(device),
  added: now,
});

// The vault as this device begins it, empty until it syncs.
export function begun({ email, wrapping, device }: Found, header: Header, now: number): Opened {
  const keys = open_by_device(header, device);
  if (!keys) throw new Error('sealed to it just before');
  // Nobody else's seals are kept: they may open nothing for the others.
  seal_anew(header, keys);
  const vault = Vault.make(header, keys, device, now);
  vault.server = { url: location.origin, email };
  return { vault, wrapping };
}

// The recovery key signs this device into the list.
export async function join_by_paper(
  found: Found,
  typed: string,
  now: number,
): Promise<Opened | { fault: OpenFault }> {
  const paper = read_recovery_key(typed);
  if ('fault' in paper) return paper;
  const header = { ...found.header, sealed: new Map(found.header.sealed) };
  const added = member_of(found.device, device_name(), now);
  if (!join_by_recovery_key(header, found.keys, added, paper.key)) {
    return { fault: 'wrong_recovery_key' };
  }
  await posted('devices', { head: head_text(header) }, found.token);
  return begun(found, header, now);
}

// What a new passphrase makes of the vault here, once the server has it: gives the wrapping key.
export type TakePassphrase = (vault: Vault) => Octets;

interface Renewal {
  text: string; // The vault as it is on the disk.
  wrapping: Octets;
  passphrase: string;
}

// The vault opened once more, so that nothing here changes before the server took it.
async function renewed({ text, wrapping, passphrase }: Renewal) {
  await drawn();
  const next = open_again(text, wrapping);
  if (!next?.device) throw new Stop({ why: 'locked' });
  const kdf = new_kdf();
  const derived = derive(passphrase, kdf);
  const take: TakePassphrase = ({ header, keys }) => {
    change_passphrase(header, keys, kdf, derived.wrapping);
    return derived.wrapping;
  };
  return { next, by: next.device, kdf, derived, take };
}

// The login key comes from the passphrase: who joins later needs the new one.
export async function renew_at_server(flow: SyncFlow, what: Renewal): Promise<TakePassphrase> {
  const { next, derived, take } = await renewed(what);
  take(next);
  await flow.put_head(next.header, to_base64url(derived.login));
  return take;
}

// Lets a device in that a person approved, at the server. Here it comes with the next sync. `text`
// and `wrapping` are the vault as it is on the disk.
export async function let_in_at_server(
  flow: SyncFlow,
  added: Member,
  { text, wrapping }: Pick<Renewal, 'text' | 'wrapping'>,
): Promise<void> {
  const next = open_again(text, wrapping);
  if (!next?.device) throw new Stop({ why: 'locked' });
  const { header, keys, device } = next;
  // It is in by an answer that was lost.
  if (members_of(next).some(({ id }) => id === added.id)) return;
  if (!add_device(header, keys, added, device)) throw new Stop({ why: 'busy' });
  await flow.put_head(header);
}

// Takes a device out at the server: a later key. Here it comes with the next sync, which seals
// every live entry under it.
export async function remove_at_server(
  flow: SyncFlow,
  device: string,
  what: Renewal,
): Promise<TakePassphrase> {
  const { next, by, kdf, derived, take } = await renewed(what);
  const { header, keys } = next;
  if (!remove_device(header, keys, device, kdf, derived.wrapping, by)) {
    throw new Stop({ why: 'busy' });
  }
  await flow.put_head(header, to_base64url(derived.login));
  return take;
}
