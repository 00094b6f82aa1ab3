// Light, dark, or as the system has it. static/theme.js applies the choice before anything is
// drawn.
export type Theme = 'system' | 'light' | 'dark';
export const themes: readonly Theme[] = ['system', 'light', 'dark'];

function stored(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

class ThemeChoice {
  current = $state<Theme>(stored());

  choose(theme: Theme) {
    this.current = theme;
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    try {
      // tidy: the colours are no secret, and theme.js must know them before the app runs.
      localStorage.setItem('theme', theme);
    } catch {
      // Storage is forbidden here: the choice lasts as long as this tab.
    }
  }
}

export const theme_choice = new ThemeChoice();
