// The sentences of an appeal, for who makes one, in English.
export const appeal = {};
