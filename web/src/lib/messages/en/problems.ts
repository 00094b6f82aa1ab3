// What went wrong, in English: a sentence for each problem of the API.
import type { ProblemFacts } from '../index.ts';
import { plural } from './plural.ts';

export const en_problems = {
  // Without an answer.
  network: 'The site did not answer. Nothing you typed is lost: check that this device is online, then try again.',
  unknown: 'That did not work, and this page does not know why. Reload it and try again.',

  // General ones.
  'malformed-request': 'What this page sent did not arrive whole. Reload the page and try again.',
  'malformed-json': 'What this page sent was not understood. Reload the page and try again.',
  'invalid-fields': 'Something here cannot be used as it is. Check what you typed.',
  'cross-site': 'This came from another site, so it was refused. Open this page directly and try again.',
  'unsupported-content-type': 'What this page sent has the wrong form. Reload the page and try again.',
  'method-not-allowed': 'What this page asked for is not possible. Reload the page and try again.',
  'head-too-large': "Your browser sent too much along. Clear this site's cookies and try again.",
  'length-required': 'What this page sent has the wrong form. Reload the page and try again.',
  'body-too-large': 'That is too long. Shorten it and try again.',
  'request-timeout': 'The connection is very slow, so nothing arrived in time. Nothing was changed: try again.',
  'too-many-requests': (f: ProblemFacts) => `Too many requests come from your network. Try again in ${f.wait}.`,
  'too-many-connections': 'Too many connections come from your network. Close other tabs of this site and try again.',
  busy: (f: ProblemFacts) => `Many people are signing in just now. Nothing was used up: try again in ${f.wait}.`,
  unavailable: 'The site cannot keep changes just now. Nothing was changed or used up: try again in a few minutes.',
  'outcome-unknown': 'We cannot tell whether this was done. Reload the page and look before you try again.',
  internal: 'Something broke on our side. Reload the page to see how things are, then try again.',
  'not-found': 'This is not there any more. Reload the page to see how things are.',

  // Of the operator's API: no page calls it, and no person should meet these.
  'key-not-accepted': 'This site and its sign-in service do not know each other just now. Tell the site, and try again later.',
  'scope-missing': 'This site may not ask that of its sign-in service. Tell the site.',
  'unknown-account': 'The sign-in service does not know this account. Tell the site.',
  'account-exists': 'This account was made before. Reload the page to see how things are.',
  'account-deleted': 'This account was deleted a few days ago. It can be made again 7 days after that.',
  'idempotency-key-reused': 'Two different things were asked for as one. Reload the page and try again.',

  // The authenticator's vault.
  'device-not-accepted': 'The server does not accept this device any more. Your codes here stay readable.',
  'clock-differs': "This device's clock is wrong by more than five minutes. Set it, and sync again.",
  'no-recovery-key': 'The vault has no recovery key yet. Make one and type it back first.',
  'vault-changed': 'The vault was changed on another device. Sync, and try again.',
  'entry-changed': 'An entry was changed on another device. Sync, and try again.',
  'vault-moved': 'The vault was changed on another device. Sync, and try again.',
  'vault-full': 'The vault is full: it may have 10,000 entries, and 64 MiB of them. What is there can still be changed and deleted.',
  'nobody-asks':
    'No device asks to be let in any more: ten minutes are over, another one asked, or it was refused. Begin anew on the new device.',
  'vault-unfit': 'The server did not take this change of the vault. Nothing was changed.',
  'vault-exists': 'This vault is at the server already. Sign in with its address.',

  // Signing in and up.
  'not-accepted': (f: ProblemFacts) => f.at_desk
    ? 'Not accepted. After several tries we pause for up to an hour.'
    : `Not accepted. After several tries we pause for up to an hour; you can get a link by mail to go
    on.`,
  'not-signed-in': 'You are signed out: an hour passed without use, or the session was ended elsewhere. Sign in to go on.',
  'no-sign-up': 'No new account waits in this browser. Start again with your address.',
  'no-challenge': 'This sign-in is over: it waits 5 minutes and takes 5 tries. Start again with your password.',
  'changed-meanwhile': 'Something about this account changed while you typed. Nothing was done: look again and retry.',

  // Passwords.
  'password-wrong': 'That is not your password. Nothing was changed.',
  'password-too-short': (f: ProblemFacts) => f.minimum === undefined
    ? 'This password is too short. A few unrelated words make a long one.'
    : `This password is too short: it needs at least ${f.minimum} characters. A few unrelated words will do.`,
  'password-blocked': (f: ProblemFacts) => blocked[f.reason as keyof typeof blocked] ?? blocked.common,

  // Codes.
  'code-needed': 'A code from your authenticator is needed as well.',
  'code-wrong': (f: ProblemFacts) => `That code did not match. ${wrong_code[f.code_kind]} ${f.tries === undefined ? '' : `You have ${plural(f.tries, 'try', 'tries')} left here.`}`,
  'code-already-used': (f: ProblemFacts) => f.waits
    ? `That code was used a moment ago. The next one appears in ${f.wait}.`
    : f.at_desk
      ? 'That code was used before: each works once. Take the one that your authenticator shows now.'
    : f.code_kind === 'backup'
      ? 'That backup code was used before: each works once. Cross it out, and take another one.'
      : 'That code was used before: each works once. Take the one that your authenticator shows now, or another backup code.',
  'code-expired': 'That code has run out. Ask for a new mail.',
  'backup-code-not-enough': 'A backup code does not count for this. Use a one-time code from your authenticator.',
  'codes-withdrawn': `These backup codes have ended: the site had to be restored, and cannot know which of them were
    used since. Take a one-time code from your authenticator, and make new backup codes.`,
  'last-backup-code': 'That is your last backup code. Confirm that you want to use it.',
  'too-many-tries': (f: ProblemFacts) => f.at_desk
    ? `Too many wrong tries. Go on in ${f.wait}.`
    : `Too many wrong tries. Go on in ${f.wait}, or get a link by mail that gives
    this browser 5 more.`,
  'factor-suspended': (f: ProblemFacts) => `One-time codes are suspended, because the phone was reported stolen.
    ${f.until ? `They come back ${f.until}.` : ''} Use a backup code.`,
  'codes-not-viewable': 'These codes cannot be shown again. Make new ones instead.',

  // The account.
  restricted: (f: ProblemFacts) => f.restriction === 'freeze'
    ? `This account is frozen while an appeal is open${f.until ? `, until ${f.until} at the latest` : ''}.`
    : `A pause protects this account after a security change. This waits until ${f.until || 'it is over'}.`,
  'too-many-mails': (f: ProblemFacts) => `Enough mails were sent for now. Look for the last one, or ask again in
    ${f.wait}.`,
  'factor-already-enabled': 'Two-factor sign-in is on already. To change phones, move to a new phone.',
  'no-factor': 'Two-factor sign-in is off, so there is nothing to do here.',
  'no-enrolment': 'This key has run out: it waits 10 minutes and takes 5 tries. Nothing was changed: start again with a new one.',
  'too-many-addresses': 'This account has as many addresses as it can. Remove one first.',
  'last-address': 'This is the only address. Add another one before you remove it.',
  'identity-by-operator': 'The site has entered this record itself, so it cannot be replaced here.',

  // The staff's desk.
  'not-allowed': 'This is for others of the staff. Nothing was shown or changed.',
  'not-assigned': 'This case is not with you: its time ran out, or somebody else has it. Nothing was decided. Take the next one.',
  'evidence-changed': 'Something new came in while you looked, so nothing was decided. Look at it, then decide.',
  'checklist-incomplete':
    'The answers do not fit the verdict, so nothing was decided. A pass takes a yes to every item, a verdict against at least one no.',
  'evidence-unchecked': 'The machine has not opened one of the pictures yet, so nothing was decided. Wait a moment and look again, or ask for that picture anew.',
  'no-video': 'Nobody passes without a video, so nothing was decided. Ask for one first.',
  'needs-second-person': 'This takes two people, and the second one is missing. Nothing was decided.',

  // Emergencies.
  'link-invalid': 'This link no longer works: it was used, it ran out, or a newer one was sent. Ask for a new one.',
  'no-stolen-report': 'No report waits in this browser. Start again with your address and password.',
  'stolen-recently': (f: ProblemFacts) => `By mail this is possible once in 30
    days${f.until ? `, next from ${f.until}` : ''}. A backup code works at any time.`,
  'not-suspended': 'One-time codes are not suspended: they work.',

  // An appeal.
  'no-appeal': 'No appeal is open in this browser. Your receipt code brings it here.',
  'wrong-state': 'This is not possible now: the appeal has gone on meanwhile. Nothing was done: look where it stands.',
  'picture-unreadable': 'This picture could not be opened. Take it again, or choose another.',
  'picture-too-large': 'This picture is too large: at most 10 MB and 40 megapixels. Take it with the camera here.',
  'camera-needed': 'This picture is by camera only, so that nobody can use an old one.',
  'too-many-items': 'There are too many pictures already. Remove one, or go on with those that are here.',
  'video-unreadable': 'This recording cannot be played. Record it again.',
  'video-too-large': 'This recording is too long: at most 90 seconds and 60 MB. Record it again.',
  'receipt-wrong': 'That is not the receipt code of this appeal. Check each group of four on your paper.',
  incomplete: 'Something is missing still. Go back to the list: it says what.',
  'no-identity-record': 'This site has no identity record of you that is old enough, so an appeal is not possible.',
  'too-many-appeals': 'Too many appeals wait for this account already. Try again tomorrow.',
  'appeal-barred': 'This password ended an appeal, or was contested. Change it first, by mail; then an appeal is possible.',
  'mailed-code-needed': `The phone was reported stolen, so a code that it may show is not enough. Use a backup code,
    or stop the appeal on its page with a code of your mail too.`,
  'nothing-to-undo': 'There is nothing to bring back: nothing was replaced in the last days.',
};

const wrong_code = {
  one_time: 'Check that it is the newest one and from the right entry.',
  mailed: 'Take it from the newest mail: an older one no longer counts.',
  backup: 'Check that the paper is your newest one, and that this code is not crossed out.',
};

const blocked = {
  common: 'This password is on lists of common ones, so it is tried first. Choose another.',
  too_similar: 'This password is too much like your address. Choose another.',
  site_name: "This password is made of the site's name. Choose another.",
};
