// The words are complete: every outcome has a text, every text is used, and no page has words of
// its own.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parse_svelte } from 'svelte/compiler';
import { expect, test } from 'vitest';
import { parse as parse_yaml } from 'yaml';
import { en, en_problems } from './en.ts';
import { authenticator as en_authenticator } from './en/authenticator.ts';
import { desk as en_desk } from './en/desk.ts';
import {
  is_problem_slug,
  problem_sentence,
  t,
  type ProblemFacts,
  type ProblemSlug,
} from './index.ts';

const web = join(import.meta.dirname, '../../..');
const api = parse_yaml(readFileSync(join(web, '../doc/api.yaml'), 'utf8'));

interface Operation {
  'x-problems'?: string[];
}
const operations = Object.values(api.paths as Record<string, Record<string, Operation>>).flatMap(
  (path) => Object.values(path),
);
// The introduction lists the ones that every route can answer with.
const general = [...(api.info.description as string).matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)]
  .map((match) => match[1]!)
  .filter((word) => word !== 'type' && word !== 'x-problems');
const slugs = new Set([...general, ...operations.flatMap((one) => one['x-problems'] ?? [])]);

function files_under(folder: string, end: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(end))
    .map((entry) => join(entry.parentPath, entry.name));
}
const src = join(web, 'src');
const pages = files_under(src, '.svelte');
const sources = [...pages, ...files_under(src, '.ts')]
  .filter((file) => !/messages\/|\.test\.ts$|api-types/.test(file))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');

test('every problem of the API has a text', () => {
  expect(slugs.size).toBeGreaterThan(35);
  expect([...slugs].filter((slug) => !is_problem_slug(slug))).toEqual([]);
});

test('a problem makes a whole sentence, with facts and without', () => {
  const none: ProblemFacts = {
    waits: false,
    wait: 'a while',
    until: '',
    tries: undefined,
    minimum: undefined,
    reason: '',
    restriction: '',
    code_kind: 'one_time',
    at_desk: false,
  };
  const all: ProblemFacts = {
    waits: true,
    wait: '2 minutes',
    until: 'Friday',
    tries: 3,
    minimum: 15,
    reason: 'common',
    restriction: 'hold',
    code_kind: 'backup',
    at_desk: false,
  };
  for (const slug of Object.keys(en_problems) as ProblemSlug[]) {
    for (const facts of [none, all, { ...none, at_desk: true }, { ...all, at_desk: true }]) {
      const text = problem_sentence(slug, facts);
      expect(text, slug).toMatch(/^[A-Z].*[.]$/);
      expect(text, slug).not.toMatch(/undefined|null| {2}| [,.]/);
    }
  }
});

// A key is used as it stands, or by a template that ends or goes on with a value:
// t(`kind.${kind}`).
const templates = [...sources.matchAll(/`([a-z_0-9.]*(?:\$\{[^}`]*\}[a-z_0-9.]*)+)`/g)].map(
  (template) => {
    const pattern = template[1]!.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[a-z_0-9]+');
    return new RegExp(`^${pattern}$`);
  },
);

const is_used = (key: string): boolean =>
  sources.includes(`'${key}'`) || templates.some((template) => template.test(key));

test('every sentence is said somewhere', () => {
  const keys = Object.keys({ ...en, ...en_desk, ...en_authenticator });
  expect(keys.filter((key) => !is_used(key))).toEqual([]);
});

test('the desk and the authenticator have no word that the site has already', () => {
  const more = Object.keys({ ...en_desk, ...en_authenticator });
  expect(more.filter((key) => Object.hasOwn(en, key))).toEqual([]);
});

test('white space of the source is not shown', () => {
  expect(t('sign_up.confirm_sent', { email: 'a@b.example' })).not.toMatch(/\s{2}|\n/);
});

interface Node {
  type: string;
  name?: string;
  data?: string;
  value?: unknown;
}
const spoken = ['alt', 'aria-label', 'placeholder', 'title', 'label', 'hint'];

// Texts and spoken attributes that stand in a template as they are.
function words_in(node: unknown, found: string[] = []): string[] {
  if (Array.isArray(node)) node.forEach((child) => words_in(child, found));
  else if (node && typeof node === 'object') {
    const { type, name, data, value } = node as Node;
    if (type === 'Text' && /[a-z]{2}/i.test(data ?? '')) found.push(data!.trim());
    if (type !== 'Attribute') Object.values(node).forEach((child) => words_in(child, found));
    else if (spoken.includes(name ?? '')) words_in(value, found);
  }
  return found;
}

// Every page is parsed, also on a machine that does much else.
const parsing_within_ms = 60_000;

test('no page has words of its own', { timeout: parsing_within_ms }, () => {
  const own = pages.map((file) => {
    const { fragment } = parse_svelte(readFileSync(file, 'utf8'), { modern: true });
    return { file: file.slice(src.length), words: words_in(fragment) };
  });
  expect(own.filter(({ words }) => words.length > 0)).toEqual([]);
});
