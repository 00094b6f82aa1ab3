// The clock of the daemon, which a test can set forward and back: libfaketime reads an offset from
// a file.
// Only the wall clock is moved; timers and deadlines go by the steady one.
import { readdirSync, renameSync, writeFileSync } from 'node:fs';

function libfaketime() {
  for (const triplet of readdirSync('/usr/lib')) {
    const folder = `/usr/lib/${triplet}/faketime`;
    if (!triplet.includes('linux-gnu')) continue;
    if (readdirSync(folder).includes('libfaketimeMT.so.1')) return `${folder}/libfaketimeMT.so.1`;
  }
  throw new Error('libfaketime is missing: apt-get install faketime');
}

export class Clock {
  #file;
  #offset_s = 0;

  constructor(folder) {
    this.#file = `${folder}/clock`;
    this.#write();
  }

  // Seconds since 1970 as the daemon sees them.
  now() {
    return Math.floor(Date.now() / 1000) + this.#offset_s;
  }

  // From the next look at the clock on it is so much later; or earlier, with a negative number.
  advance(seconds) {
    this.#offset_s += seconds;
    this.#write();
  }

  // To the beginning of the next 30 s step: the code that was good is not the newest any more.
  next_step() {
    this.advance(30 - (this.now() % 30));
  }

  environment() {
    return {
      LD_PRELOAD: libfaketime(),
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    };
  }

  // Replaced in one step: a file half written would set the clock back.
  #write() {
    const sign = this.#offset_s < 0 ? '' : '+';
    writeFileSync(`${this.#file}.new`, `${sign}${this.#offset_s}\n`);
    renameSync(`${this.#file}.new`, this.#file);
  }
}
