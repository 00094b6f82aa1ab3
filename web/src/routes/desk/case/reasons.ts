// Reasons: which can be given where, and what the applicant reads of them. What does not match is
// one sentence for all, so that nobody learns what was right.
import type { EvidenceKind, Lists, Reason, VerdictKind, Wanted } from '#lib/api_desk.ts';

const classes: Record<VerdictKind, Reason['class'][]> = {
  pass: [],
  reject: ['quality', 'match'],
  doubt: ['quality', 'match', 'fraud'],
  fraud: ['fraud'],
};

export function reasons_for(verdict: VerdictKind, { reasons }: Pick<Lists, 'reasons'>): Reason[] {
  return reasons.filter((reason) => classes[verdict].includes(reason.class));
}

// Only quality is asked about again; what did not match is not a better picture away.
export function reasons_about(kind: EvidenceKind, { reasons }: Pick<Lists, 'reasons'>): Reason[] {
  return reasons.filter((reason) => reason.class === 'quality' && reason.kinds.includes(kind));
}

export interface Read {
  // Told word for word.
  quality: string[];
  // The one sentence that says that something did not match.
  no_match: boolean;
}

export function applicant_reads(
  chosen: readonly string[],
  { reasons }: Pick<Lists, 'reasons'>,
): Read {
  const given = reasons.filter(({ slug }) => chosen.includes(slug));
  return {
    quality: given.filter((reason) => reason.class === 'quality').map(({ text }) => text),
    no_match: given.some((reason) => reason.class !== 'quality'),
  };
}

// A reason is ticked or not; the order is that of the list.
export function toggled(chosen: readonly string[], slug: string, on: boolean): string[] {
  const others = chosen.filter((one) => one !== slug);
  return on ? [...others, slug] : others;
}

// One reason for each thing that is asked for; asking for it with another reason replaces it.
export function wanted_with(
  wanted: readonly Wanted[],
  kind: EvidenceKind,
  reason: string | null,
): Wanted[] {
  const others = wanted.filter((one) => one.kind !== kind);
  return reason === null ? others : [...others, { kind, reason }];
}
