// Tokens of mailed links travel in the URL's fragment, which no server sees.

// The token, taken out of the address bar at once, so that neither the history nor a photo of the
// screen has it.
export function take_fragment(): string {
  const token = location.hash.slice(1);
  if (token) history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}

// Whether a mailed link was opened in a tab that shows its page already: the browser then changes
// the fragment alone, and the page must begin anew.
export function holds_token(hash: string): boolean {
  return /^#[\w-]{40,}$/.test(hash);
}

// Where to go after signing in: only a path of this site, whatever the query says.
export function safe_next(next: string | null, fallback: string): string {
  const inside = next !== null && /^\/(?![/\\])[\w\-/]*$/.test(next);
  return inside ? next : fallback;
}
