// Whether single letters do something here. Somebody who speaks to the computer, or whose hands
// press keys by chance, must be able to turn them off (WCAG 2.1.4).
const mark = 'desk-keys';

function stored(): boolean {
  try {
    // tidy: a yes or no about the keyboard, which should not be asked again every morning.
    return localStorage.getItem(mark) !== 'off';
  } catch {
    return true;
  }
}

class KeyChoice {
  on = $state(stored());
  // The first key of a combination, while it waits for the second.
  pending = $state('');
  help_open = $state(false);

  choose(on: boolean) {
    this.on = on;
    this.pending = '';
    try {
      // tidy: a yes or no about the keyboard, as above.
      localStorage.setItem(mark, on ? 'on' : 'off');
    } catch {
      // Storage is forbidden here: the choice lasts as long as this tab.
    }
  }
}

export const key_choice = new KeyChoice();
