// The authenticator's door to the server that hands sealed changes on. Not lib/api.ts: a device
// signs the very octets that it sends, and no cookie of the site goes with them.
import { parse_reply, type Asked, type Reply } from '#lib/vault/sync_wire.ts';

const patience_ms = 60_000;
const too_many = 429;

// Null: there was no answer, or none of Sparekey.
export type Send = (asked: Asked) => Promise<Reply | null>;

export const send: Send = async ({ method, path, body, headers }) => {
  try {
    const response = await fetch(path, {
      method,
      headers: body ? { ...headers, 'Content-Type': 'application/json' } : headers,
      ...(body ? { body } : {}),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(patience_ms),
    });
    const reply = parse_reply(response.status, await response.text());
    // A proxy's own words for the same.
    if (!reply && response.status === too_many) return { status: too_many, slug: '', body: {} };
    return reply;
  } catch {
    return null;
  }
};
