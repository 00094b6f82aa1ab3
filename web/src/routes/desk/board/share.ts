// How many promises were kept, as a share that is never rounded up to "all".
import type { Board } from '#lib/api_desk.ts';
import { t } from '#lib/messages/desk.ts';

export function kept_percent({ kept, broken }: Board['promises']): number | null {
  const all = kept + broken;
  return all === 0 ? null : Math.floor((100 * kept) / all);
}

export function share_text(promises: Board['promises']): string {
  const percent = kept_percent(promises);
  return percent === null ? t('board.no_promise') : t('board.kept_share', { n: percent });
}
