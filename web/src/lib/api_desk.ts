// What the staff's pages ask of the server.
import { answer, type Client } from './answer';
import type { components, paths } from './api-types';

type Schemas = components['schemas'];
export type DeskState = Schemas['DeskState'];
export type Staff = NonNullable<DeskState['staff']>;
export type Invitation =
  paths['/api/v1/desk/join/look']['post']['responses'][200]['content']['application/json'];

export type Role = Schemas['StaffRole'];
export type Seat = Schemas['Seat'];
export type Case = Schemas['Case'];
export type CaseLine = Schemas['CaseLine'];
export type CaseItem = Schemas['CaseItem'];
export type CaseVideo = NonNullable<Case['video']>;
export type Claim = Case['claims'][number];
export type ClaimField = Schemas['ClaimField'];
export type EvidenceKind = Schemas['EvidenceKind'];
export type Answers = Schemas['Checklist'];
export type VerdictKind = Schemas['VerdictKind'];
export type Verdict = Schemas['Verdict'];
export type Lists = Schemas['DeskLists'];
export type Reason = Lists['reasons'][number];
export type Board = Schemas['Board'];
export type JournalLine = Schemas['DeskJournalLine'];

export interface Wanted {
  kind: EvidenceKind;
  reason: string;
}

export type Without = 'turn' | 'blink' | 'speak';

export interface Decision {
  verdict: VerdictKind;
  checklist: Answers;
  reasons: string[];
  note?: string;
  digest: string;
  code: string;
}

export function desk_door({ GET, POST }: Client) {
  return {
    desk_session: () => answer(GET('/api/v1/desk/session')),
    sign_in_at_desk: (email: string, password: string) =>
      answer(POST('/api/v1/desk/sign-in', { body: { email, password } })),
    sign_in_at_desk_with_code: (code: string) =>
      answer(POST('/api/v1/desk/sign-in/code', { body: { code } })),
    // Drops a waiting challenge too.
    sign_out_at_desk: () => answer(POST('/api/v1/desk/sign-out')),
    look_at_invitation: (token: string) =>
      answer(POST('/api/v1/desk/join/look', { body: { token } })),
    begin_joining: (token: string, password: string) =>
      answer(POST('/api/v1/desk/join/begin', { body: { token, password } })),
    confirm_joining: (code: string) =>
      answer(POST('/api/v1/desk/join/confirm', { body: { code } })),
  };
}

const by_id = (id: string) => ({ path: { id } });

export function desk_cases({ GET, POST }: Client) {
  return {
    desk_work: () => answer(GET('/api/v1/desk/work')),
    next_case: () => answer(POST('/api/v1/desk/work/next', { body: {} })),
    // Looking renews the lease.
    desk_case: (id: string) => answer(GET('/api/v1/desk/cases/{id}', { params: by_id(id) })),
    desk_lists: () => answer(GET('/api/v1/desk/reasons')),
    release_case: (id: string) =>
      answer(POST('/api/v1/desk/cases/{id}/release', { params: by_id(id), body: {} })),
    reveal_claim: (id: string, field: ClaimField, reason: string) =>
      answer(
        POST('/api/v1/desk/cases/{id}/reveal', { params: by_id(id), body: { field, reason } }),
      ),
    ask_for_material: (id: string, items: Wanted[], checklist: Answers) =>
      answer(
        POST('/api/v1/desk/cases/{id}/ask', { params: by_id(id), body: { items, checklist } }),
      ),
    ask_for_video: (id: string, without: Without[], checklist: Answers) =>
      answer(
        POST('/api/v1/desk/cases/{id}/video', {
          params: by_id(id),
          body: { without, checklist },
        }),
      ),
    give_verdict: (id: string, body: Decision) =>
      answer(POST('/api/v1/desk/cases/{id}/verdict', { params: by_id(id), body })),
  };
}

export function desk_oversight({ GET }: Client) {
  return {
    desk_board: () => answer(GET('/api/v1/desk/board')),
    desk_journal: (before?: string) =>
      answer(GET('/api/v1/desk/journal', { params: { query: { before } } })),
  };
}

// Files, which take longer.
export function desk_evidence({ GET }: Client) {
  return {
    // A picture or a video. Each opening is a line in the journal, which the applicant sees
    // counted.
    view_evidence: (id: string, item: string) =>
      answer<Blob>(
        GET('/api/v1/desk/cases/{id}/evidence/{item}', {
          params: { path: { id, item } },
          parseAs: 'blob',
          headers: { accept: 'image/jpeg, video/webm, video/mp4, application/problem+json' },
        }) as Promise<{ data?: Blob; error?: unknown; response: Response }>,
      ),
  };
}
