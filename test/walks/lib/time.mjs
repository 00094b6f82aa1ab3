// Times that the walks wait for, in seconds.

export const minute_s = 60;
export const hour_s = 60 * minute_s;
export const day_s = 24 * hour_s;
