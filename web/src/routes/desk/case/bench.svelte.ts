// The case on the bench: what is shown, what is answered, what is asked. Everything that a key or
// a button does to it is a method here.
import type { Answer as ApiAnswer } from '#lib/api.ts';
import type { Answers, Case, ClaimField, Lists } from '#lib/api_desk.ts';
import type { FieldName } from '#lib/problem_text.ts';
import { Sending } from '#lib/sending.svelte.ts';
import {
  answered,
  is_act,
  neighbour,
  next_open,
  points_to,
  standing,
  type Act,
  type Answer,
} from './checklist.ts';
import { Evidence } from './evidence.svelte.ts';
import {
  moved,
  turned,
  whole,
  zoomed,
  type PictureView,
  type Point,
  type Size,
} from './picture_view.ts';
import {
  key_of,
  needs_video,
  next_extra,
  place_of,
  places_for,
  type Place,
  type Subject,
} from './views.ts';

// What a dialog asks about.
export type Asking = Act | 'release' | ClaimField;

export interface Revealed {
  value: string;
  until_ms: number;
}

// What the video on the bench can be told, while there is one.
export interface VideoControls {
  toggle: () => void;
  frame: (step: 1 | -1) => void;
  prompt: (step: 1 | -1) => void;
  half: () => void;
}

const nudge_px = 60;

// A request about the case. The server may say to any of them that it is lent to somebody else by
// now.
export class CaseSending extends Sending {
  constructor(
    readonly bench: () => Bench,
    fields: readonly FieldName[] = [],
  ) {
    super(fields);
  }

  override async run<T>(call: () => Promise<ApiAnswer<T>>) {
    const answer = await super.run(call);
    if (this.problem?.slug === 'not-assigned') this.bench().lost = true;
    return answer;
  }
}

export class Bench {
  one = $state.raw() as Case;
  answers = $state.raw<Answers>({});
  current = $state(1);
  places = $state.raw<Place[]>([]);
  // Which of two beside one another is turned and enlarged.
  active = $state(0);
  views = $state.raw<Record<string, PictureView>>({});
  frames: Record<string, Size> = {};
  loupe = $state(false);
  // Where it is held; undefined: in the middle.
  loupe_at = $state.raw<Point | undefined>();
  asking = $state<Asking | null>(null);
  // What a key asked for and cannot be done now.
  refused = $state<Act | null>(null);
  revealed = $state.raw<Partial<Record<ClaimField, Revealed>>>({});
  video = $state.raw<VideoControls | null>(null);
  lost = $state(false);
  readonly evidence: Evidence;

  constructor(
    one: Case,
    readonly lists: Lists,
  ) {
    this.evidence = new Evidence(one.id);
    this.one = one;
    this.answers = one.checklist;
    this.current = next_open(this.#answerable, one.checklist, 0) || 1;
    this.show_what_it_is_about();
  }

  get standing() {
    return standing(this.lists.checklist, this.answers);
  }

  get points_to() {
    return points_to(this.one, this.standing, needs_video);
  }

  // The same case as it is now: a new lease, perhaps new evidence. Answers stay.
  renew(one: Case) {
    const changed = one.digest !== this.one.digest;
    this.one = one;
    if (changed) this.show_what_it_is_about();
  }

  go_to(n: number) {
    this.current = n;
    this.show_what_it_is_about();
  }

  walk(step: 1 | -1) {
    this.go_to(neighbour(this.lists.checklist, this.current, step));
  }

  // What does not apply is no answer to a question that always does.
  answer(n: number, answer: Answer, and_go_on = true) {
    const item = this.lists.checklist.find((one) => one.n === n);
    if (answer === 'na' && !item?.may_not_apply) return;
    this.answers = answered(this.answers, n, answer);
    if (and_go_on) this.go_to(next_open(this.#answerable, this.answers, n));
  }

  show_what_it_is_about() {
    const places = places_for(this.current, this.one);
    if (places.length > 0) this.put(places);
  }

  show(...subjects: Subject[]) {
    const places = subjects.flatMap((subject) => place_of(this.one, subject) ?? []);
    if (places.length > 0) this.put(places);
  }

  show_extra() {
    const place = next_extra(this.one, this.places);
    if (place) this.put([place]);
  }

  put(places: Place[]) {
    this.places = places;
    this.active = 0;
    for (const place of places) {
      if (place.kind !== 'video') this.evidence.open(place.item.id, 'picture');
      else if (this.one.video) this.evidence.open(this.one.video.id, 'video');
    }
  }

  other_side() {
    this.active = this.places.length === 2 ? 1 - this.active : 0;
  }

  view_of(key: string): PictureView {
    return this.views[key] ?? whole;
  }

  look(key: string, view: PictureView) {
    this.views = { ...this.views, [key]: view };
  }

  zoom(factor: number) {
    this.#change((view, picture, frame) => zoomed(view, factor, picture, frame));
  }

  turn() {
    this.#change(turned);
  }

  whole() {
    this.#change(() => whole);
  }

  // Arrows move the loupe where it is held, else the picture under the frame.
  nudge({ x, y }: Point) {
    this.#change((view, picture, frame) => {
      if (!this.loupe) return moved(view, { x: -x * nudge_px, y: -y * nudge_px }, picture, frame);
      const from = this.loupe_at ?? { x: frame.width / 2, y: frame.height / 2 };
      this.loupe_at = {
        x: Math.min(frame.width, Math.max(0, from.x + x * nudge_px)),
        y: Math.min(frame.height, Math.max(0, from.y + y * nudge_px)),
      };
      return view;
    });
  }

  ask(asking: Asking) {
    this.refused = is_act(asking) && !this.one.allowed.includes(asking) ? asking : null;
    if (!this.refused) this.asking = asking;
  }

  keep_revealed(field: ClaimField, value: Revealed) {
    this.revealed = { ...this.revealed, [field]: value };
  }

  hide(field: ClaimField) {
    this.revealed = { ...this.revealed, [field]: undefined };
  }

  close() {
    this.evidence.close();
    this.revealed = {};
  }

  // Without a video nobody is led to what only a video shows.
  get #answerable() {
    return this.lists.checklist.filter(({ n }) => this.one.video !== null || !needs_video(n));
  }

  #change(change: (view: PictureView, picture: Size, frame: Size) => PictureView) {
    const place = this.places[this.active];
    if (!place || place.kind === 'video') return;
    const key = key_of(place);
    const picture = this.evidence.picture(key);
    const frame = this.frames[key];
    if (picture && frame) this.look(key, change(this.view_of(key), picture, frame));
  }
}
