// Texts that people type and files bring: white space, grouping, control characters.

// A-Z only, so that one name has one key in every program.
export function lower_ascii(text: string): string {
  return text.replace(/[A-Z]/g, (c) => c.toLowerCase());
}

// Without leading and trailing ASCII white space. Never for a passphrase.
export function trim(text: string): string {
  return text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '');
}

// Without ASCII white space and '-': how people group what they copy from paper.
export const without_grouping = (text: string): string => text.replace(/[ \t\n\v\f\r-]/g, '');

// "ABCDEFGH" is "ABCD EFGH"; a shorter last group stays short.
export const in_fours = (text: string): string => (text.match(/.{1,4}/g) ?? []).join(' ');

// C0, DEL, C1, and the line and paragraph separators.
export const has_control_characters = (text: string): boolean =>
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text);

// Half of a pair cannot be written as UTF-8.
export const is_well_formed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

// By code points, as std::string orders UTF-8; JavaScript's own order is by UTF-16.
export function compare(a: string, b: string): number {
  // The two differ only beyond U+FFFF.
  const pairs = /[\ud800-\udfff]/;
  if (!pairs.test(a) && !pairs.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  const left = [...a];
  const right = [...b];
  for (let place = 0; place < Math.min(left.length, right.length); ++place) {
    const difference = left[place]!.codePointAt(0)! - right[place]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
