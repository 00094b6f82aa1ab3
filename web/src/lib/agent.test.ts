import { expect, test } from 'vitest';
import { parse_agent } from './agent.ts';

test('common browsers are named as people know them', () => {
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  expect(parse_agent(firefox)).toMatchObject({ browser: 'Firefox', system: 'Linux' });
  const edge =
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0';
  expect(parse_agent(edge)).toMatchObject({ browser: 'Edge', system: 'Windows' });
  const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1';
  expect(parse_agent(iphone)).toMatchObject({ browser: 'Safari', system: 'iPhone' });
});

test('what is not known is shown as it is, but not at any length', () => {
  expect(parse_agent('curl/8.5')).toEqual({ browser: null, system: null, raw: 'curl/8.5' });
  expect(parse_agent('x'.repeat(500)).raw).toHaveLength(40);
});
