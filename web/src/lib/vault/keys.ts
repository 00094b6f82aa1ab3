// What opens a vault: the passphrase, the recovery key or a device gives the vault's key; that key
// opens the entries. A vault's key has an epoch; earlier ones are kept, sealed under the newest,
// because history is not sealed anew.
import { binding_of, is_bound } from './binding.ts';
import { equal, joined, octets_in, text_of, to_hex, utf8, type Octets } from './octets.ts';
import { recovery_box, recovery_signing } from './recovery_key.ts';
import {
  devices_max,
  parse_roster,
  recovery_signer,
  sign_roster,
  type Member,
  type PublicKeys,
  type Roster,
  type SignedRoster,
} from './roster.ts';
import {
  argon2id,
  box_pair,
  open,
  open_box,
  random,
  seal,
  seal_to,
  sha256,
  sign_pair,
  type Cost,
  type Pair,
} from './sodium.ts';
import { is_well_formed } from './text.ts';

const key_octets = 32;
const salt_octets = 16;
export const passphrase_octets_max = 1024;
export const passphrase_points_min = 8;

// Less than the first two is refused when a vault is read, so that nobody can weaken what a
// passphrase is tried against; so is more than any machine has.
const memory_kib = { min: 64 * 1024, max: 1024 * 1024 };
const passes = { min: 3, max: 16 };

// Argon2id, one lane.
export interface Kdf extends Cost {
  salt: Octets;
}

export const new_kdf = (): Kdf => ({
  memory_kib: memory_kib.min,
  passes: passes.min,
  salt: random(salt_octets),
});

export const is_acceptable = (kdf: Kdf): boolean =>
  kdf.memory_kib >= memory_kib.min &&
  kdf.memory_kib <= memory_kib.max &&
  kdf.passes >= passes.min &&
  kdf.passes <= passes.max &&
  kdf.salt.length === salt_octets;

// 64 octets of Argon2id: the first half is told to a server, the second never leaves the device.
export interface PassphraseKeys {
  login: Octets;
  wrapping: Octets;
}

// The passphrase in Unicode's form C, as its UTF-8. Takes most of a second.
export function derive(passphrase: string, kdf: Kdf): PassphraseKeys {
  const both = argon2id(utf8(passphrase.normalize('NFC')), kdf.salt, kdf, 2 * key_octets);
  return { login: both.slice(0, key_octets), wrapping: both.slice(key_octets) };
}

export type PassphraseFault = 'unreadable' | 'long' | 'short' | 'one_character';

export function passphrase_fault(passphrase: string): PassphraseFault | null {
  if (!is_well_formed(passphrase)) return 'unreadable';
  if (octets_in(passphrase) > passphrase_octets_max) return 'long';
  const points = [...passphrase];
  if (points.length < passphrase_points_min) return 'short';
  return points.every((point) => point === points[0]) ? 'one_character' : null;
}

// The private half of a device: it is made on it and leaves it never.
export interface Device {
  id: string;
  seed: Octets; // 64 octets: of the key that opens, then of the one that signs.
}

export const new_id = (): string => to_hex(random(16));
export const new_device = (): Device => ({ id: new_id(), seed: random(2 * key_octets) });
const box_of = (device: Device): Pair => box_pair(device.seed.slice(0, key_octets));
export const signing_of = (device: Device): Pair => sign_pair(device.seed.slice(key_octets));

export const public_keys_of = (device: Device): PublicKeys => ({
  box: box_of(device).public_key,
  sign: signing_of(device).public_key,
});

// The vault's keys by epoch; the newest seals.
export interface Keys {
  newest: number;
  all: Map<number, Octets>;
}

export const newest_key = (keys: Keys): Octets => keys.all.get(keys.newest)!;

// What stands in a vault's header, and is handed to a server.
export interface Header {
  vault: string;
  kdf: Kdf;
  epoch: number;
  wrapped: Octets; // The vault's key under the wrapping key.
  earlier: Map<number, Octets>; // Earlier keys under the newest.
  sealed: Map<string, Octets>; // The vault's key to each signer of the roster.
  binding: Octets; // Of the list and every seal but `wrapped`, by the vault's key.
  roster: SignedRoster;
}

// What binds a wrapped key to its place.
const place = (vault: string, what: string, epoch: number): string =>
  `sparekey-vault-1|${vault}|${what}|${epoch}`;
const earlier_place = (vault: string, earlier: number, newest: number): string =>
  `${place(vault, 'earlier', earlier)}|${newest}`;

