// Appeals as the API tells of them, for looking at their pages: one for each state that differs.
import { hours, now, qr_svg } from './made_up.mjs';

const paper = {
  text: 'Harbour Exchange Reset 2FA',
  date: '2026-11-23',
  code: 'K7Q4-M2XR',
  expires_at: hours(24),
};

const item = (id, kind, more = {}) => ({
  id,
  kind,
  captured: 'camera',
  at: hours(-1),
  width: 1920,
  height: 1200,
  advice: [],
  status: 'good',
  ...more,
});
const front = item('1', 'id_front', { captured: 'file' });
const back = item('2', 'id_back', { advice: ['blurred'] });
const selfie = item('3', 'selfie');
const video = item('4', 'video');

const form = {
  legal_name: 'Ada Lovelace',
  id_number: 'L898902C',
  phone: '+49 170 1234567',
  facts: { registered_month: '2024-05', deposits: ['300 EUR', '0.2 ETH'] },
};

const step_names = ['received', 'first_review', 'video', 'second_review', 'reset'];
const steps = (...statuses) =>
  step_names.map((step, place) => ({
    step,
    status: statuses[place] ?? 'later',
    at: statuses[place] === 'done' ? hours(-place) : null,
  }));

const lacking = (...kinds) => kinds.map((kind) => ({ kind, reason: null }));

const base = {
  case_number: 'K7Q4-M2XR',
  words: 'amber otter',
  state: 'draft',
  since: hours(-2),
  turn: 'applicant',
  zone: 'Europe/Berlin',
  lost: 'phone_lost',
  due_at: hours(70),
  dates: {},
  restriction: { kind: 'none', until: null },
  device: 'browser',
  waiting: false,
  marked: false,
  passed: false,
  steps: steps(),
  form: null,
  items: [],
  needed: lacking('form', 'id_front', 'id_back', 'selfie'),
  paper: null,
  receipt_shown: false,
  views: { count: 0, by: [] },
  decision: null,
  can: ['submit', 'upload', 'withdraw'],
  history: [{ at: hours(-2), event: 'opened' }],
};

const submitted = {
  ...base,
  needed: [],
  since: hours(-30),
  turn: 'staff',
  restriction: { kind: 'freeze', until: hours(29 * 24) },
  items: [front, back, selfie],
  dates: {
    first_review_by: hours(18),
    second_review_from: hours(66),
    second_review_by: hours(10 * 24),
    link_from: hours(90),
  },
  can: ['withdraw'],
  history: [
    { at: hours(-30), event: 'opened' },
    { at: hours(-29), event: 'submitted' },
    { at: hours(-28.9), event: 'checked' },
  ],
};

const in_second_review = {
  ...submitted,
  state: 'secondary_review',
  due_at: hours(10 * 24),
  marked: true,
  items: [front, back, selfie, video],
  steps: steps('done', 'done', 'done', 'now'),
  views: {
    count: 5,
    by: [
      { seat: 'a', views: 4 },
      { seat: 'b', views: 1 },
    ],
  },
};

const passed = {
  ...in_second_review,
  passed: true,
  steps: steps('done', 'done', 'done', 'done', 'now'),
};

const ended = (state, more = {}) => ({
  ...submitted,
  state,
  turn: 'nobody',
  due_at: null,
  restriction: { kind: 'none', until: null },
  can: [],
  ...more,
});

