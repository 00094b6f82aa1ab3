// How a key is written on the page: as it stands on the keyboard.
const names: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

export function key_text(keys: string): string {
  return keys
    .split(' ')
    .map((key) => names[key] ?? key.toUpperCase())
    .join(' ');
}
