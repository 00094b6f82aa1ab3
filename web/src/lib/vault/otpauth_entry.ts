// An entry as an otpauth URI, and the other way round; what the URI has beside it is kept in extra.
import { new_entry, type Entry } from './entry.ts';
import { is_object, own, type JsonObject } from './json.ts';
import type { OtpauthKey } from './otpauth.ts';

export function entry_of(from: OtpauthKey): Entry {
  const { type, secret, algorithm, digits, period_s, issuer, account, counter } = from;
  const extra: JsonObject = {};
  if (from.label_issuer) extra['label_issuer'] = from.label_issuer;
  if (from.extra.length > 0) extra['otpauth'] = Object.fromEntries(from.extra);
  const entry = new_entry({ type, secret, algorithm, digits, period_s });
  return { ...entry, issuer, account, counter, extra };
}

export function otpauth_of({ key, issuer, account, counter, extra }: Entry): OtpauthKey {
  const label = own(extra, 'label_issuer');
  const parameters = own(extra, 'otpauth');
  return {
    ...key,
    issuer,
    account,
    counter,
    counter_assumed: false,
    label_issuer: typeof label === 'string' ? label : '',
    extra: Object.entries(is_object(parameters) ? parameters : {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : '',
    ]),
  };
}
