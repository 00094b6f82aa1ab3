// The form of an appeal as it is typed, and as the API has it: what is empty is not said.
import type { AppealForm } from '../api';

export interface Typed {
  legal_name: string;
  id_number: string;
  id_country: string;
  phone: string;
  registered_month: string;
  transaction_amount: string;
  transaction_currency: string;
  // With a comma between them.
  deposits: string;
}

// The server's limits, in code points.
export const lengths = {
  legal_name: 200,
  id_number: 64,
  id_country: 2,
  phone: 32,
  registered_month: 7,
  transaction_amount: 40,
  transaction_currency: 12,
  deposits: 5 * 42,
} as const;

export function typed_of(form: AppealForm | null): Typed {
  return {
    legal_name: form?.legal_name ?? '',
    id_number: form?.id_number ?? '',
    id_country: form?.id_country ?? '',
    phone: form?.phone ?? '',
    registered_month: form?.facts.registered_month ?? '',
    transaction_amount: form?.facts.transaction_amount ?? '',
    transaction_currency: form?.facts.transaction_currency ?? '',
    deposits: (form?.facts.deposits ?? []).join(', '),
  };
}

// "1,250 EUR, 0.2 ETH" are two deposits: a comma parts them where white space follows.
export function deposits_of(text: string): string[] {
  return text
    .split(/,\s+|;|\n/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

const said = <T extends object>(members: T): Partial<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value)) as Partial<T>;

export function form_of(typed: Typed): AppealForm {
  const { legal_name, id_number, phone, id_country } = typed;
  const { registered_month, transaction_amount, transaction_currency } = typed;
  const deposits = deposits_of(typed.deposits);
  return {
    legal_name,
    id_number,
    phone,
    ...said({ id_country: id_country.toUpperCase() }),
    facts: {
      deposits,
      ...said({ registered_month, transaction_amount, transaction_currency }),
    },
  };
}
