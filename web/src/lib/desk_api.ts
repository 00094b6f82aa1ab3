// What the staff's pages ask of the server, through the same door. Apart from api.ts, so that
// applicants do not load it.
import { answer, client, type Client } from './api';
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

const by_id = (id: string) => ({ path: { id } });

function entrance({ GET, POST }: Client) {
  return {
    session: () => answer(GET('/api/v1/desk/session')),
    sign_in: (email: string, password: string) =>
      answer(POST('/api/v1/desk/sign-in', { body: { email, password } })),
    sign_in_with_code: (code: string) =>
      answer(POST('/api/v1/desk/sign-in/code', { body: { code } })),
    sign_out: () => answer(POST('/api/v1/desk/sign-out')),
    look_at_invitation: (token: string) =>
      answer(POST('/api/v1/desk/join/look', { body: { token } })),
    begin_joining: (token: string, password: string) =>
      answer(POST('/api/v1/desk/join/begin', { body: { token, password } })),
    confirm_joining: (code: string) =>
      answer(POST('/api/v1/desk/join/confirm', { body: { code } })),
  };
}

function cases({ GET, POST }: Client) {
  return {
    work: () => answer(GET('/api/v1/desk/work')),
    next_case: () => answer(POST('/api/v1/desk/work/next', { body: {} })),
    // Looking renews the lease.
    one: (id: string) => answer(GET('/api/v1/desk/cases/{id}', { params: by_id(id) })),
    lists: () => answer(GET('/api/v1/desk/reasons')),
    release: (id: string) =>
      answer(POST('/api/v1/desk/cases/{id}/release', { params: by_id(id), body: {} })),
    reveal: (id: string, field: ClaimField, reason: string) =>
      answer(
        POST('/api/v1/desk/cases/{id}/reveal', { params: by_id(id), body: { field, reason } }),
      ),
    // A picture or a video. Each opening is a line in the journal, which the applicant sees
    // counted.
    evidence: (id: string, item: string) =>
      answer<Blob>(
        GET('/api/v1/desk/cases/{id}/evidence/{item}', {
          params: { path: { id, item } },
          parseAs: 'blob',
          headers: { accept: 'image/jpeg, video/webm, video/mp4, application/problem+json' },
        }) as Promise<{ data?: Blob; error?: unknown; response: Response }>,
      ),
    ask: (id: string, items: Wanted[], checklist: Answers) =>
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
    decide: (id: string, body: Decision) =>
      answer(POST('/api/v1/desk/cases/{id}/verdict', { params: by_id(id), body })),
  };
}

function oversight({ GET }: Client) {
  return {
    board: () => answer(GET('/api/v1/desk/board')),
    journal: (before?: string) =>
      answer(GET('/api/v1/desk/journal', { params: { query: { before } } })),
  };
}

export function make_desk_api(through: Client) {
  return { ...entrance(through), ...cases(through), ...oversight(through) };
}

export const desk_api = make_desk_api(client);
