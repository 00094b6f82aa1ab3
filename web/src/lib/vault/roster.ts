// Who a vault's key is sealed to: its devices and its recovery key. A text that is signed as it
// stands, so that a server can neither add a device nor take one away.
import { is_object, own, parse_json, type Json, type JsonObject } from './json.ts';
import { equal, octets_in, parse_base64url, to_base64url, utf8, type Octets } from './octets.ts';
import { is_signed, sha256, sign, type Pair } from './sodium.ts';
import { has_control_characters } from './text.ts';

export const devices_max = 32;
export const device_name_octets_max = 64;
export const recovery_signer = 'recovery';
const purpose = 'sparekey-vault-1 roster';
const roster_octets_max = 64 * 1024;
const roster_depth_max = 4;
const public_key_octets = 32;

export interface PublicKeys {
  box: Octets;
  sign: Octets;
}

export interface Member {
  id: string;
  name: string;
  keys: PublicKeys;
  added: number;
}

export interface Roster {
  vault: string;
  number: number; // Greater with each change.
  epoch: number; // Of the vault's key that is sealed to all of these.
  devices: Member[];
  recovery: PublicKeys | null; // None until the person typed it back.
  before: Octets; // SHA-256 of the roster's text before this one, or empty.
}

export interface SignedRoster {
  text: string;
  signer: string; // A device's id, or "recovery".
  signature: Octets;
}

export const is_id = (text: Json | undefined): text is string =>
  typeof text === 'string' && /^[0-9a-f]{32}$/.test(text);

export const is_natural = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const texts_of = (keys: PublicKeys) => ({
  box: to_base64url(keys.box),
  sign: to_base64url(keys.sign),
});

export function sign_roster(roster: Roster, signer: string, pair: Pair): SignedRoster {
  const text = JSON.stringify({
    vault: roster.vault,
    number: roster.number,
    epoch: roster.epoch,
    devices: roster.devices.map(({ id, name, keys, added }) => ({
      ...texts_of(keys),
      id,
      name,
      added,
    })),
    recovery: roster.recovery && texts_of(roster.recovery),
    before: to_base64url(roster.before),
  });
  return { text, signer, signature: sign(pair, purpose, text) };
}

function octets_at(from: JsonObject, name: string): Octets | null {
  const text = own(from, name);
  return typeof text === 'string' ? parse_base64url(text) : null;
}

function parse_keys(from: JsonObject): PublicKeys | null {
  const box = octets_at(from, 'box');
  const sign = octets_at(from, 'sign');
  if (box?.length !== public_key_octets || sign?.length !== public_key_octets) return null;
  return { box, sign };
}

function parse_member(from: Json): Member | null {
  if (!is_object(from)) return null;
  const { id, name, added } = from;
  const keys = parse_keys(from);
  if (!is_id(id) || !keys || !is_natural(added) || typeof name !== 'string') return null;
  if (octets_in(name) > device_name_octets_max || has_control_characters(name)) return null;
  return { id, name, keys, added };
}

function parse_devices(from: Json | undefined): Member[] | null {
  if (!Array.isArray(from) || from.length > devices_max) return null;
  const devices = from.map(parse_member);
  const ids = new Set(devices.map((device) => device?.id));
  return devices.every((device) => device !== null) && ids.size === devices.length ? devices : null;
}

// The roster of a text; whether it is signed is another question.
export function parse_roster(text: string): Roster | null {
  if (octets_in(text) > roster_octets_max) return null;
  const from = parse_json(text, roster_depth_max);
  if (!is_object(from)) return null;
  const { vault, number, epoch, recovery } = from;
  const before = octets_at(from, 'before');
  const devices = parse_devices(own(from, 'devices'));
  if (!is_id(vault) || !is_natural(number) || !is_natural(epoch) || !before || !devices)
    return null;
  if (recovery === undefined) return null;
  const keys = is_object(recovery) ? parse_keys(recovery) : null;
  if (is_object(recovery) && !keys) return null;
  return { vault, number, epoch, devices, recovery: keys, before };
}

// Whether `next` is signed by the one it says, as `trusted` knows that one.
function is_signed_by_member(trusted: Roster, next: SignedRoster): boolean {
  const member = trusted.devices.find(({ id }) => id === next.signer)?.keys;
  const keys = next.signer === recovery_signer ? trusted.recovery : member;
  return !!keys && is_signed(keys.sign, purpose, next.text, next.signature);
}

// Whether it is signed by one of those it names: all that can be told of a first one.
export function is_signed_by_itself(roster: SignedRoster): boolean {
  const named = parse_roster(roster.text);
  return named !== null && is_signed_by_member(named, roster);
}

const has_other_keys = (known: Roster, { id, keys }: Member): boolean => {
  const before = known.devices.find((one) => one.id === id)?.keys;
  return !!before && !(equal(before.box, keys.box) && equal(before.sign, keys.sign));
};

// Whether it is signed by one of `trusted`, the roster that this device knew before, or by its
// recovery key; and continues it: the same vault, a greater number, no smaller epoch, no other keys
// under an id that was there, and what it names as the one before, unless rosters were missed in
// between.
export function continues(trusted: SignedRoster, next: SignedRoster): boolean {
  const known = parse_roster(trusted.text);
  const offered = parse_roster(next.text);
  if (!known || !offered || known.vault !== offered.vault) return false;
  if (offered.number <= known.number || offered.epoch < known.epoch) return false;
  if (offered.devices.some((member) => has_other_keys(known, member))) return false;
  const follows = offered.number === known.number + 1;
  if (follows && !equal(offered.before, sha256(utf8(trusted.text)))) return false;
  return is_signed_by_member(known, next);
}
