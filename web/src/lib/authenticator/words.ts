// What came of opening, reading and importing, as sentences.
import { t } from '#lib/messages/authenticator.ts';
import type { Doubt, Fault, Reason } from '#lib/transfer/result.ts';
import type { KeyFault } from '#lib/vault/typed_key.ts';
import type { OpenFault } from './opening.ts';

export const open_fault_text = (fault: OpenFault | 'busy'): string => t(`open.${fault}`);

export const key_fault_text = (fault: KeyFault): string =>
  t(`reason.key_${fault.slug}`, { what: 'at' in fault ? fault.at : '' });

export const reason_text = (reason: Reason): string =>
  t(`reason.${reason.why}`, { what: 'what' in reason ? (reason.what ?? '') : '' });

export const doubt_text = (doubt: Doubt): string => t(`doubt.${doubt.about}`);
export const import_fault_text = (fault: Fault): string => t(`import.${fault}`);
