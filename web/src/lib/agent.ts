// A User-Agent header in two words, so that people recognise their own browsers. Unknown ones are
// shown as they are, cut.
const browsers: [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Headless)?Chrom(?:e|ium)\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];

const systems: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'Mac'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

const shown_max = 40;

export interface Agent {
  browser: string | null;
  system: string | null;
  // What to show when neither is known.
  raw: string;
}

export function parse_agent(header: string): Agent {
  const first = (table: [RegExp, string][]) =>
    table.find(([sign]) => sign.test(header))?.[1] ?? null;
  return { browser: first(browsers), system: first(systems), raw: header.slice(0, shown_max) };
}
