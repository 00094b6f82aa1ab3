import { expect, test } from 'vitest';
import { device_name } from './device_name.ts';

const blink = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0';
const agents: [string, string][] = [
  [`Mozilla/5.0 (X11; Linux x86_64) ${blink} Safari/537.36`, 'Chrome on Linux'],
  [`Mozilla/5.0 (Linux; Android 10; K) ${blink} Mobile Safari/537.36`, 'Chrome on Android'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1',
    'Safari on iPhone',
  ],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; rv:145.0) Firefox/145.0', 'Firefox on Windows'],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${blink} Edg/142.0.0.0`, 'Edge on Mac'],
  ['', 'Web browser'],
];

test('a browser has a name that tells devices apart', () => {
  for (const [agent, name] of agents) expect(device_name(agent)).toBe(name);
});
