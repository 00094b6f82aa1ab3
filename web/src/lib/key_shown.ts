// That a new setup key was on the screen and not confirmed: a reload throws it away, and only this
// mark can say so afterwards. The mark says nothing of the key.
const mark = 'key-shown';

// tidy: a yes or no that has to outlive a reload; nothing that was typed, no part of the key.
const store = () => window.sessionStorage;

export function mark_key_shown() {
  try {
    store().setItem(mark, 'yes');
  } catch {
    // Storage is forbidden here: then the page cannot say it.
  }
}

// Whether there was one; asking forgets it.
export function take_key_shown(): boolean {
  try {
    const shown = store().getItem(mark) !== null;
    store().removeItem(mark);
    return shown;
  } catch {
    return false;
  }
}
