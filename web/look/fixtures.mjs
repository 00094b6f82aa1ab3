// What the API answers while somebody looks: a few accounts in a few states. Times are fixed, so that pictures compare.
import { appeal_answers, appeals } from './appeals.mjs';
import { hours, now, qr_svg } from './made_up.mjs';

export { now };

export const key = 'JBSW Y3DP EHPK 3PXP';
export const codes = [
  '12345678',
  '02468135',
  '99887766',
  '55501234',
  '31415926',
  '27182818',
  '16180339',
  '00000001',
];

const site = {
  name: 'Harbour Exchange',
  setup_key_length: 16,
  backup_codes_viewable: true,
  password_min_only_factor: 15,
  password_min_with_factor: 8,
  mailbox: true,
  hold_hours: 48,
  support: 'help@harbour.example',
  desk: true,
};

const account = {
  email: 'ada@example.org',
  level: 2,
  method: 'authenticator',
  factor: 'active',
  restriction: { kind: 'none', until: null },
  backup_codes_left: 6,
  replace_with_password: false,
  must_change_password: false,
  session_expires_at: hours(24),
  idle_expires_at: hours(1),
};

const signed_in = (more = {}) => ({
  signed_in: true,
  challenge: null,
  account: { ...account, ...more },
});
const nobody = { signed_in: false, challenge: null, account: null };
const waiting = (more = {}) => ({
  signed_in: false,
  account: null,
  challenge: {
    expires_at: new Date(now.getTime() + 300_000).toISOString(),
    one_time_codes: 'active',
    backup_codes_left: 6,
    ...more,
  },
});

export const people = {
  nobody,
  challenged: waiting(),
  challenged_suspended: waiting({ one_time_codes: 'suspended' }),
  challenged_last: waiting({ backup_codes_left: 1 }),
  fresh: signed_in({ level: 1, method: 'password', factor: 'none', backup_codes_left: 0 }),
  ada: signed_in(),
  held: signed_in({ restriction: { kind: 'hold', until: hours(40) }, backup_codes_left: 2 }),
  frozen: signed_in({ restriction: { kind: 'freeze', until: null } }),
  by_backup: signed_in({
    method: 'backup_code',
    backup_codes_left: 5,
    replace_with_password: true,
  }),
  suspended: signed_in({ factor: 'suspended', method: 'backup_code' }),
};

const works = { state: 'good', reason: 'works' };
const readiness = {
  setup_key: { state: 'caution', reason: 'not_written_down' },
  backup_codes: works,
  appeal: { state: 'danger', reason: 'desk_closed' },
  addresses: { state: 'danger', reason: 'one_address' },
  ask_key_group: 3,
  drill_due: true,
};
const readiness_of_none = {
  setup_key: { state: 'danger', reason: 'no_factor' },
  backup_codes: { state: 'danger', reason: 'no_factor' },
  appeal: { state: 'danger', reason: 'desk_closed' },
  addresses: works,
  ask_key_group: null,
  drill_due: false,
};

const enrolment = {
  setup_key: key,
  otpauth_uri: 'otpauth://totp/Harbour%20Exchange:ada@example.org?secret=JBSWY3DPEHPK3PXP',
  qr_svg: qr_svg(),
  issuer: 'Harbour Exchange',
  account_name: 'ada@example.org',
  expires_at: new Date(now.getTime() + 600_000).toISOString(),
};
const firefox = 'Firefox on Linux';
const iphone = 'Safari on iPhone';
const kinds = ['signed_in', 'codes_regenerated', 'factor_wrong', 'factor_enabled', 'signed_up'];
const sent = { expires_at: new Date(now.getTime() + 900_000).toISOString() };

export const problem = (status, slug, more = {}) => ({
  status,
  body: { type: `/errors/${slug}`, title: slug, status, detail: slug, instance: '4711', ...more },
});
const answer = (body, status = 200) => ({ status, body });

const no_appeal = problem(404, 'no-appeal');
const of_appeals = Object.fromEntries(
  Object.entries(appeal_answers).map(([path, body]) => [path, answer(body)]),
);

