// Every sentence that people read, in English. A language is a file like this one with a folder of its name: the site's
// pages, an appeal, the desk (en/desk.ts, in desk.ts: who appeals does not load it), and what went wrong. Sentences are short, in the present, without blame or jargon.
import { appeal } from './en/appeal.ts';
import { pages } from './en/pages.ts';

export { en_problems } from './en/problems.ts';
export const en = { ...pages, ...appeal };
