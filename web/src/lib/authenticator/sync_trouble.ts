// What can be wrong between this device and the server, as values.
import { parse_problem, type Problem } from '#lib/problem.ts';
import type { Reply } from '#lib/vault/sync_wire.ts';

// How a server was caught.
export type Lie =
  | 'answers' // Something that is no answer.
  | 'forgot' // Changes that it had.
  | 'other_history' // Its changes are not those that the newest mark is of.
  | 'mark' // The newest mark is signed by none of the devices.
  | 'out_of_order' // It left out changes, or handed them out in another order.
  | 'left_out' // A change without its seal, which nothing replaces.
  | 'forged' // A change that nobody made.
  | 'earlier_key' // A change under a key from before, which a removed device knows.
  | 'went_back' // An earlier state of an entry.
  | 'keeps_back' // It says that there is more, and does not hand it out.
  | 'other_vault'
  | 'devices' // A list that is signed by nobody who may.
  | 'earlier_devices'
  | 'changed' // A list or seals that somebody without the vault's key wrote.
  | 'no_key' // The vault's key is not sealed to this device.
  | 'other_key'
  | 'weak_kdf' // It asks for a passphrase that is protected too little.
  | 'other_asker' // The device that asks is not the one that it showed.
  | 'not_let_in' // It says that this device is in, and nobody who may has let it in.
  | 'not_opening'; // What it handed out is not sealed under the passphrase.

export type Trouble =
  | { why: 'unreachable' | 'busy' | 'locked' | 'storage' }
  | { why: 'needs_passphrase' } // Its list is from before a device was removed here.
  | { why: 'lied'; how: Lie }
  | { why: 'refused'; slug: string; problem: Problem };

// What a server that was brought back from a backup looks like, too.
const like_a_backup: Lie[] = ['forgot', 'other_history', 'keeps_back', 'went_back'];

export const may_be_a_backup = (trouble: Trouble | null): boolean =>
  trouble?.why === 'lied' && like_a_backup.includes(trouble.how);

// Ends a sync: nothing of the step that it comes from is kept.
export class Stop extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble.why);
  }
}

export const lied = (how: Lie): never => {
  throw new Stop({ why: 'lied', how });
};

export const refused_by = ({ slug, status, body }: Reply): Trouble => ({
  why: 'refused',
  slug,
  problem: parse_problem(status, body),
});
