// How easy a new password is to guess, from 0 to 4. The lists behind it are large, so they come
// only when somebody types one.
export type Score = 0 | 1 | 2 | 3 | 4;
export type Strength = (password: string, known: string[]) => Score;

// Guessing takes longer than linear time; past this length the answer is "very hard" anyway.
const checked_max = 72;

export async function load_strength(): Promise<Strength> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ]);
  const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  return (password, known) => zxcvbn.check(password.slice(0, checked_max), known).score;
}
