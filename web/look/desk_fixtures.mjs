// What the API answers to the staff's pages: a desk and who sits there.
import { now, qr_svg } from './fixtures.mjs';

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

const enrolment = {
  setup_key: 'JBSW Y3DP EHPK 3PXP GEZD GNBV GY3T QOJQ',
  otpauth_uri: 'otpauth://totp/Harbour%20Exchange%20desk:ruth@desk.example?secret=JBSWY3DPEHPK3PXP',
  qr_svg: qr_svg(),
  issuer: 'Harbour Exchange desk',
  account_name: 'ruth@desk.example',
  expires_at: hours(1 / 6),
};

export function desk_answers(who) {
  return {
    'GET desk/session': answer(desk_people[who] ?? nobody),
    'POST desk/sign-in': answer(desk_people.half_in),
    'POST desk/sign-in/code': answer(desk_people.ruth),
    'POST desk/join/look': answer({
      name: 'Ruth Okafor',
      email: 'ruth@desk.example',
      password_min: 15,
      expires_at: hours(72),
    }),
    'POST desk/join/begin': answer(enrolment),
    'POST desk/join/confirm': answer(desk_people.ruth),
  };
}