// A sealed box has no associated data, so the place stands before the key.
function boxed(header: Header, to: string, public_key: Octets, vault_key: Octets): Octets {
  return seal_to(public_key, joined(utf8(`${place(header.vault, to, header.epoch)}|`), vault_key));
}

function unboxed(header: Header, from: string, pair: Pair): Octets | null {
  const sealed = header.sealed.get(from);
  const plain = sealed ? open_box(pair, sealed) : null;
  const before = `${place(header.vault, from, header.epoch)}|`;
  if (plain?.length !== before.length + key_octets) return null;
  return text_of(plain.slice(0, before.length)) === before ? plain.slice(before.length) : null;
}

// Why a header does not open: by another key than its own, or because its list or its seals were
// changed by somebody who does not have the vault's key.
export type KeysFault = 'other_key' | 'changed';
export type FoundKeys = { keys: Keys } | { fault: KeysFault };

// The earlier keys, too. One that does not open is left out: its history cannot be read, what is
// sealed anew can.
function all_keys(header: Header, newest: Octets | null): FoundKeys {
  if (newest?.length !== key_octets) return { fault: 'other_key' };
  if (!is_bound(header, newest)) return { fault: 'changed' };
  const all = new Map([[header.epoch, newest]]);
  for (const [epoch, sealed] of header.earlier) {
    const key = open(newest, sealed, earlier_place(header.vault, epoch, header.epoch));
    if (key?.length === key_octets && epoch < header.epoch) all.set(epoch, key);
  }
  return { keys: { newest: header.epoch, all } };
}

function wrap(header: Header, keys: Keys, kdf: Kdf, wrapping_key: Octets): void {
  header.kdf = kdf;
  header.wrapped = seal(
    wrapping_key,
    newest_key(keys),
    place(header.vault, 'passphrase', header.epoch),
  );
}

// Every seal made here: the key to everybody on the list, each earlier key under it, and what binds
// these. So nobody else's seals are ever kept.
export function seal_anew(header: Header, keys: Keys): void {
  const newest = newest_key(keys);
  const { devices, recovery } = roster_of(header);
  const boxes = devices.map(({ id, keys: { box } }): [string, Octets] => [id, box]);
  if (recovery) boxes.push([recovery_signer, recovery.box]);
  header.sealed = new Map(boxes.map(([to, box]) => [to, boxed(header, to, box, newest)]));
  const earlier = [...keys.all].filter(([epoch]) => epoch < keys.newest).sort(([a], [b]) => a - b);
  header.earlier = new Map(
    earlier.map(([epoch, key]) => [
      epoch,
      seal(newest, key, earlier_place(header.vault, epoch, header.epoch)),
    ]),
  );
  header.binding = binding_of(header, newest);
}

// Signs the list as the next one, and seals the key to everybody on it.
function publish(header: Header, roster: Roster, keys: Keys, signer: string, by: Pair): void {
  const next = { ...roster, number: roster.number + 1, epoch: header.epoch };
  next.before = sha256(utf8(header.roster.text));
  header.roster = sign_roster(next, signer, by);
  seal_anew(header, keys);
}

export function roster_of(header: Header): Roster {
  const roster = parse_roster(header.roster.text);
  if (!roster) throw new Error('a roster that was read, or made here');
  return roster;
}

// A new vault of one device, without a recovery key.
export function make_header(
  kdf: Kdf,
  wrapping_key: Octets,
  device: Device,
  name: string,
  now: number,
): { header: Header; keys: Keys } {
  const keys: Keys = { newest: 1, all: new Map([[1, random(key_octets)]]) };
  const vault = new_id();
  const member: Member = { id: device.id, name, keys: public_keys_of(device), added: now };
  const roster: Roster = {
    vault,
    number: 1,
    epoch: 1,
    devices: [member],
    recovery: null,
    before: new Uint8Array(),
  };
  const header: Header = {
    vault,
    kdf,
    epoch: 1,
    wrapped: new Uint8Array(),
    earlier: new Map(),
    sealed: new Map(),
    binding: new Uint8Array(),
    roster: sign_roster(roster, device.id, signing_of(device)),
  };
  wrap(header, keys, kdf, wrapping_key);
  seal_anew(header, keys);
  return { header, keys };
}

export const keys_by_passphrase = (header: Header, wrapping_key: Octets): FoundKeys =>
  all_keys(
    header,
    open(wrapping_key, header.wrapped, place(header.vault, 'passphrase', header.epoch)),
  );

