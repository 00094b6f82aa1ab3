// Hands a text to the person as a file.
export function download(text: string, name: string, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to take it when click() returns; a moment later it needs it no more.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
