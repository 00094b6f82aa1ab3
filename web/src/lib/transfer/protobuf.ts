// As much of protobuf's wire format as one small message takes.
import { joined, utf8, type Octets } from '#lib/vault/octets.ts';

export interface WireField {
  number: number;
  value: bigint; // Of a varint.
  octets: Octets; // Of a length-delimited one, and of four or eight octets.
}

const varint_bits_max = 70;

// Null where it is broken, or goes past 64 bits.
function varint(octets: Octets, from: number): { value: bigint; at: number } | null {
  let value = 0n;
  let at = from;
  for (let shift = 0; shift < varint_bits_max; shift += 7) {
    const octet = octets[at++];
    if (octet === undefined) return null;
    value |= BigInt(octet & 0x7f) << BigInt(shift);
    if (octet < 0x80) return value < 2n ** 64n ? { value, at } : null;
  }
  return null;
}

// Every field of a message, in order. Null where it is broken.
export function read_fields(octets: Octets): WireField[] | null {
  const fields: WireField[] = [];
  let at = 0;
  while (at < octets.length) {
    const tag = varint(octets, at);
    if (!tag || tag.value < 8n || tag.value >= 2n ** 32n) return null;
    const number = Number(tag.value >> 3n);
    const wire = Number(tag.value & 7n);
    const next = wire === 0 || wire === 2 ? varint(octets, tag.at) : { value: 0n, at: tag.at };
    if (!next || ![0, 1, 2, 5].includes(wire)) return null;
    const sizes: Record<number, number> = { 0: 0, 1: 8, 2: Number(next.value), 5: 4 };
    const end = next.at + sizes[wire]!;
    if (end > octets.length) return null;
    fields.push({ number, value: next.value, octets: octets.slice(next.at, end) });
    at = end;
  }
  return fields;
}

function varint_of(value: bigint): Octets {
  const octets: number[] = [];
  // Negative numbers take ten octets, as int32 and int64 do.
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 0x80n; rest >>= 7n) octets.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.from([...octets, Number(rest)]);
}

export const number_field = (field: number, value: number): Octets =>
  joined(varint_of(BigInt(field * 8)), varint_of(BigInt(value)));

export function octets_field(field: number, value: Octets | string): Octets {
  const octets = typeof value === 'string' ? utf8(value) : value;
  return joined(varint_of(BigInt(field * 8 + 2)), varint_of(BigInt(octets.length)), octets);
}
