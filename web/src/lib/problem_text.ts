// A problem in people's words, and the field of a form that it belongs to.
import { until, wait } from './dates';
import { is_key, problem_sentence, t, type CodeKind, type ProblemSlug } from './messages';
import type { Problem } from './problem';

const at_desk = () => /^\/desk(\/|$)/.test(globalThis.location?.pathname ?? '');

export function problem_text(problem: Problem, code_kind: CodeKind = 'one_time'): string {
  return problem_sentence(problem.slug, {
    waits: wait_of(problem) !== undefined,
    wait: wait_text(problem),
    until: problem.until ? until(problem.until) : '',
    tries: problem.tries_left,
    minimum: problem.minimum,
    reason: problem.reason ?? '',
    restriction: problem.restriction ?? '',
    code_kind,
    at_desk: at_desk(),
  });
}

function wait_of(problem: Problem): number | undefined {
  return problem.wait_s ?? problem.retry_after_s;
}

function wait_text(problem: Problem): string {
  const seconds = wait_of(problem);
  return seconds === undefined ? t('date.a_while') : wait(seconds);
}

// The names that forms give their fields.
export type FieldName =
  | 'email'
  | 'password'
  | 'new_password'
  | 'code'
  | 'mailed_code'
  | 'group_text'
  | 'code_ending'
  | 'legal_name'
  | 'birth_date'
  | 'id_number'
  | 'phone'
  | 'id_country'
  | 'registered_month'
  | 'transaction_amount'
  | 'transaction_currency'
  | 'deposits'
  | 'receipt'
  | 'case_number'
  | 'words';

// Which fields a problem can belong to, the likeliest first. What is not here belongs to the form
// as a whole.
const homes: Partial<Record<ProblemSlug, FieldName[]>> = {
  'not-accepted': ['password'],
  'password-wrong': ['password'],
  'password-too-short': ['new_password', 'password'],
  'password-blocked': ['new_password', 'password'],
  'code-needed': ['code'],
  'code-wrong': ['code', 'mailed_code'],
  'code-expired': ['mailed_code', 'code'],
  'code-already-used': ['code'],
  'codes-withdrawn': ['code'],
  'backup-code-not-enough': ['code'],
  'factor-suspended': ['code'],
  'receipt-wrong': ['receipt'],
  'mailed-code-needed': ['mailed_code'],
};

// A problem's words where they stand at a field.
export function field_text(
  problem: Problem,
  field: FieldName,
  code_kind: CodeKind = field === 'mailed_code' ? 'mailed' : 'one_time',
): string {
  if (problem.slug !== 'invalid-fields') return problem_text(problem, code_kind);
  const key = `field.invalid.${field}`;
  return is_key(key) ? t(key as 'field.invalid.email') : t('field.invalid');
}

// Where in a form with these fields the problem stands; undefined: above them all.
export function field_of(problem: Problem, fields: readonly FieldName[]): FieldName | undefined {
  const named = fields.find((field) => problem.fields.includes(field));
  return named ?? homes[problem.slug]?.find((field) => fields.includes(field));
}