export const appeals = {
  empty: base,
  half: { ...base, form, items: [front], needed: lacking('id_back', 'selfie'), paper },
  full: { ...base, form, items: [front, back, selfie], needed: [], paper },
  receipt_again: {
    ...base,
    form,
    items: [front, back, selfie],
    needed: [],
    receipt_shown: true,
  },
  unreadable: {
    ...base,
    form,
    items: [front, item('2', 'id_back', { status: 'unreadable' }), selfie],
    needed: [
      { kind: 'id_back', reason: null },
      { kind: 'selfie', reason: 'paper_code' },
    ],
  },
  on_phone: {
    ...base,
    device: 'phone',
    items: [front],
    needed: lacking('form', 'id_back', 'selfie'),
  },
  on_phone_done: {
    ...base,
    device: 'phone',
    items: [front, back, selfie],
    needed: lacking('form'),
  },
  on_phone_video: {
    ...submitted,
    device: 'phone',
    state: 'video_requested',
    can: ['record_video'],
  },
  waiting: { ...base, waiting: true, due_at: null, needed: [], can: ['withdraw'] },
  waiting_draft: { ...base, waiting: true, due_at: null },
  first_review: {
    ...submitted,
    state: 'initial_review',
    due_at: hours(18),
    steps: steps('done', 'now'),
  },
  needs: {
    ...submitted,
    state: 'needs_material',
    turn: 'applicant',
    since: hours(-0.5),
    due_at: hours(6 * 24),
    steps: steps('done', 'now'),
    needed: [
      { kind: 'id_back', reason: 'blurred' },
      { kind: 'selfie', reason: 'paper_code' },
    ],
    can: ['withdraw', 'upload'],
  },
  needs_done: {
    ...submitted,
    state: 'needs_material',
    turn: 'applicant',
    since: hours(-1.5),
    items: [item('1', 'id_front', { at: hours(-9) }), back],
    due_at: hours(6 * 24),
    steps: steps('done', 'now'),
    can: ['withdraw', 'upload'],
  },
  wants_video: {
    ...submitted,
    state: 'video_requested',
    turn: 'applicant',
    due_at: hours(70),
    steps: steps('done', 'done', 'now'),
    can: ['withdraw', 'record_video'],
  },
  second_review: in_second_review,
  passed,
  contested: { ...in_second_review, state: 'contested', turn: 'owner', due_at: hours(70) },
  link_sent: {
    ...in_second_review,
    state: 'link_sent',
    turn: 'applicant',
    due_at: hours(23),
    dates: { link_until: hours(23) },
    steps: steps('done', 'done', 'done', 'done', 'now'),
  },
  link_lapsed: {
    ...in_second_review,
    state: 'link_lapsed',
    turn: 'applicant',
    due_at: hours(6 * 24),
    dates: {},
    steps: steps('done', 'done', 'done', 'done', 'now'),
    can: ['ask_link'],
  },
  holding: {
    ...in_second_review,
    state: 'holding',
    turn: 'machine',
    due_at: hours(47),
    dates: { hold_until: hours(47) },
    restriction: { kind: 'hold', until: hours(47) },
    steps: steps('done', 'done', 'done', 'done', 'done'),
    can: [],
  },
  rejected: ended('rejected', {
    decision: {
      result: 'rejected',
      reasons: [
        { slug: 'expired_document', class: 'quality' },
        { slug: 'does_not_match', class: 'match' },
      ],
      review_until: hours(6 * 24),
    },
    can: ['ask_review'],
  }),
  rejected_for_good: ended('rejected', {
    decision: {
      result: 'rejected',
      reasons: [{ slug: 'does_not_match', class: 'match' }],
      review_until: null,
    },
  }),
  withdrawn: ended('withdrawn'),
  completed: ended('completed'),
};

export const appeal_answers = {
  'POST appeal/gate': { expires_at: new Date(now.getTime() + 900_000).toISOString() },
  'POST appeal/open': base,
  'POST appeal/continue': appeals.second_review,
  'POST appeal/form': appeals.half,
  'POST appeal/paper-code': paper,
  'POST appeal/phone': {
    url: 'https://harbour.example/appeal/join#AAAABBBBCCCCDDDDEEEE',
    qr_svg: qr_svg(),
    expires_at: new Date(now.getTime() + 600_000).toISOString(),
    words: 'amber otter',
  },
  'POST appeal/join': appeals.on_phone,
  'POST appeal/receipt': { receipt: 'K7Q4M2XRB3TZ6WPA' },
  'POST appeal/submit': appeals.first_review,
  'POST appeal/evidence/id_front': front,
  'POST appeal/evidence/id_back': back,
  'POST appeal/video/open': {
    take: 1,
    takes_left: 2,
    seconds: 60,
    expires_at: hours(1),
    prompts: [
      { n: 1, at_s: 0, kind: 'numbers', text: '4 8 1 5' },
      { n: 2, at_s: 55, kind: 'turn_left', text: '' },
    ],
  },
  'POST appeal/not-me/look': {
    case_number: 'K7Q4-M2XR',
    words: 'amber otter',
    at: hours(-2),
    state: 'initial_review',
    expires_at: hours(70),
  },
  'POST appeal/not-me': { result: 'contested' },
  'POST appeal/veto': { ended: 'cancelled_by_owner', must_change_password: true },
  'POST appeal/genuine': { genuine: true },
  'POST appeal/reset/look': { expires_at: hours(23), email: 'a…@example.org' },
};
