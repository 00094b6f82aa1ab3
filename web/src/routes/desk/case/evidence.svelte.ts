// The pictures and the video of the case on the bench. Each is fetched once, when it is first
// looked at, because every opening is a line that the applicant sees counted; in memory only, and
// gone with the case.
import { api } from '#lib/api.ts';
import { network_problem, type Problem } from '#lib/problem.ts';

export type Loaded =
  | { as: 'waiting' }
  | { as: 'picture'; bitmap: ImageBitmap }
  | { as: 'video'; url: string }
  | { as: 'trouble'; problem: Problem };

export class Evidence {
  #loaded = $state.raw<Record<string, Loaded>>({});
  #closed = false;

  constructor(readonly case_id: string) {}

  of(item: string): Loaded {
    return this.#loaded[item] ?? { as: 'waiting' };
  }

  picture(item: string): ImageBitmap | null {
    const loaded = this.of(item);
    return loaded.as === 'picture' ? loaded.bitmap : null;
  }

  // Opens it, unless it is open or on its way.
  open(item: string, kind: 'picture' | 'video') {
    if (!this.#loaded[item]) void this.again(item, kind);
  }

  async again(item: string, kind: 'picture' | 'video') {
    this.#keep(item, { as: 'waiting' });
    const answer = await api.view_evidence(this.case_id, item);
    const loaded = answer.ok
      ? await shown(answer.value, kind)
      : ({ as: 'trouble', problem: answer.problem } as const);
    if (this.#closed) free(loaded);
    else this.#keep(item, loaded);
  }

  close() {
    this.#closed = true;
    Object.values(this.#loaded).forEach(free);
    this.#loaded = {};
  }

  #keep(item: string, loaded: Loaded) {
    this.#loaded = { ...this.#loaded, [item]: loaded };
  }
}

async function shown(file: Blob, kind: 'picture' | 'video'): Promise<Loaded> {
  if (kind === 'video') return { as: 'video', url: URL.createObjectURL(file) };
  try {
    return { as: 'picture', bitmap: await createImageBitmap(file) };
  } catch {
    // Cut off on the way: as if it had not come.
    return { as: 'trouble', problem: network_problem };
  }
}

function free(loaded: Loaded) {
  if (loaded.as === 'picture') loaded.bitmap.close();
  if (loaded.as === 'video') URL.revokeObjectURL(loaded.url);
}