export const keys_by_recovery_key = (header: Header, key: Octets): FoundKeys =>
  all_keys(header, unboxed(header, recovery_signer, recovery_box(key, header.vault)));

export const keys_by_device = (header: Header, device: Device): FoundKeys =>
  all_keys(header, unboxed(header, device.id, box_of(device)));

// Null when the key is another one, or the header was changed.
const or_null = (found: FoundKeys): Keys | null => ('keys' in found ? found.keys : null);

export const open_by_passphrase = (header: Header, wrapping_key: Octets): Keys | null =>
  or_null(keys_by_passphrase(header, wrapping_key));

export const open_by_recovery_key = (header: Header, key: Octets): Keys | null =>
  or_null(keys_by_recovery_key(header, key));

export const open_by_device = (header: Header, device: Device): Keys | null =>
  or_null(keys_by_device(header, device));

// Another passphrase; no entry is sealed anew.
export const change_passphrase = wrap;

// The recovery key in the roster, in the place of an earlier one.
export function set_recovery_key(header: Header, keys: Keys, key: Octets, by: Device): void {
  const recovery = {
    box: recovery_box(key, header.vault).public_key,
    sign: recovery_signing(key, header.vault).public_key,
  };
  publish(header, { ...roster_of(header), recovery }, keys, by.id, signing_of(by));
}

// A device that a person has approved on `by`. False when there are too many.
export function add_device(header: Header, keys: Keys, added: Member, by: Device): boolean {
  const roster = roster_of(header);
  if (!has_room(roster, added)) return false;
  const devices = [...roster.devices, added];
  publish(header, { ...roster, devices }, keys, by.id, signing_of(by));
  return true;
}

const has_room = ({ devices }: Roster, added: Member): boolean =>
  devices.length < devices_max && devices.every(({ id }) => id !== added.id);

// A device that the recovery key lets in: the list is signed by that. `keys` opened this header, so
// nobody but the vault's devices wrote its list. False when there are too many, or it is another
// recovery key.
export function join_by_recovery_key(
  header: Header,
  keys: Keys,
  added: Member,
  key: Octets,
): boolean {
  const roster = roster_of(header);
  const signing = recovery_signing(key, header.vault);
  const its_box = recovery_box(key, header.vault).public_key;
  const { recovery } = roster;
  const is_its =
    recovery && equal(recovery.sign, signing.public_key) && equal(recovery.box, its_box);
  if (!is_its || !has_room(roster, added)) return false;
  const devices = [...roster.devices, added];
  publish(header, { ...roster, devices }, keys, recovery_signer, signing);
  return true;
}

// A later key, sealed to those who stay, and wrapped by another passphrase: the removed device
// knows the one before. False when there is no such other device.
export function remove_device(
  header: Header,
  keys: Keys,
  removed: string,
  kdf: Kdf,
  wrapping_key: Octets,
  by: Device,
): boolean {
  const roster = roster_of(header);
  const devices = roster.devices.filter(({ id }) => id !== removed);
  if (removed === by.id || devices.length === roster.devices.length) return false;
  header.epoch = keys.newest + 1;
  keys.all.set(header.epoch, random(key_octets));
  keys.newest = header.epoch;
  wrap(header, keys, kdf, wrapping_key);
  publish(header, { ...roster, devices }, keys, by.id, signing_of(by));
  return true;
}

// A file that came without its device, opened by passphrase or recovery key: a roster of this one
// alone, signed by itself, and without a recovery key: whose that is, the file cannot tell. Other
// devices of that vault do not follow it, which nothing here can help.
export function begin_anew(
  header: Header,
  keys: Keys,
  only: Device,
  name: string,
  now: number,
): void {
  const member = { id: only.id, name, keys: public_keys_of(only), added: now };
  const roster = { ...roster_of(header), devices: [member], recovery: null };
  publish(header, roster, keys, only.id, signing_of(only));
}

const device_place = (vault: string, id: string, epoch: number): string =>
  place(vault, `device-${id}`, epoch);

// The private half of a device as its own vault file keeps it.
export const seal_device = (device: Device, vault: string, keys: Keys): Octets =>
  seal(newest_key(keys), device.seed, device_place(vault, device.id, keys.newest));

export function open_device(
  id: string,
  sealed: Octets,
  vault: string,
  keys: Keys,
  epoch: number,
): Device | null {
  const key = keys.all.get(epoch);
  const seed = key ? open(key, sealed, device_place(vault, id, epoch)) : null;
  return seed?.length === 2 * key_octets ? { id, seed } : null;
}
