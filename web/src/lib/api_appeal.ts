// What an applicant asks of the server: opening an appeal, filling it, sending what was recorded,
// and the mailed links that belong to it.
import { answer, type Client } from './answer';
import type { components } from './api-types';

type Schemas = components['schemas'];
export type Lost = Schemas['AppealState']['lost'];
export interface PhoneLink {
  url: string;
  qr_svg: string;
  expires_at: string;
  words: string;
}
export type PictureKind = Schemas['PictureKind'];
export type Captured = 'camera' | 'file';

interface Gate {
  email: string;
  code: string;
}

interface Opening extends Gate {
  password: string;
  lost: Lost;
  zone: string;
}

interface Veto extends Gate {
  password: string;
  mailed_code?: string;
  was: 'found' | 'attack';
  confirm_last?: boolean;
}

export function appeal({ GET, POST }: Client) {
  return {
    appeal_code: (email: string) => answer(POST('/api/v1/appeal/gate', { body: { email } })),
    open_appeal: (body: Opening) => answer(POST('/api/v1/appeal/open', { body })),
    continue_appeal: (body: Gate & { receipt: string }) =>
      answer(POST('/api/v1/appeal/continue', { body })),
    appeal: () => answer(GET('/api/v1/appeal')),
    save_appeal_form: (form: Schemas['AppealForm']) =>
      answer(POST('/api/v1/appeal/form', { body: { form } })),
    new_paper_code: () => answer(POST('/api/v1/appeal/paper-code')),
    phone_link: () => answer(POST('/api/v1/appeal/phone')),
    join_appeal: (token: string) => answer(POST('/api/v1/appeal/join', { body: { token } })),
    remove_evidence: (id: string) =>
      answer(POST('/api/v1/appeal/evidence/{id}/remove', { params: { path: { id } } })),
    new_receipt: () => answer(POST('/api/v1/appeal/receipt')),
    submit_appeal: (receipt: string) =>
      answer(POST('/api/v1/appeal/submit', { body: { receipt, consent: true } })),
    withdraw_appeal: () => answer(POST('/api/v1/appeal/withdraw')),
    appeal_supplied: () => answer(POST('/api/v1/appeal/supplied')),
    ask_for_review: () => answer(POST('/api/v1/appeal/review')),
    open_video: () => answer(POST('/api/v1/appeal/video/open')),
    finish_video: (take: number) =>
      answer(POST('/api/v1/appeal/video/{take}/finish', { params: { path: { take } } })),
  };
}

export function appeal_links({ POST }: Client) {
  return {
    ask_for_reset_link: (body: Gate & { password: string; receipt: string }) =>
      answer(POST('/api/v1/appeal/link', { body })),
    look_at_appeal_not_me: (token: string) =>
      answer(POST('/api/v1/appeal/not-me/look', { body: { token } })),
    appeal_not_me: (token: string) => answer(POST('/api/v1/appeal/not-me', { body: { token } })),
    veto_appeal: (body: Veto) => answer(POST('/api/v1/appeal/veto', { body })),
    is_genuine: (case_number: string, words: string) =>
      answer(POST('/api/v1/appeal/genuine', { body: { case_number, words } })),
    look_at_reset: (token: string) =>
      answer(POST('/api/v1/appeal/reset/look', { body: { token } })),
    begin_reset: (body: { token: string; password: string; receipt: string }) =>
      answer(POST('/api/v1/appeal/reset/begin', { body })),
    confirm_reset: (code: string) =>
      answer(POST('/api/v1/appeal/reset/confirm', { body: { code } })),
  };
}

// Octets go as they are, with their own type.
const as_octets = (octets: Blob) => ({
  body: octets as unknown as string,
  bodySerializer: () => octets,
  headers: { 'content-type': octets.type.split(';')[0]! },
});

export function uploads({ POST }: Client) {
  return {
    upload_picture: (kind: PictureKind, captured: Captured, picture: Blob) =>
      answer(
        POST('/api/v1/appeal/evidence/{kind}', {
          params: { path: { kind }, query: { captured } },
          ...as_octets(picture),
        }),
      ),
    upload_chunk: (take: number, n: number, chunk: Blob) =>
      answer(
        POST('/api/v1/appeal/video/{take}/chunks/{n}', {
          params: { path: { take, n } },
          ...as_octets(chunk),
        }),
      ),
  };
}
