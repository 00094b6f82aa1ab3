// The words of the site. A language is a file beside en.ts with the same keys; the compiler says
// which are missing.
import { en, en_problems } from './en';

export type Messages = typeof en;
export type Key = keyof Messages;
export type ProblemSlug = keyof typeof en_problems;

// Where a code comes from, so that a wrong one is looked for in the right place.
export type CodeKind = 'one_time' | 'mailed' | 'backup';

// What a problem's sentence may say, already in people's words.
export interface ProblemFacts {
  // Whether waiting helps, and how long.
  waits: boolean;
  wait: string;
  until: string;
  tries: number | undefined;
  minimum: number | undefined;
  reason: string;
  restriction: string;
  code_kind: CodeKind;
  // Said to staff, who have no backup codes and get no links by mail.
  at_desk: boolean;
}

type Sentence<V> = string | ((values: V) => string);
type Values<M, K extends keyof M> = M[K] extends (values: infer V) => string ? [values: V] : [];

// Sentences are written over several lines of source; people see one.
function say<V>(sentence: Sentence<V>, values: V): string {
  const text = typeof sentence === 'function' ? sentence(values) : sentence;
  return text.replace(/\s+/g, ' ').trim();
}

// Says the sentences of a file, and no others.
export function speaker<M extends object>(words: M) {
  return <K extends keyof M>(key: K, ...values: Values<M, K>): string =>
    say(words[key] as Sentence<unknown>, values[0]);
}

export const t = speaker(en);

export function is_key(text: string): text is Key {
  return Object.hasOwn(en, text);
}

export function is_problem_slug(text: string): text is ProblemSlug {
  return Object.hasOwn(en_problems, text);
}

export function problem_sentence(slug: ProblemSlug, facts: ProblemFacts): string {
  return say(en_problems[slug] as Sentence<ProblemFacts>, facts);
}
