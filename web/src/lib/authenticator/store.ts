// Where this browser keeps the vault: one sealed file in IndexedDB, and the one before it. Whoever
// writes says what it read; where another tab was faster, nothing is written.
const database_name = 'sparekey-authenticator';
const table = 'vault';
const place = 'file';

export interface Kept {
  text: string;
  stamp: number; // One more with each writing.
  previous: string | null;
  // Which writing was last copied into a file elsewhere; 0: none was.
  copied: number;
  // When it last was what the server has; 0: never.
  synced: number;
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// On the disk, not only on the way there.
function committed(change: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    change.oncomplete = () => resolve();
    change.onabort = () => reject(change.error);
    change.onerror = () => reject(change.error);
  });
}

async function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(database_name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(table);
  return done(request);
}

async function within<T>(
  mode: IDBTransactionMode,
  act: (files: IDBObjectStore) => Promise<T>,
): Promise<T> {
  const database = await opened();
  try {
    const change = database.transaction(table, mode, { durability: 'strict' });
    const ended = committed(change);
    // Whoever fails before its end says why; the end is then no news.
    ended.catch(() => undefined);
    const result = await act(change.objectStore(table));
    await ended;
    return result;
  } finally {
    database.close();
  }
}

const at = async (files: IDBObjectStore): Promise<Kept | null> =>
  ((await done(files.get(place))) as Kept | undefined) ?? null;

// Null where there is no vault yet. Rejects where this browser keeps nothing.
export const load = (): Promise<Kept | null> => within('readonly', at);

// `expected` is the stamp that was read; 0 where there was no vault. False when another tab was
// faster.
export function save(text: string, expected: number): Promise<boolean> {
  return within('readwrite', async (files) => {
    const before = await at(files);
    if ((before?.stamp ?? 0) !== expected) return false;
    const next: Kept = {
      text,
      stamp: expected + 1,
      previous: before?.text ?? null,
      copied: before?.copied ?? 0,
      synced: before?.synced ?? 0,
    };
    await done(files.put(next, place));
    return true;
  });
}

// What is known beside the text.
export function note(more: Partial<Pick<Kept, 'copied' | 'synced'>>): Promise<void> {
  return within('readwrite', async (files) => {
    const before = await at(files);
    if (before) await done(files.put({ ...before, ...more }, place));
  });
}

// The vault is gone from this browser.
export const erase = (): Promise<void> =>
  within('readwrite', async (files) => void (await done(files.delete(place))));

// Asks the browser not to throw it away when space is short. Whether it does is its own business.
export async function keep_for_good(): Promise<boolean> {
  return (await navigator.storage?.persist?.()) ?? false;
}
