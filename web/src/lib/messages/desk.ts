// The words of the staff's pages, on top of the site's: loaded by those pages only.
import { speaker } from '.';
import { en } from './en';
import { desk } from './en/desk';

const words = { ...en, ...desk };
export type DeskKey = keyof typeof words;

export const t = speaker(words);
