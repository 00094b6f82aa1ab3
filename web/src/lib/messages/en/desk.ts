// The sentences of the desk, for its staff, in English.
export const desk = {};
