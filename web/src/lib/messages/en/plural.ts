// A number and the word for what is counted.
export const plural = (n: number, one: string, other: string) =>
  `${n} ${n === 1 ? one : other}`;
