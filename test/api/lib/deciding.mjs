// What staff do with a case, as tests of the desk and of the applicant's side need it.
import assert from 'node:assert/strict';
import { expect } from './client.mjs';

const answers = (answer) =>
  Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`${i + 1}`, answer]));
export const all_yes = answers('yes');
export const one_no = { ...all_yes, 10: 'no' };

// The session may have idled while the clock moved.
export async function seated(member) {
  const { json } = expect(await member.browser.get('desk/session'), 200);
  if (!json.signed_in) await member.sign_in();
}

export async function next(member) {
  await seated(member);
  return expect(await member.browser.post('desk/work/next'), 200).json.case;
}

// The case that is theirs now.
export async function opened(member) {
  const line = await next(member);
  assert.ok(line, 'no case waits');
  return expect(await member.browser.get(`desk/cases/${line.id}`), 200).json;
}

export function give(member, { id, digest }, verdict, more = {}) {
  const checklist = verdict === 'pass' ? all_yes : one_no;
  const reasons = { reject: ['name_differs'], fraud: ['altered'] }[verdict] ?? [];
  const code = more.code ?? member.fresh_code();
  const body = { verdict, checklist, reasons, digest, ...more, code };
  return member.browser.post(`desk/cases/${id}/verdict`, body);
}

// Both, one after the other.
export async function passed_by(...members) {
  for (const member of members) expect(await give(member, await opened(member), 'pass'), 200);
}
