import { expect, test } from 'vitest';
import { make_api } from './api.ts';

const base = 'https://site.example';

// Answers every request with `respond` and keeps what was asked.
function door(respond: (request: Request) => Response | Promise<Response>) {
  const asked: Request[] = [];
  const api = make_api(async (input, init) => {
    const request = new Request(input as Request, init);
    asked.push(request.clone());
    return respond(request);
  }, base);
  return { api, asked };
}

const json = (status: number, body: unknown, type = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });

test('a success is the value of its body', async () => {
  const { api, asked } = door(() =>
    json(200, { signed_in: false, challenge: null, account: null }),
  );
  const answer = await api.sign_in({ email: 'ada@example.org', password: ' with spaces ' });
  expect(answer).toEqual({
    ok: true,
    value: { signed_in: false, challenge: null, account: null },
  });
  expect(asked[0]?.url).toBe(`${base}/api/v1/sign-in`);
  expect(await asked[0]?.json()).toEqual({ email: 'ada@example.org', password: ' with spaces ' });
});

test('no content is a success', async () => {
  const { api } = door(() => new Response(null, { status: 204 }));
  expect((await api.sign_out()).ok).toBe(true);
});

test('problem details are a value, not an exception', async () => {
  const details = {
    type: '/errors/not-accepted',
    title: '',
    status: 401,
    detail: '',
    instance: '9',
  };
  const { api } = door(() => json(401, details, 'application/problem+json'));
  const answer = await api.sign_in({ email: 'a@b.example', password: 'x' });
  expect(answer).toMatchObject({ ok: false, problem: { slug: 'not-accepted', instance: '9' } });
});

test('a page of a proxy instead of an answer is the site not keeping changes', async () => {
  const { api } = door(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  expect(await api.session()).toMatchObject({ ok: false, problem: { slug: 'unavailable' } });
});

test('no answer at all is a value too', async () => {
  const { api } = door(() => Promise.reject(new TypeError('offline')));
  expect(await api.session()).toMatchObject({ ok: false, problem: { slug: 'network' } });
});

test('ids go into the path, and what is left out is not sent', async () => {
  const { api, asked } = door(() => new Response(null, { status: 204 }));
  await api.end_session('42');
  await api.sign_in_with_code('123456');
  await api.activity();
  expect(asked.map((request) => request.url.slice(base.length))).toEqual([
    '/api/v1/sessions/42/end',
    '/api/v1/sign-in/code',
    '/api/v1/activity',
  ]);
  expect(await asked[1]?.json()).toEqual({ code: '123456' });
});
