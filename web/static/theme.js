// Applies the chosen theme before anything is drawn, so that nobody is dazzled. The choice is the
// only thing kept in this browser.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden here: the system's theme it is.
}
