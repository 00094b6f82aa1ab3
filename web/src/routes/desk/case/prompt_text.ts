// What the person was asked to do in the video.
import type { CaseVideo } from '#lib/api_desk.ts';
import { t } from '#lib/messages/desk.ts';

export function prompt_text({ kind, text }: CaseVideo['prompts'][number]): string {
  const spoken = kind === 'numbers' || kind === 'sentence';
  return spoken ? t(`prompt.${kind}`, { text }) : t(`prompt.${kind}`);
}
