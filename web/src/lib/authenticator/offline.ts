// The service worker: keeps the authenticator's own pages for when there is no network. Only these:
// the rest of the site is nobody's to keep.
const scope = '/authenticator';

export async function work_offline(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('/service-worker.js', { scope });
  } catch {
    // Private windows and old browsers keep nothing: the pages work as long as the site answers.
  }
}

// A newer version waits until nobody uses the old one. Where the vault is locked, that is now.
export async function take_newer_version(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration(scope);
  if (!registration?.waiting) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {
    once: true,
  });
  registration.waiting.postMessage('take over');
}
