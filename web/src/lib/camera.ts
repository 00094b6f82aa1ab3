// The camera of this device: opening it, and saying why it does not open.

// The back of a phone looks at documents, the front at its owner.
export type Side = 'back' | 'front';
// Denied: the person or the system said no. Absent: there is none, or this page may not ask. Busy:
// another program holds it.
export type Trouble = 'denied' | 'absent' | 'busy';

export type Opened = { stream: MediaStream } | { trouble: Trouble };

const longest_px = 2560;

function trouble_of(error: unknown): Trouble {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'absent';
}

export async function open_camera(side: Side): Promise<Opened> {
  // Pages that are not served over https have no camera.
  if (!navigator.mediaDevices) return { trouble: 'absent' };
  const video = {
    facingMode: side === 'back' ? 'environment' : 'user',
    width: { ideal: longest_px },
  };
  try {
    return { stream: await navigator.mediaDevices.getUserMedia({ video }) };
  } catch (error) {
    return { trouble: trouble_of(error) };
  }
}

export function close_camera(stream: MediaStream | null) {
  stream?.getTracks().forEach((track) => track.stop());
}
