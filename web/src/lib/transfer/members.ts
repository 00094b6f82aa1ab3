// Members of other apps' JSON, where a missing one, null and one of another type are all the same.
import { is_object, own, type Json, type JsonObject } from '#lib/vault/json.ts';
import type { Collector } from './draft.ts';

export function text_at(from: JsonObject, name: string): string {
  const value = own(from, name);
  return typeof value === 'string' ? value : '';
}

// Also of a number that is written as a text.
export function number_at(from: JsonObject, name: string): number | undefined {
  const value = own(from, name);
  const is_text = typeof value === 'string' && /^-?\d{1,16}$/.test(value);
  const number = is_text ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

export const truth_at = (from: JsonObject, name: string): boolean => own(from, name) === true;

export function object_at(from: JsonObject, name: string): JsonObject | null {
  const value = own(from, name);
  return is_object(value) ? value : null;
}

export function array_at(from: JsonObject, name: string): Json[] | null {
  const value = own(from, name);
  return Array.isArray(value) ? value : null;
}

export const texts_at = (from: JsonObject, name: string): string[] =>
  (array_at(from, name) ?? []).filter((one): one is string => typeof one === 'string');

// Names by an id, as groups and categories have them.
export function names_in(from: JsonObject, list: string, id: string, name: string) {
  const objects = (array_at(from, list) ?? []).filter(is_object);
  return new Map(objects.map((one) => [text_at(one, id), text_at(one, name)]));
}

// Every object of a list; what is none is no entry.
export function each(list: Json[], collector: Collector, take: (one: JsonObject) => void): void {
  for (const one of list) {
    if (is_object(one)) take(one);
    else collector.refuse('', { why: 'not_an_entry' });
  }
}
