// What the API answers to the staff's pages: a desk with three people and one case.
import { now, qr_svg } from './made_up.mjs';

const hours = (n) => new Date(now.getTime() + n * 3_600_000).toISOString();
const answer = (body, status = 200) => ({ status, body });

const staff = (name, roles, more = {}) => ({
  signed_in: true,
  challenge: null,
  staff: {
    name,
    email: `${name.split(' ')[0].toLowerCase()}@desk.example`,
    roles,
    certified_until: hours(24 * 200),
    session_expires_at: hours(8),
    ...more,
  },
});

const nobody = { signed_in: false, challenge: null, staff: null };

export const desk_people = {
  stranger: nobody,
  half_in: { ...nobody, challenge: { expires_at: hours(1 / 12) } },
  ruth: staff('Ruth Okafor', ['reviewer']),
  late_ruth: staff('Ruth Okafor', ['reviewer'], { certified_until: hours(-24 * 9) }),
  lena: staff('Lena Brandt', ['reviewer', 'lead']),
  aud: staff('Aud Iversen', ['auditor']),
};

const checklist = [
  'The kind of document is accepted',
  'The document is in date',
  'All four corners are in the picture',
  'It is no print and no screen',
  'Fonts and lines are as they should be',
  'The hologram is seen in the video',
  'The lines for machines say what is printed',
  'The name fits the record',
  'The number fits the record',
  'Portrait and face are the same person',
  'The age of the portrait is plausible',
  'Words, date and code on the paper are right',
  'The paper is written by hand, not pasted in',
  'The same person is in the video',
  'Prompts are followed in order and in time',
  'Lips and voice agree',
  'Nobody else is there or prompts',
];

const reason = (slug, in_class, text, kinds = []) => ({ slug, class: in_class, text, kinds });
export const lists = {
  reasons: [
    reason('blurred', 'quality', 'It is blurred. Hold the camera still, in daylight.', [
      'id_front',
      'id_back',
      'selfie',
    ]),
    reason('cut_off', 'quality', 'A part is cut off. All four corners must be seen.', [
      'id_front',
      'id_back',
    ]),
    reason('expired', 'quality', 'The document has expired. Send one that is in date.', [
      'id_front',
    ]),
    reason('paper_code', 'quality', 'The paper shows another code. Write the one of today.', [
      'selfie',
    ]),
    reason('second_document', 'quality', 'Send a second document with your name.', ['extra']),
    reason('no_sound', 'quality', 'The video has no sound.', ['video']),
    reason('name', 'match', 'The name does not match'),
    reason('number', 'match', 'The ID number does not match'),
    reason('face', 'match', 'Portrait and face are not the same person'),
    reason('edited', 'fraud', 'The document was edited'),
    reason('prompted', 'fraud', 'Somebody else tells the person what to do'),
  ],
  checklist: checklist.map((text, place) => ({ n: place + 1, text })),
  reveal_reasons: ['compare_document', 'compare_video', 'near', 'flag'],
};

export const all_yes = Object.fromEntries(checklist.map((_, place) => [place + 1, 'yes']));
const documents = Object.fromEntries(
  Object.entries(all_yes).filter(([n]) => ![6, 14, 15, 16, 17].includes(Number(n))),
);

export const line = {
  id: '7',
  case_number: 'K7Q4-M2XR',
  state: 'initial_review',
  seat: 'a',
  due_at: hours(31.5),
  lease_until: hours(0.49),
  flags: 1,
  zone: 'Europe/Berlin',
};

const upload = (id, kind, width, height, more = {}) => ({
  id,
  kind,
  captured: 'camera',
  at: hours(-3),
  width,
  height,
  round: 0,
  advice: [],
  url: `/api/v1/desk/cases/7/evidence/${id}`,
  ...more,
});

const video = {
  id: '15',
  url: '/api/v1/desk/cases/7/evidence/15',
  take: 1,
  seconds: 4,
  prompts: [
    { at_s: 0.4, kind: 'turn_left', text: '' },
    { at_s: 1.2, kind: 'blink', text: '' },
    { at_s: 2, kind: 'numbers', text: '48 17 93' },
    { at_s: 3.1, kind: 'sentence', text: 'The ferry leaves at noon' },
  ],
  probe: ['gap'],
};

const claim = (field, masked, result) => ({ field, masked, result });
export const one_case = (more = {}) => ({
  ...line,
  words: 'amber otter',
  digest: '3f1c',
  marked: false,
  flags: ['bounced'],
  opened_at: hours(-5),
  submitted_at: hours(-3),
  claims: [
    claim('legal_name', 'A•• S•••••••', 'near'),
    claim('id_number', '••••••T47', 'match'),
    claim('phone', '+44 ••• ••41', 'match'),
    claim('transaction_amount', '••• EUR', 'match'),
    claim('deposits', '• • •', 'none'),
    claim('registered_month', '', 'absent'),
  ],
  contact_age_days: 412,
  record_age_days: 903,
  record_by: 'operator',
  items: [
    upload('11', 'id_front', 1600, 1100),
    upload('12', 'id_back', 1600, 1100, { captured: 'file', advice: ['dark'] }),
    upload('13', 'selfie', 1200, 1500),
  ],
  video: null,
  paper: { text: 'Harbour Exchange Reset 2FA', date: '23 November 2026', code: 'K7Q4-M2XR' },
  checklist: {},
  rounds_left: 3,
  video_rounds_left: 2,
  allowed: ['ask', 'video', 'reject', 'fraud'],
  timeline: [
    { at: hours(-3), event: 'submitted' },
    { at: hours(-2.9), event: 'checked' },
  ],
  other_verdicts: [],
  ...more,
});

