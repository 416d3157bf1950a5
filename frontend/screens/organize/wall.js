// Reckoning on the clocks of a zone: days keep their time on the wall, also where the clocks change in between.
import { fromLocal, toLocal } from '../../lib/time.js';
import { SCHEDULED } from '../../lib/week.js';
/** @import { Schedule } from '../../types.d.ts' */

export const MINUTE = 60e3;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** @param {number} at */
export const iso = (at) => new Date(at).toISOString().replace('.000Z', 'Z');

/** What the clocks show, as if they were those of UTC, so that it can be reckoned with. @param {string} instant @param {string} zone */
export const walled = (instant, zone) => Date.parse(`${toLocal(instant, zone)}Z`);

/** When the clocks show this. @param {number} wall @param {string} zone */
export const unwalled = (wall, zone) => fromLocal(new Date(wall).toISOString().slice(0, 16), zone);

/** So much later on the clocks: by seven days it is the same hour of the same weekday. @param {string} instant @param {string} zone @param {number} by */
export const later = (instant, zone, by) => (by ? unwalled(walled(instant, zone) + by, zone) : instant);

/** The next round time on the clocks, in either direction. It is counted as it passes, so that an hour which the
 * clocks skip or repeat holds nobody back. @param {string} instant @param {string} zone @param {number} step @param {1 | -1} way */
export function stepped(instant, zone, step, way) {
  const wall = walled(instant, zone);
  const round = way > 0 ? Math.floor(wall / step) + 1 : Math.ceil(wall / step) - 1;
  return iso(Math.floor(Date.parse(instant) / MINUTE) * MINUTE + round * step - wall);
}

/** @param {number} at @param {string} zone @param {number} step */
export const rounded = (at, zone, step) => unwalled(Math.round(walled(iso(at), zone) / step) * step, zone);

/** What one should know of a time that was typed: the clocks skip it, or show it twice. @param {string} instant @param {string} zone @returns {'twice' | ''} */
export const doubtful = (instant, zone) => {
  const shown = toLocal(instant, zone);
  const again = [HOUR, -HOUR, HOUR / 2, -HOUR / 2].some((by) => toLocal(iso(Date.parse(instant) + by), zone) === shown);
  return again ? 'twice' : '';
};

/** The days on which the clocks change between two instants, and by how much. @param {number} from @param {number} to @param {string} zone @returns {{ at: string, by: number }[]} */
export function clockChanges(from, to, zone) {
  const ahead = (/** @type {number} */ at) => walled(iso(at), zone) - at;
  const found = [];
  for (let at = Math.floor(from / HOUR) * HOUR; at < to; at += DAY) {
    if (ahead(at) === ahead(at + DAY)) continue;
    let hour = at;
    while (ahead(hour) === ahead(hour + HOUR / 2)) hour += HOUR / 2;
    found.push({ at: iso(hour + HOUR / 2), by: ahead(at + DAY) - ahead(at) });
  }
  return found;
}

/** A schedule some months on: as many whole weeks as bring the first day of exploring nearest to its day of the month.
 * @param {Schedule} schedule @param {string} zone whose clocks keep their hours @param {number} months @returns {Schedule} */
export function monthsOn(schedule, zone, months) {
  const [year = 0, month = 1, date = 1] = toLocal(schedule.exploring, zone).slice(0, 10).split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  const away = Date.UTC(year, month - 1 + months, Math.min(date, last)) - Date.UTC(year, month - 1, date);
  const by = Math.round(away / (7 * DAY)) * 7 * DAY;
  let latest = '';
  const moved = SCHEDULED.map((phase) => {
    const at = later(schedule[phase], zone, by);
    latest = Date.parse(at) < Date.parse(latest) ? latest : at; // where the clocks change, two may change places
    return [phase, latest];
  });
  return /** @type {Schedule} */ (Object.fromEntries(moved));
}
