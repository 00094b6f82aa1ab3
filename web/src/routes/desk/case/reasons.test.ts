import { expect, test } from 'vitest';
import type { Lists, Wanted } from '#lib/api_desk.ts';
import { applicant_reads, reasons_about, reasons_for, toggled, wanted_with } from './reasons.ts';

const lists: Pick<Lists, 'reasons'> = {
  reasons: [
    { slug: 'blurred', class: 'quality', text: 'It is blurred.', kinds: ['id_front', 'selfie'] },
    { slug: 'expired', class: 'quality', text: 'It has expired.', kinds: ['id_front'] },
    { slug: 'name', class: 'match', text: 'The name differs.', kinds: [] },
    { slug: 'number', class: 'match', text: 'The number differs.', kinds: [] },
    { slug: 'forged', class: 'fraud', text: 'Forged.', kinds: [] },
  ],
};
const slugs = (reasons: Lists['reasons']) => reasons.map(({ slug }) => slug);

test('a rejection has reasons of quality and of matching, fraud has its own', () => {
  expect(slugs(reasons_for('reject', lists))).toEqual(['blurred', 'expired', 'name', 'number']);
  expect(slugs(reasons_for('fraud', lists))).toEqual(['forged']);
  expect(reasons_for('pass', lists)).toEqual([]);
});

test('something is asked for again only for its quality', () => {
  expect(slugs(reasons_about('id_front', lists))).toEqual(['blurred', 'expired']);
  expect(slugs(reasons_about('selfie', lists))).toEqual(['blurred']);
  expect(reasons_about('id_back', lists)).toEqual([]);
});

test('quality is told exactly; one thing that does not match reads like three', () => {
  const one = applicant_reads(['blurred', 'name'], lists);
  expect(one).toEqual({ quality: ['It is blurred.'], no_match: true });
  expect(applicant_reads(['blurred', 'name', 'number'], lists)).toEqual(one);
  expect(applicant_reads(['expired'], lists).no_match).toBe(false);
});

test('the words of fraud are never among what is read', () => {
  expect(applicant_reads(['forged'], lists)).toEqual({ quality: [], no_match: true });
});

test('a reason is ticked and unticked', () => {
  expect(toggled(['blurred'], 'name', true)).toEqual(['blurred', 'name']);
  expect(toggled(['blurred', 'name'], 'blurred', false)).toEqual(['name']);
  expect(toggled(['blurred'], 'blurred', true)).toEqual(['blurred']);
});

test('each thing is asked for with one reason', () => {
  const wanted: Wanted[] = [{ kind: 'selfie', reason: 'blurred' }];
  expect(wanted_with(wanted, 'selfie', 'dark')).toEqual([{ kind: 'selfie', reason: 'dark' }]);
  expect(wanted_with(wanted, 'id_front', 'expired')).toHaveLength(2);
  expect(wanted_with(wanted, 'selfie', null)).toEqual([]);
});
