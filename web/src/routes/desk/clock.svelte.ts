// The server's time, for what counts down on the pages of the desk.
import { now_ms } from '#lib/server_time.ts';

const tick_ms = 1_000;

// To be made while a component is set up: it stops with it.
export class Ticking {
  now_ms = $state(now_ms());

  constructor(every_ms = tick_ms) {
    $effect(() => {
      const timer = setInterval(() => (this.now_ms = now_ms()), every_ms);
      return () => clearInterval(timer);
    });
  }
}
