// The time, for everything that counts down: one timer for all of it.
const ticks_every_ms = 250;

class Clock {
  now = $state(Date.now());
  #timer: ReturnType<typeof setInterval> | undefined;
  #watchers = 0;

  // Runs as long as somebody looks; gives the end of it.
  watch(): () => void {
    this.now = Date.now();
    this.#watchers += 1;
    this.#timer ??= setInterval(() => (this.now = Date.now()), ticks_every_ms);
    return () => {
      this.#watchers -= 1;
      if (this.#watchers > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }
}

export const clock = new Clock();
