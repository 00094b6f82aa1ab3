// The time, for what counts down on the pages of the desk.
const tick_ms = 1_000;

// To be made while a component is set up: it stops with it.
export class Ticking {
  now_ms = $state(Date.now());

  constructor(every_ms = tick_ms) {
    $effect(() => {
      const timer = setInterval(() => (this.now_ms = Date.now()), every_ms);
      return () => clearInterval(timer);
    });
  }
}
