// What the Security centre hands over: an otpauth URI in the fragment of the address, which no
// server sees. It is taken out of the address bar at once.
export function handed_over(hash: string): string | null {
  const [, encoded] = /^#(otpauth(?::|%3A).*)$/is.exec(hash) ?? [];
  if (encoded === undefined) return null;
  try {
    return /^otpauth:/i.test(encoded) ? encoded : decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

export const hand_over = (uri: string): string => `/authenticator/add#${encodeURIComponent(uri)}`;
