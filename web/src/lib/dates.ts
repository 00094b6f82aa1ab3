// Dates as people keep them: a day, an hour, and whose hours. The API's times are RFC 3339 in UTC.
import { t } from './messages';
import { now } from './server_time';

export interface Clock {
  now: Date;
  // Undefined: the time zone of this browser.
  time_zone?: string;
}

const locale = 'en-GB';

const browser_clock = (): Clock => ({ now: now() });

function part(date: Date, clock: Clock, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: clock.time_zone }).format(date);
}

function weekday_and_day(date: Date, clock: Clock): string {
  // Put together by hand, because browsers differ in commas.
  return [
    part(date, clock, { weekday: 'long' }),
    part(date, clock, { day: 'numeric' }),
    part(date, clock, { month: 'long' }),
  ].join(' ');
}

// "Wednesday 25 November", with the year only where it is not this one.
export function day(iso: string, clock = browser_clock()): string {
  const date = new Date(iso);
  const year = part(date, clock, { year: 'numeric' });
  if (year === part(clock.now, clock, { year: 'numeric' })) return weekday_and_day(date, clock);
  return day_and_year(iso, clock);
}

// For paper, which lies in a drawer for years.
export function day_and_year(iso: string, clock = browser_clock()): string {
  const date = new Date(iso);
  return `${weekday_and_day(date, clock)} ${part(date, clock, { year: 'numeric' })}`;
}

export function hour(iso: string, clock = browser_clock()): string {
  return part(new Date(iso), clock, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

// A promise: "Wednesday 25 November, by 17:00 (your time)".
export function by(iso: string, clock = browser_clock()): string {
  return t('date.by', { day: day(iso, clock), hour: hour(iso, clock) });
}

// An end: "Wednesday 25 November, 17:00 (your time)".
export function until(iso: string, clock = browser_clock()): string {
  return t('date.until', { day: day(iso, clock), hour: hour(iso, clock) });
}

// Something past: "Wednesday 25 November, 17:00".
export function at(iso: string, clock = browser_clock()): string {
  return t('date.at', { day: day(iso, clock), hour: hour(iso, clock) });
}

// A wait in the largest unit that still says enough: "17 seconds", "2 minutes", "1 hour". Rounded
// up: early is a lie.
export function wait(seconds: number): string {
  if (seconds < 90) return t('date.seconds', { n: Math.max(1, Math.ceil(seconds)) });
  if (seconds < 90 * 60) return t('date.minutes', { n: Math.ceil(seconds / 60) });
  if (seconds <= 48 * 3600) return t('date.hours', { n: Math.ceil(seconds / 3600) });
  return t('date.days', { n: Math.ceil(seconds / 86400) });
}