export const with_video = (more = {}) =>
  one_case({
    video,
    checklist: documents,
    allowed: ['ask', 'video', 'pass', 'reject', 'fraud'],
    ...more,
  });

const verdict = (seat, what, answers, note) => ({
  seat,
  verdict: what,
  checklist: answers,
  reasons: what === 'doubt' ? ['face'] : [],
  note,
  at: hours(-1),
});

export const second_seat = with_video({
  seat: 'b',
  state: 'secondary_review',
  due_at: hours(24 * 6.2),
  allowed: ['ask', 'pass', 'doubt', 'fraud'],
  checklist: all_yes,
});
export const first_verdict = verdict(
  'a',
  'pass',
  { ...all_yes, 5: 'na', 11: 'no' },
  'The portrait is nine years old, the chin is the same.',
);
export const leads_seat = with_video({
  seat: 'lead',
  state: 'escalated',
  due_at: hours(-2.2),
  marked: true,
  flags: ['rival', 'double_picture'],
  allowed: ['ask', 'video', 'pass', 'reject', 'fraud'],
  other_verdicts: [first_verdict, verdict('b', 'doubt', { ...all_yes, 10: 'no' }, 'Not the ears.')],
});

const person = (name, roles, figures, more = {}) => {
  const [cases_30d, passes_30d, rejects_30d, asks_30d, median_minutes, views] = figures;
  const counts = { cases_30d, passes_30d, rejects_30d, asks_30d, median_minutes, views };
  return { name, roles, certified_until: hours(24 * 200), ...counts, ...more };
};
export const board = {
  open: 14,
  due_today: 3,
  overdue: 1,
  contested: 1,
  rival: 0,
  flagged: 2,
  bounced: 1,
  by_state: {
    initial_review: 5,
    video_requested: 3,
    secondary_review: 4,
    escalated: 1,
    contested: 1,
  },
  promises: { kept: 241, broken: 2 },
  staff: [
    person('Lena Brandt', ['reviewer', 'lead'], [31, 22, 4, 5, 14, 180]),
    person('Ruth Okafor', ['reviewer'], [44, 30, 6, 8, 11, 251]),
    person('Tom Reyes', ['reviewer'], [2, 0, 1, 1, null, 12], { certified_until: hours(-200) }),
  ],
  late: [
    {
      ...line,
      id: '9',
      case_number: 'Q2WD-77KA',
      state: 'escalated',
      seat: 'lead',
      due_at: hours(-2.2),
    },
    { ...line, id: '10', case_number: 'M4TC-PX5E', due_at: hours(2.4), flags: 0, seat: null },
  ],
  retention: { past_due: 0, last_proof_at: hours(-6), last_proof_ok: true },
};
export const bad_board = {
  ...board,
  late: [],
  staff: [],
  by_state: {},
  promises: { kept: 0, broken: 0 },
  retention: { past_due: 2, last_proof_at: hours(-30), last_proof_ok: false },
};

const events = ['passed', 'viewed', 'video_asked', 'submitted', 'not_me', 'due'];
const journal = events.map((kind, place) => ({
  id: String(90 - place),
  at: hours(-place),
  kind,
  case_number: place === 5 ? null : 'K7Q4-M2XR',
  by: place < 3 ? 'Ruth Okafor' : null,
}));

const enrolment = {
  setup_key: 'JBSW Y3DP EHPK 3PXP GEZD GNBV GY3T QOJQ',
  otpauth_uri: 'otpauth://totp/Harbour%20Exchange%20desk:ruth@desk.example?secret=JBSWY3DPEHPK3PXP',
  qr_svg: qr_svg(),
  issuer: 'Harbour Exchange desk',
  account_name: 'ruth@desk.example',
  expires_at: hours(1 / 6),
};

export function desk_answers(who, evidence) {
  const files = Object.entries(evidence).map(([id, file]) => [
    `GET desk/cases/7/evidence/${id}`,
    { status: 200, ...file },
  ]);
  return {
    'GET desk/session': answer(desk_people[who] ?? nobody),
    'POST desk/sign-in': answer(desk_people.half_in),
    'POST desk/sign-in/code': answer(desk_people.ruth),
    'POST desk/join/look': answer({
      name: 'Ruth Okafor',
      email: 'ruth@desk.example',
      password_min: 8,
      expires_at: hours(72),
    }),
    'POST desk/join/begin': answer(enrolment),
    'POST desk/join/confirm': answer(desk_people.ruth),
    'GET desk/work': answer({ case: null, figures: { decided_30d: 23, median_minutes: 14 } }),
    'POST desk/work/next': answer({ case: line }),
    'GET desk/cases/7': answer(one_case()),
    'POST desk/cases/7/reveal': answer({ value: 'Ada Specimen-Ólafsdóttir', until: hours(1 / 60) }),
    'POST desk/cases/7/ask': answer({ next: null, first_verdict: null }),
    'POST desk/cases/7/video': answer({ next: null, first_verdict: null }),
    'POST desk/cases/7/verdict': answer({ next: null, first_verdict: null }),
    'GET desk/reasons': answer(lists),
    'GET desk/board': answer(board),
    'GET desk/journal': answer({ lines: journal, next: '84' }),
    ...Object.fromEntries(files),
  };
}