// By method and path under /api/v1. What is not here is no content. `appeal` names the one that is
// open in this browser.
export function answers(who, appeal) {
  const session = people[who] ?? people.nobody;
  return {
    ...of_appeals,
    'GET appeal': appeal ? answer(appeals[appeal]) : no_appeal,
    'POST appeal/reset/begin': answer(enrolment),
    'POST appeal/reset/confirm': answer({
      backup_codes: codes,
      hold_until: hours(48),
      session: people.held,
    }),
    'GET site': answer(site),
    'GET session': answer(session),
    'POST sign-up': answer(sent, 202),
    'POST sign-up/confirm': answer(people.fresh, 201),
    'POST sign-in': answer(people.challenged),
    'POST sign-in/code': answer(people.ada),
    'POST relief': answer(undefined, 202),
    'POST password/forgot': answer(undefined, 202),
    'POST password/link': answer({ factor: 'active', expires_at: hours(24), password_min: 8 }),
    'POST password/reset': answer({ result: 'changed' }),
    'POST password/change': answer(session),
    'POST authenticator/mail-code': answer(sent, 202),
    'POST authenticator/begin': answer(enrolment),
    'POST authenticator/confirm': answer({ backup_codes: codes, session: people.ada }),
    'POST authenticator/disable': answer(people.fresh),
    'GET backup-codes': answer({ left: 6, made_at: hours(-200), viewable: true }),
    'POST backup-codes/view': answer({
      codes: codes.map((code, place) =>
        place === 2 || place === 5
          ? { code: null, used_at: hours(-30 * place) }
          : { code, used_at: null },
      ),
      session: people.held,
    }),
    'POST backup-codes/regenerate': answer({ backup_codes: codes, session: people.held }),
    'GET readiness': answer(who === 'fresh' ? readiness_of_none : readiness),
    'POST readiness/written-down': answer({ key_matches: true, code_matches: false }),
    'GET addresses': answer({
      addresses: [
        { id: '1', email: 'ada@example.org', primary: true, confirmed_at: hours(-9000) },
        { id: '2', email: 'ada.lovelace@post.example', primary: false, confirmed_at: hours(-90) },
      ],
    }),
    'POST addresses': answer(sent, 202),
    'GET sessions': answer({
      sessions: [firefox, iphone].map((agent, place) => ({
        id: String(place + 1),
        current: place === 0,
        method: place === 0 ? 'authenticator' : 'password',
        level: 2,
        created_at: hours(-3),
        seen_at: hours(-place),
        client: place === 0 ? '192.0.2.17' : '2001:db8:17:4::/64',
        agent,
      })),
    }),
    'GET activity': answer({
      lines: kinds.map((kind, place) => ({
        id: String(9 - place),
        at: hours(-7 * place),
        kind,
        client: '192.0.2.17',
      })),
      next: '4',
    }),
    'GET identity': answer({
      present: false,
      entered_at: null,
      entered_by: null,
      usable_from: null,
    }),
    'POST stolen': answer(sent, 202),
    'POST stolen/confirm': answer({ codes_back_at: hours(72), hold_until: hours(72) }),
    'POST undo': answer({ restored: ['password', 'authenticator'], hold_until: hours(48) }),
    'POST not-me/look': answer({
      event: 'factor_enabled',
      at: hours(-2),
      action: 'undo_enabling',
      expires_at: hours(70),
    }),
    'POST not-me': answer({ done: 'enabling_undone', hold_until: hours(72) }),
    'GET mailbox': answer({
      mails: [
        {
          id: '1',
          to: 'ada@example.org',
          subject: 'Your code: confirm your address',
          text: 'Hello,\n\nyour code is 1234 5678. It works for 15 minutes.\n\nNot you? Do nothing.',
          at: hours(-1),
        },
        {
          id: '2',
          to: 'ada@example.org',
          subject: 'Choose a new password',
          text: 'Open http://localhost:8080/reset#AAAABBBBCCCCDDDD.\n\nThe link works once.',
          at: hours(-2),
        },
      ],
    }),
  };
}
