import { expect, test } from 'vitest';
import { deposits_of, form_of, typed_of } from './form.ts';

test('a comma before white space parts deposits; one in a number does not', () => {
  expect(deposits_of('1,250 EUR, 0.2 ETH')).toEqual(['1,250 EUR', '0.2 ETH']);
  expect(deposits_of(' 300 EUR;0.2 ETH\n7 ')).toEqual(['300 EUR', '0.2 ETH', '7']);
  expect(deposits_of(' , ')).toEqual([]);
});

test('what was not typed is not said', () => {
  expect(form_of(typed_of(null))).toEqual({
    legal_name: '',
    id_number: '',
    phone: '',
    facts: { deposits: [] },
  });
});

test('what was typed comes back as it was', () => {
  const form = {
    legal_name: 'Ada Lovelace',
    id_number: 'L898902C',
    id_country: 'DE',
    phone: '+49 170 1234567',
    facts: { registered_month: '2024-05', deposits: ['300 EUR', '0.2 ETH'] },
  };
  expect(form_of(typed_of(form))).toEqual(form);
});
