// What happened to an account, in words. A kind that this build does not know is still shown, as
// something.
import { is_key, t } from './messages';

export function kind_text(kind: string): string {
  const key = `kind.${kind}`;
  return is_key(key) ? t(key as 'kind.other') : t('kind.other');
}

export function method_text(method: string): string {
  const key = `method.${method}`;
  return is_key(key) ? t(key as 'method.other') : t('method.other');
}
