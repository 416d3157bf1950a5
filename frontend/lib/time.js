// Instants for people: in the viewer's zone, and in the week's where that differs.
import { words } from '../words/en.js';

const DEVICE = Intl.DateTimeFormat().resolvedOptions().timeZone;
/** The viewer's zone: the one of their profile, else that of the device. */
export let HERE = DEVICE;
/** @param {string | null | undefined} zone */
export const livesIn = (zone) => void (HERE = zone && isZone(zone) ? zone : DEVICE);

const LANGUAGE = words.language;
const MINUTE = 60e3;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** Making a format is slow, using it is not. @param {Intl.DateTimeFormatOptions} options */
function format(options) {
  const key = JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(LANGUAGE, options);
  formats.set(key, known);
  return known;
}

/** Tue 24 Nov. @param {string} instant @param {string | null} [zone] */
export function day(instant, zone = null) {
  const year = new Date(instant).getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
  return format({ weekday: 'short', day: 'numeric', month: 'short', year, timeZone: zone ?? HERE }).format(new Date(instant));
}

/** Tue 24 Nov, 09:00. @param {string} instant @param {string | null} [zone] */
export const moment = (instant, zone = null) => `${day(instant, zone)}, ${clock(instant, zone)}`;

/** @param {string} instant @param {string | null} [zone] */
export const clock = (instant, zone = null) =>
  format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone ?? HERE }).format(new Date(instant));

/** In my zone, with the week's beside it where its clocks show something else. @param {string} instant @param {string | null | undefined} zone */
export function both(instant, zone) {
  const mine = moment(instant);
  if (!zone || moment(instant, zone) === mine) return mine;
  const theirs = day(instant, zone) === day(instant) ? clock(instant, zone) : moment(instant, zone);
  return words.time.both(mine, theirs, city(zone));
}

/** @param {string} zone */
export const city = (zone) => zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');

const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' });

/** in 2 days, 3 hours ago. @param {string} instant @param {number} [from] seen from then */
export function ago(instant, from = Date.now()) {
  const away = Date.parse(instant) - from;
  const size = Math.abs(away);
  if (size < MINUTE) return words.time.now;
  if (size < HOUR) return relative.format(Math.round(away / MINUTE), 'minute');
  if (size < 36 * HOUR) return relative.format(Math.round(away / HOUR), 'hour');
  if (size < 60 * DAY) return relative.format(Math.round(away / DAY), 'day');
  return relative.format(Math.round(away / (30.44 * DAY)), 'month');
}

/** 2027-01-11 as a day, whatever the zone. @param {string} date */
export const calendarDay = (date) =>
  format({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));

/** An instant as the value of <input type="datetime-local"> on the clocks of a zone. @param {string} instant @param {string} zone */
export function toLocal(instant, zone) {
  const parts = Object.fromEntries(
    format({
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZone: zone,
    })
      .formatToParts(new Date(instant))
      .map(({ type, value }) => [type, value]),
  );
  return `${parts['year']?.padStart(4, '0')}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}`;
}

/** The instant at which the clocks of a zone show this: the first, where they show it twice; as before they change, where
 * they skip it. @param {string} local @param {string} zone */
export function fromLocal(local, zone) {
  const wanted = Date.parse(`${local}Z`);
  const instants = [wanted - DAY, wanted + DAY].map((near) => {
    const ahead = Date.parse(`${toLocal(new Date(near).toISOString(), zone)}Z`) - Math.floor(near / MINUTE) * MINUTE;
    return new Date(wanted - ahead).toISOString();
  });
  const shown = instants.find((one) => toLocal(one, zone) === local.slice(0, 16)) ?? instants[0] ?? '';
  return shown.replace('.000Z', 'Z');
}

/** @param {string} zone */
export function isZone(zone) {
  try {
    return Boolean(new Intl.DateTimeFormat(LANGUAGE, { timeZone: zone }));
  } catch {
    return false;
  }
}
