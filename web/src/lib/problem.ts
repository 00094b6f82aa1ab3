// What went wrong, as a value: the server's problem details (RFC 9457), or that there was no
// usable answer at all.
import type { components } from './api-types';
import { is_problem_slug, type ProblemSlug } from './messages';

type Details = components['schemas']['Problem'];

export interface Problem {
  slug: ProblemSlug;
  status: number;
  // The request's id, for whoever asks the operator for help. Empty when there was no answer.
  instance: string;
  // The fields that the server names, by the last part of their JSON pointer.
  fields: string[];
  retry_after_s?: number;
  wait_s?: number;
  tries_left?: number;
  until?: string;
  restriction?: string;
  reason?: string;
  minimum?: number;
}

// No answer: offline, the server gone, a proxy in the way, or longer than anybody should wait.
export const network_problem: Problem = { slug: 'network', status: 0, instance: '', fields: [] };

function without_details(status: number): Problem {
  const slug = [502, 503, 504].includes(status)
    ? 'unavailable'
    : status >= 500
      ? 'internal'
      : 'unknown';
  return { slug, status, instance: '', fields: [] };
}

function is_details(body: unknown): body is Details {
  return typeof body === 'object' && body !== null && typeof (body as Details).type === 'string';
}

// `type` is "/errors/<slug>". A slug that this build has no words for is told by its kind of
// status.
export function parse_problem(status: number, body: unknown): Problem {
  if (!is_details(body)) return without_details(status);
  const slug = body.type.split('/').pop() ?? '';
  return {
    ...without_details(status),
    ...(is_problem_slug(slug) ? { slug } : {}),
    instance: body.instance ?? '',
    fields: (body.errors ?? []).map((error) => error.pointer.split('/').pop() ?? ''),
    retry_after_s: body.retry_after_s,
    wait_s: body.wait_s,
    tries_left: body.tries_left,
    until: body.until,
    restriction: body.restriction,
    reason: body.reason,
    minimum: body.minimum,
  };
}
