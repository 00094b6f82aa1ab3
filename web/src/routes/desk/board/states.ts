// Where the cases are, in the order in which a case goes.
import type { Board } from '#lib/api_desk.ts';

const course: readonly string[] = [
  'draft',
  'intake',
  'initial_review',
  'needs_material',
  'video_requested',
  'secondary_review',
  'escalated',
  'contested',
  'link_sent',
  'link_lapsed',
  'holding',
];

// What the course does not know comes last.
const place = (state: string) => (course.includes(state) ? course.indexOf(state) : course.length);

export function states_of(by_state: Board['by_state']): [string, number][] {
  return Object.entries(by_state)
    .filter(([, n]) => n > 0)
    .sort(([one], [other]) => place(one) - place(other));
}
