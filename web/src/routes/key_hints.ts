// The keys that work on every page. They are the browser's own: nothing here listens for single
// letters.
import { t } from '#lib/messages/index.ts';
import type { Hint } from '#lib/ui/Keys.svelte';

export function key_hints(): Hint[] {
  return [
    { keys: ['Tab', 'Shift + Tab'], what: t('keys.next') },
    { keys: ['Enter', 'Space'], what: t('keys.press') },
    { keys: ['Enter'], what: t('keys.send') },
    { keys: ['Esc'], what: t('keys.close') },
    { keys: ['Ctrl + P'], what: t('keys.print') },
  ];
}
