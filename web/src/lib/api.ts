// The one door to the server: every request of the web leaves here, and every answer is a value,
// never an exception.
import createClient from 'openapi-fetch';
import { answer, type Client } from './answer';
import { appeal, appeal_links, uploads } from './api_appeal';
import { desk_cases, desk_door, desk_evidence, desk_oversight } from './api_desk';
import type { components, paths } from './api-types';

export type { Answer, Client } from './answer';

type Schemas = components['schemas'];
export type Site = Schemas['Site'];
export type SessionState = Schemas['SessionState'];
export type Account = NonNullable<SessionState['account']>;
export type Challenge = NonNullable<SessionState['challenge']>;
export type Proof = Schemas['Proof'];
export type Enrolment = Schemas['Enrolment'];
export type Readiness = Schemas['Readiness'];
export type WayBack = Schemas['WayBack'];
export type Address = Schemas['Address'];
export type SessionLine = Schemas['SessionLine'];
export type ActivityLine = Schemas['ActivityLine'];
export type IdentityState = Schemas['IdentityState'];
export type FactorState = Schemas['FactorState'];
export type AppealState = Schemas['AppealState'];
export type AppealForm = Schemas['AppealForm'];
export type EvidenceItem = Schemas['EvidenceItem'];
export type PaperCode = Schemas['PaperCode'];
export type VideoSession = Schemas['VideoSession'];

// Longer than the server's own queues: past it nobody is coming.
const patience_ms = 60_000;
// A video of 60 MiB over a poor line.
const video_patience_ms = 600_000;

interface Credentials {
  email: string;
  password: string;
}

interface CredentialsAndCode extends Credentials {
  code: string;
  confirm_last?: boolean;
}

interface Reset {
  token: string;
  new_password: string;
  code?: string;
  without_factor?: boolean;
}

interface Identity {
  proof: Proof;
  legal_name: string;
  birth_date: string;
  id_number: string;
  phone?: string;
}

function entrance({ GET, POST }: Client) {
  return {
    site: () => answer(GET('/api/v1/site')),
    session: () => answer(GET('/api/v1/session')),
    mailbox: () => answer(GET('/api/v1/mailbox')),
    sign_up: (body: Credentials) => answer(POST('/api/v1/sign-up', { body })),
    confirm_sign_up: (code: string) => answer(POST('/api/v1/sign-up/confirm', { body: { code } })),

    sign_in: (body: Credentials) => answer(POST('/api/v1/sign-in', { body })),
    sign_in_with_code: (code: string, confirm_last?: boolean) =>
      answer(POST('/api/v1/sign-in/code', { body: { code, confirm_last } })),
    cancel_sign_in: () => answer(POST('/api/v1/sign-in/cancel')),
    sign_out: () => answer(POST('/api/v1/sign-out')),
    ask_for_relief: (email: string) => answer(POST('/api/v1/relief', { body: { email } })),
    use_relief: (token: string) => answer(POST('/api/v1/relief/use', { body: { token } })),
  };
}

function passwords({ POST }: Client) {
  return {
    forgot_password: (email: string) =>
      answer(POST('/api/v1/password/forgot', { body: { email } })),
    password_link: (token: string) => answer(POST('/api/v1/password/link', { body: { token } })),
    reset_password: (body: Reset) => answer(POST('/api/v1/password/reset', { body })),
    change_password: (proof: Proof, new_password: string) =>
      answer(POST('/api/v1/password/change', { body: { proof, new_password } })),
  };
}

