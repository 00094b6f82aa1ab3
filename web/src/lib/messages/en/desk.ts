// The sentences of the desk, for its staff, in English: short, exact, without praise or haste.
export const desk = {
  // The frame, and coming in.
  'nav.desk': 'Recovery desk',
  'nav.desk_of': (v: { site: string }) => `${v.site} recovery desk`,

  'desk_in.title': 'Sign in to the desk',
  'desk_in.where': 'Recovery desk, for staff',
  'desk_in.next': 'a code from your authenticator. A session here is none on the site.',
  'desk_in.lost': `Lost the phone with your staff key? Nobody can reset it here. Ask whoever runs the server to invite you
    again.`,

  'join.title': (v: { name: string }) => `Join the desk, ${v.name}`,
  'join.where': 'Invitation to the recovery desk',
  'join.step_password': 'Password',
  'join.step_key': 'Setup key',
  'join.step_done': 'Joined',
  'join.lead': `You will see documents of people who are locked out. So the desk takes nobody without a second factor: choose a
    password now, then set up an authenticator.`,
  'join.address': (v: { email: string }) => `You will sign in with ${v.email}.`,
  'join.until': (v: { until: string }) => `This invitation works once, until ${v.until}.`,
  'join.submit': 'Set the password',
  'join.next': 'a setup key of 32 characters, as a picture and in letters.',
  'join.key_why':
    'Staff keys have 32 characters. Use an authenticator on a phone of your own, not on this computer.',
  'join.key_until': (v: { hour: string }) =>
    `This key waits until ${v.hour}. Without its first code you have not joined.`,
  'join.or_type': 'Or type it',
  'join.confirm': 'Join the desk',
  'join.confirm_next': 'you are signed in, and the invitation is used up.',
  'join.done_title': (v: { name: string }) => `Welcome, ${v.name}`,
  'join.done':
    'You have joined. The system gives you one case at a time; you see nothing of a case that is not yours.',
  'join.lost': `Every decision asks for a fresh code from your phone. If you lose it, only the server's operator can invite you
    again, and you get no case for 72 hours after that.`,
  'join.open': 'Open my work',
  'join.ask_again': 'Invitations are made on the server. Ask whoever invited you for a new one.',
  'join.have': 'I have joined already: sign in',

  // My work.
  'work.title': 'My work',
  'work.where': 'Recovery desk',
  'work.who': (v: { name: string; email: string }) => `You are ${v.name}, signed in as ${v.email}.`,
  'work.roles': 'Your roles',
  'work.certified': (v: { day: string }) => `You are certified until ${v.day}.`,
  'work.uncertified': 'You cannot take a case now',
  'work.uncertified_since': (v: { day: string }) => `Your certification ended on ${v.day}. Ask your lead to renew it.`,
  'work.never_certified': 'You are not certified yet. Ask your lead.',
  'work.no_cases': 'The desk does not give out cases yet: appeals cannot be filed in this version.',

  'role.reviewer': 'Reviewer',
  'role.lead': 'Lead',
  'role.auditor': 'Auditor',
};
