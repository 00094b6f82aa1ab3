// What a walk is sure of, in a word; the message says what was there instead.

export function expect(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

export function equal(found, wanted, what) {
  expect(found === wanted, `${what}: ${found}, not ${wanted}`);
}

// The failure of what must fail.
export async function must_fail(promise, why) {
  const failure = await promise.then(
    () => null,
    (error) => error,
  );
  if (!failure) throw new Error(why);
  return failure;
}
