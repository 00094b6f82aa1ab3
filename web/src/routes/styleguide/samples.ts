// What the style page shows inside the components. Nothing of it is a real key or code.
import type { Moment } from '#lib/ui/Timeline.svelte';

export const key = 'ABCD EFGH IJKL MNOP';
export const codes = [
  '12345678',
  '02468135',
  '99887766',
  null,
  '31415926',
  '27182818',
  '16180339',
  '00000001',
].map((code) => ({ code, used_at: code ? null : '2026-11-20T16:00:00Z' }));

export const moments: Moment[] = [
  { id: '1', what: 'Received', when: 'Monday 23 November, 09:00', now: true },
  { id: '2', what: 'First answer', when: 'Wednesday 25 November, by 17:00 (your time)' },
];

export const rows = [
  { id: '1', cells: ['Firefox on Linux', '192.0.2.17', 'this one'] },
  { id: '2', cells: ['Safari on iPhone', '2001:db8::/64', 'Monday 23 November, 09:00'] },
];

export const hints = [
  { keys: ['Tab', 'Shift + Tab'], what: 'Next, previous' },
  { keys: ['Esc'], what: 'Close' },
];

// A QR code's shape, only to look at.
export const qr =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 29 29"><rect width="100%" height="100%"' +
  ' fill="#FFFFFF"/><path d="M4,4h7v7h-7z M5,5v5h5v-5z M6,6h3v3h-3z M18,4h7v7h-7z M19,5v5h5v-5z' +
  ' M20,6h3v3h-3z M4,18h7v7h-7z M5,19v5h5v-5z M6,20h3v3h-3z M13,13h3v3h-3z" fill="#000000"' +
  ' fill-rule="evenodd"/></svg>';

export const words = {
  good: 'Your password is changed. Other sessions have ended.',
  info: 'A mail with 8 digits is on its way.',
  caution: 'You have 2 backup codes left: make new ones.',
  danger: 'Nothing was changed. Check that this device is online, then try again.',
  error: 'That code was used a moment ago. The next one appears in 17 seconds.',
  dialog: 'Do you have the new phone in hand?',
  hint: 'The 6 digits that your authenticator shows.',
};
