// The dates of an appeal are said in the zone of whoever made it, wherever they read them: on a
// borrowed computer far from home, too.
import { by, day, hour, until, type Clock } from '../dates';
import { t } from '../messages';
import { now as server_now } from '../server_time';

export interface ZoneDates {
  by: (iso: string) => string;
  until: (iso: string) => string;
  at: (iso: string) => string;
}

export const browser_zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

// "America/Argentina/Buenos_Aires" is "Buenos Aires".
export function place_of(zone: string): string {
  return (zone.split('/').pop() ?? zone).replaceAll('_', ' ');
}

// What the browser cannot reckon with, it shows in its own zone.
export function is_zone(zone: string): boolean {
  try {
    return zone !== '' && new Intl.DateTimeFormat('en', { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}

export function dates_in(wanted: string, of_browser = browser_zone(), now = server_now): ZoneDates {
  const zone = is_zone(wanted) ? wanted : of_browser;
  const clock = (): Clock => ({ now: now(), time_zone: zone });
  const parts = (iso: string) => ({ day: day(iso, clock()), hour: hour(iso, clock()) });
  if (zone === of_browser) {
    return {
      by: (iso) => by(iso, clock()),
      until: (iso) => until(iso, clock()),
      at: (iso) => t('date.at', parts(iso)),
    };
  }
  const place = place_of(zone);
  return {
    by: (iso) => t('date.by_in', { ...parts(iso), place }),
    until: (iso) => t('date.until_in', { ...parts(iso), place }),
    at: (iso) => t('date.until_in', { ...parts(iso), place }),
  };
}