function factors({ GET, POST }: Client) {
  return {
    mail_enable_code: () => answer(POST('/api/v1/authenticator/mail-code')),
    begin_enabling: (proof: Proof, mailed_code: string) =>
      answer(
        POST('/api/v1/authenticator/begin', {
          body: { purpose: 'enable', proof, mailed_code },
        }),
      ),
    begin_replacing: (proof: Proof) =>
      answer(POST('/api/v1/authenticator/begin', { body: { purpose: 'replace', proof } })),
    confirm_enrolment: (code: string) =>
      answer(POST('/api/v1/authenticator/confirm', { body: { code } })),
    disable_authenticator: (proof: Proof) =>
      answer(POST('/api/v1/authenticator/disable', { body: { proof } })),

    backup_codes: () => answer(GET('/api/v1/backup-codes')),
    view_backup_codes: (proof: Proof) =>
      answer(POST('/api/v1/backup-codes/view', { body: { proof } })),
    regenerate_backup_codes: (proof: Proof) =>
      answer(POST('/api/v1/backup-codes/regenerate', { body: { proof } })),
    readiness: () => answer(GET('/api/v1/readiness')),
    prove_written_down: (key_group: number, group_text: string, code_ending: string) =>
      answer(
        POST('/api/v1/readiness/written-down', {
          body: { key_group, group_text, code_ending },
        }),
      ),
    snooze_drill: () => answer(POST('/api/v1/readiness/snooze')),
  };
}

function account({ GET, POST }: Client) {
  const by_id = (id: string) => ({ path: { id } });
  return {
    addresses: () => answer(GET('/api/v1/addresses')),
    add_address: (email: string, proof: Proof) =>
      answer(POST('/api/v1/addresses', { body: { email, proof } })),
    confirm_address: (code: string) =>
      answer(POST('/api/v1/addresses/confirm', { body: { code } })),
    remove_address: (id: string, proof: Proof) =>
      answer(POST('/api/v1/addresses/{id}/remove', { params: by_id(id), body: { proof } })),
    make_address_primary: (id: string, proof: Proof) =>
      answer(POST('/api/v1/addresses/{id}/primary', { params: by_id(id), body: { proof } })),
    sessions: () => answer(GET('/api/v1/sessions')),
    end_session: (id: string) => answer(POST('/api/v1/sessions/{id}/end', { params: by_id(id) })),
    end_other_sessions: () => answer(POST('/api/v1/sessions/end-others')),
    activity: (before?: string) =>
      answer(GET('/api/v1/activity', { params: { query: { before } } })),
    identity: () => answer(GET('/api/v1/identity')),
    enter_identity: (body: Identity) => answer(POST('/api/v1/identity', { body })),
    close_account: (proof: Proof) => answer(POST('/api/v1/account/close', { body: { proof } })),
  };
}

function emergencies({ POST }: Client) {
  return {
    report_stolen: (body: Credentials) => answer(POST('/api/v1/stolen', { body })),
    confirm_stolen: (body: {
      mailed_code?: string;
      backup_code?: string;
      confirm_last?: boolean;
    }) => answer(POST('/api/v1/stolen/confirm', { body })),
    take_back_stolen: (body: CredentialsAndCode) =>
      answer(POST('/api/v1/stolen/take-back', { body })),
    undo_change: (body: CredentialsAndCode) => answer(POST('/api/v1/undo', { body })),
    look_at_not_me: (token: string) => answer(POST('/api/v1/not-me/look', { body: { token } })),
    not_me: (token: string, password: string) =>
      answer(POST('/api/v1/not-me', { body: { token, password } })),
  };
}

// `fetch` and the base address come from outside, so that tests can answer.
export function make_api(fetch: typeof globalThis.fetch, base = '') {
  const client_of = (waits_ms: number) =>
    createClient<paths>({
      baseUrl: base,
      fetch: (request) => fetch(request, { signal: AbortSignal.timeout(waits_ms) }),
      headers: { accept: 'application/json, application/problem+json' },
    });
  const client = client_of(patience_ms);
  return {
    ...entrance(client),
    ...passwords(client),
    ...factors(client),
    ...account(client),
    ...emergencies(client),
    ...appeal(client),
    ...appeal_links(client),
    ...uploads(client_of(video_patience_ms)),
    ...desk_door(client),
    ...desk_cases(client),
    ...desk_oversight(client),
    ...desk_evidence(client_of(video_patience_ms)),
  };
}

export const api = make_api((...request) => globalThis.fetch(...request));
