// Something that this page does by itself: busy or not, and what went wrong, as a sentence.
export class Doing {
  busy = $state(false);
  fault = $state<string | undefined>();

  // `act` gives a sentence where it failed. A second press while it runs is ignored.
  async run(act: () => Promise<string | undefined | void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.fault = undefined;
    try {
      this.fault = (await act()) ?? undefined;
    } finally {
      this.busy = false;
    }
    return this.fault === undefined;
  }
}

const drawn_within_ms = 50;

// Deriving a key holds up the page: what is said of it must be drawn before.
export const drawn = (): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, drawn_within_ms));
