// How codes and setup keys are typed, grouped and shown. What they are worth is the server's
// business.

// People paste "123 456", "1234-5678" or a whole line of a mail: only the digits count.
export function digits_of(text: string, length_max: number): string {
  return text.replace(/\D/g, '').slice(0, length_max);
}

// Six digits in threes, eight in fours: halves are what people read aloud.
export function group_digits(digits: string, length: number): string {
  const half = length / 2;
  return digits.length > half ? `${digits.slice(0, half)} ${digits.slice(half)}` : digits;
}

// Where the caret belongs in grouped text when `digits_before` digits stand left of it.
export function caret_in_groups(digits_before: number, length: number): number {
  return digits_before > length / 2 ? digits_before + 1 : digits_before;
}

// Setup keys are base32 in groups of four, however they came.
export function key_groups(key: string): string[] {
  return (
    key
      .toUpperCase()
      .replace(/[^A-Z2-7]/g, '')
      .match(/.{1,4}/g) ?? []
  );
}

// The one-time code's period, which every authenticator app shares (RFC 6238, 30 s).
const period_ms = 30_000;

export function ms_to_next_code(now_ms: number): number {
  return period_ms - (now_ms % period_ms);
}
