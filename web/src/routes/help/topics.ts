// What the help centre knows, by category: each topic leads to a page that needs no sign-in.
import type { Key } from '#lib/messages/index.ts';

export type Category = 'security' | 'other';
export type TopicName = 'reset' | 'status' | 'stolen' | 'password' | 'undo' | 'genuine' | 'contact';

export interface Topic {
  name: TopicName;
  href: string;
  next: Key;
}

const security: readonly Topic[] = [
  { name: 'reset', href: '/appeal', next: 'help.reset_next' },
  { name: 'status', href: '/appeal/status', next: 'help.status_next' },
  { name: 'stolen', href: '/stolen', next: 'help.stolen_next' },
  { name: 'password', href: '/forgot', next: 'help.password_next' },
  { name: 'undo', href: '/undo', next: 'help.undo_next' },
  { name: 'genuine', href: '/appeal/genuine', next: 'help.genuine_next' },
];

export const categories: readonly Category[] = ['security', 'other'];

// Operators write an address or a page; what is neither leads nowhere.
export function support_href(support: string): string {
  if (/^https?:\/\//.test(support)) return support;
  return /^\S+@\S+$/.test(support) ? `mailto:${support}` : '';
}

export function topics_of(category: Category, support: string): readonly Topic[] {
  if (category === 'security') return security;
  const next = support ? 'help.contact_next' : 'help.no_contact_next';
  return [{ name: 'contact', href: support_href(support), next }];
}
