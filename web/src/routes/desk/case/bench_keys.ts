// Every key of the workbench, and what it does. Nothing that decides is under a single one: those
// begin with a D, and then a dialog asks for a code.
import { t } from '#lib/messages/desk.ts';
import type { Shortcut } from '../Shortcuts.svelte';
import { typed_number, type Typed } from '../shortcuts.ts';
import type { Bench } from './bench.svelte.ts';
import { all_acts, type Act } from './checklist.ts';
import { zoom_step } from './picture_view.ts';

const act_keys: Record<Act, string> = {
  pass: 'd p',
  reject: 'd r',
  ask: 'd a',
  video: 'd v',
  doubt: 'd u',
  fraud: 'd f',
};

export const key_for = (act: Act): string => act_keys[act];

function checklist_keys(bench: Bench): Shortcut[] {
  const group = t('key.checklist');
  let typed: Typed | null = null;
  const number = (key: string) => {
    typed = typed_number(typed, Number(key), Date.now(), bench.lists.checklist.length);
    if (typed) bench.go_to(typed.number);
  };
  const digits = Array.from({ length: 10 }, (_, digit) => String(digit));
  return [
    { keys: 'j', what: t('key.next_item'), group, run: () => bench.walk(1) },
    { keys: 'k', what: t('key.previous_item'), group, run: () => bench.walk(-1) },
    { keys: 'y', what: t('key.yes'), group, run: () => bench.answer(bench.current, 'yes') },
    { keys: 'n', what: t('key.no'), group, run: () => bench.answer(bench.current, 'no') },
    { keys: '-', what: t('key.na'), group, run: () => bench.answer(bench.current, 'na') },
    ...digits.map((keys) => ({
      keys,
      what: t('key.number'),
      ...(keys === '1' ? { group, shown: `1 … ${bench.lists.checklist.length}` } : {}),
      run: number,
    })),
  ];
}

function evidence_keys(bench: Bench): Shortcut[] {
  const group = t('key.evidence');
  const arrow = (keys: string, x: number, y: number, more = {}) => ({
    keys,
    what: t('key.move'),
    run: () => bench.nudge({ x, y }),
    ...more,
  });
  return [
    { keys: 'f', what: t('evidence.id_front'), group, run: () => bench.show('id_front') },
    { keys: 'b', what: t('evidence.id_back'), group, run: () => bench.show('id_back') },
    { keys: 's', what: t('evidence.selfie'), group, run: () => bench.show('selfie') },
    { keys: 'v', what: t('evidence.video'), group, run: () => bench.show('video') },
    { keys: 'e', what: t('evidence.extra'), group, run: () => bench.show_extra() },
    { keys: 'c', what: t('key.compare'), group, run: () => bench.show('id_front', 'selfie') },
    { keys: 'o', what: t('key.other'), group, run: () => bench.other_side() },
    { keys: 'z', what: t('key.zoom_in'), group, run: () => bench.zoom(zoom_step) },
    { keys: 'x', what: t('key.zoom_out'), group, run: () => bench.zoom(1 / zoom_step) },
    { keys: 'w', what: t('key.whole'), group, run: () => bench.whole() },
    { keys: 'r', what: t('key.turn'), group, run: () => bench.turn() },
    { keys: 'l', what: t('key.loupe'), group, run: () => (bench.loupe = !bench.loupe) },
    arrow('ArrowLeft', -1, 0, { group, shown: '← ↑ ↓ →' }),
    arrow('ArrowRight', 1, 0),
    arrow('ArrowUp', 0, -1),
    arrow('ArrowDown', 0, 1),
  ];
}

function video_keys(bench: Bench): Shortcut[] {
  const group = t('key.video');
  return [
    { keys: 'p', what: t('key.play'), group, run: () => bench.video?.toggle() },
    { keys: 'h', what: t('key.half'), group, run: () => bench.video?.half() },
    { keys: '.', what: t('key.frame_on'), group, run: () => bench.video?.frame(1) },
    { keys: ',', what: t('key.frame_back'), group, run: () => bench.video?.frame(-1) },
    { keys: '>', what: t('key.prompt_on'), group, run: () => bench.video?.prompt(1) },
    { keys: '<', what: t('key.prompt_back'), group, run: () => bench.video?.prompt(-1) },
  ];
}

function case_keys(bench: Bench): Shortcut[] {
  const group = t('key.deciding');
  // One that is not allowed now is not listed, and says so when it is pressed.
  const acts = all_acts.map((act) => ({
    keys: act_keys[act],
    what: t(`act.${act}`),
    ...(bench.one.allowed.includes(act) ? { group } : {}),
    run: () => bench.ask(act),
  }));
  const masked = bench.one.claims.filter(({ result }) => result !== 'absent');
  const open = (place: number) => {
    const claim = masked[place - 1];
    if (claim) bench.ask(claim.field);
  };
  return [
    ...acts,
    { keys: 'd g', what: t('act.release'), group, run: () => bench.ask('release') },
    ...masked.map(({ field }, place) => ({
      keys: `m ${place + 1}`,
      what: t('key.reveal', { field: t(`claim.${field}`) }),
      group: t('key.claims'),
      run: () => open(place + 1),
    })),
  ];
}

export const bench_keys = (bench: Bench): Shortcut[] => [
  ...checklist_keys(bench),
  ...evidence_keys(bench),
  ...video_keys(bench),
  ...case_keys(bench),
];
