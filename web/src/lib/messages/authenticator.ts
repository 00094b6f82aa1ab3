// The words of the authenticator's pages, on top of the site's: loaded by those pages only.
import { speaker } from '.';
import { en } from './en';
import { authenticator } from './en/authenticator';

export const t = speaker({ ...en, ...authenticator });
