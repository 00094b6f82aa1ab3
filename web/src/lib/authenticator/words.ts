// What came of opening, reading and importing, as sentences.
import { t } from '#lib/messages/authenticator.ts';
import type { Doubt, Fault, Reason } from '#lib/transfer/result.ts';
import type { KeyFault } from '#lib/vault/typed_key.ts';
import { problem_text } from '#lib/problem_text.ts';
import type { OpenFault } from './opening.ts';
import { may_be_a_backup, type Trouble } from './sync_trouble.ts';

export const open_fault_text = (fault: OpenFault | 'busy'): string => t(`open.${fault}`);

export const key_fault_text = (fault: KeyFault): string =>
  t(`reason.key_${fault.slug}`, { what: 'at' in fault ? fault.at : '' });

export const reason_text = (reason: Reason): string =>
  t(`reason.${reason.why}`, { what: 'what' in reason ? (reason.what ?? '') : '' });

export const doubt_text = (doubt: Doubt): string => t(`doubt.${doubt.about}`);
export const import_fault_text = (fault: Fault): string => t(`import.${fault}`);

// What happened between this device and the server.
export function trouble_text(trouble: Trouble): string {
  if (trouble.why === 'lied') return t(`sync.lied.${trouble.how}`);
  if (trouble.why === 'locked') return t('unlock.because_elsewhere');
  if (trouble.why !== 'refused') return t(`sync.why.${trouble.why}`);
  const { problem } = trouble;
  // Not the site's words for it: a vault has no link by mail.
  if (problem.slug === 'not-accepted') return t('sync.why.not_accepted');
  if (problem.slug === 'unknown') return t('sync.why.unknown', { status: problem.status });
  return problem_text(problem, 'mailed');
}

// And what to do.
export function trouble_advice(trouble: Trouble): string {
  if (trouble.why === 'lied') {
    return t(may_be_a_backup(trouble) ? 'sync.do.backup' : 'sync.do.lied');
  }
  if (trouble.why === 'needs_passphrase') return t('sync.do.needs_passphrase');
  const status = trouble.why === 'refused' ? trouble.problem.status : 0;
  if (status === 401) return t('sync.do.removed');
  return status === 410 ? t('sync.do.gone') : t('sync.do.waits');
}
