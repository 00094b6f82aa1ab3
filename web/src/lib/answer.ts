// What a request comes to: always a value, never an exception.
import type createClient from 'openapi-fetch';
import type { paths } from './api-types';
import { network_problem, parse_problem, type Problem } from './problem';
import { hear } from './server_time';

export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export type Client = ReturnType<typeof createClient<paths>>;

interface Raw<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export async function answer<T>(call: Promise<Raw<T>>): Promise<Answer<T>> {
  try {
    const { data, error, response } = await call;
    hear(response.headers.get('date'));
    if (response.ok) return { ok: true, value: data as T };
    return { ok: false, problem: parse_problem(response.status, error) };
  } catch {
    return { ok: false, problem: network_problem };
  }
}
