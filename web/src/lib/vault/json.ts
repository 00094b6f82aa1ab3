// JSON from outside: objects whose members may be anything.
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

export const is_object = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function is_deeper(value: Json, depth_max: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth_max === 0 || Object.values(value).some((one) => is_deeper(one, depth_max - 1));
}

// Undefined where it is no JSON, or is deeper than `depth_max`.
export function parse_json(text: string, depth_max: number): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return is_deeper(value, depth_max) ? undefined : value;
  } catch {
    return undefined;
  }
}

// Whether a number in it is greater than JavaScript keeps exactly: writing it again would change
// it.
export function has_unsafe_number(value: Json): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return (
    typeof value === 'object' && value !== null && Object.values(value).some(has_unsafe_number)
  );
}

export const own = (from: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(from, name) ? from[name] : undefined;

export const same_json = (a: Json, b: Json): boolean => canonical(a) === canonical(b);

// With its members in the order of their names.
function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name]!)}`).join()}}`;
}
