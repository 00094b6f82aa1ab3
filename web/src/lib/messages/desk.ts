// The words of the staff's pages, on top of the site's: loaded by those pages only.
import { speaker } from '.';
import { en } from './en';
import { desk } from './en/desk';

const words = { ...en, ...desk };
export type DeskKey = keyof typeof words;

export const t = speaker(words);

export function is_desk_key(text: string): text is DeskKey {
  return Object.hasOwn(words, text);
}

// "flag.rival", where the last part comes from a list that the operator or a newer server may
// lengthen: what this build has no words for is shown as it is, without its underscores.
export function slug_text(key: string): string {
  if (is_desk_key(key)) return t(key as 'flag.rival');
  return key.slice(key.indexOf('.') + 1).replace(/[_-]/g, ' ');
}
