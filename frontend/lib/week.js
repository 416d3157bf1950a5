// How a week looks wherever it is named: its phases in a row, its heading, its tabs for organizers.
import { h } from './dom.js';
import { ago, calendarDay, city, day, HERE, moment } from './time.js';
import { words } from '../words/en.js';
/** @import { Child, Week, WeekRow } from '../types.d.ts' */

export const SCHEDULED = /** @type {const} */ (['pitching', 'forming', 'exploring', 'demos', 'wrap_up', 'closed']);

/** @param {string} phase */
export const phaseName = (phase) => words.phase[/** @type {keyof typeof words.phase} */ (phase)] ?? phase;

/** @param {Pick<WeekRow, 'phase' | 'archived'>} week */
export const phaseChip = (week) =>
  h(
    'span',
    {
      class: `chip ${week.archived || week.phase === 'closed' ? '' : week.phase === 'cancelled' || week.phase === 'draft' ? 'warn' : 'phase'}`,
    },
    week.archived ? words.week.archived : phaseName(week.phase),
  );

/** The phases, the present one marked, with their days in the viewer's zone. @param {Week} week @returns {Child} */
export function rail(week) {
  const { schedule, phase } = week;
  if (!schedule) return null;
  const at = SCHEDULED.findIndex((one) => one === phase);
  const steps = SCHEDULED.map((one, index) => {
    const present = one === phase;
    const said = present && week.phase_until ? words.week.ends(ago(week.phase_until)) : day(schedule[one]);
    const skipped = index < 5 && schedule[one] === schedule[SCHEDULED[index + 1] ?? one];
    return skipped
      ? null
      : h(
          'li',
          { class: index < at ? 'past' : '', 'aria-current': present ? 'step' : null, title: moment(schedule[one]) },
          h('b', null, phaseName(one)),
          said,
        );
  });
  const list = h('ol', { class: 'rail', 'aria-label': words.week.schedule, tabIndex: 0 }, steps);
  const middle = (/** @type {Element} */ one) => one.getBoundingClientRect().left + one.getBoundingClientRect().right;
  // Where not all of them fit, the present one is in the middle.
  requestAnimationFrame(() => list.scrollBy((middle(list.querySelector('[aria-current]') ?? list) - middle(list)) / 2, 0));
  return list;
}

/** When it was, or will be, in a few words. @param {WeekRow} week @returns {string} */
export function dates(week) {
  if (week.schedule) return `${day(week.schedule.exploring)} – ${day(week.schedule.wrap_up)}`;
  if (week.starts_on && week.ends_on && week.starts_on !== week.ends_on)
    return `${calendarDay(week.starts_on)} – ${calendarDay(week.ends_on)}`;
  if (week.starts_on) return calendarDay(week.starts_on);
  return week.dates_text || words.week.noDates;
}

/** A zone worth naming: the viewer's clocks show something else. @param {WeekRow} week */
export const otherClocks = (week) =>
  week.time_zone && week.schedule && moment(week.schedule.exploring) !== moment(week.schedule.exploring, week.time_zone)
    ? `${city(HERE)} / ${city(week.time_zone)}`
    : null;

/** @param {Child} title @param {Child} below @param {...Child} actions */
export const hero = (title, below, ...actions) =>
  h(
    'div',
    { class: 'hero' },
    h('div', null, h('h1', null, title), below ? h('p', null, below) : null),
    h('div', { class: 'row' }, actions),
  );

/** Where an organizer goes from here. @param {Week} week @param {'plan' | 'times' | 'people' | 'console' | ''} at @returns {Child} */
export function organizerTabs(week, at) {
  const tabs = /** @type {const} */ ([
    ['', '', week.title],
    ['plan', 'plan', words.week.plan],
    ['times', 'schedule', words.week.times],
    ['people', 'people', words.week.people],
    ['console', 'console', words.week.console],
  ]);
  return h(
    'nav',
    { class: 'tabs', 'aria-label': words.week.organize },
    tabs.map(([name, path, label]) =>
      h('a', { href: `/weeks/${week.slug}${path && `/${path}`}`, 'aria-current': name === at ? 'page' : null }, label),
    ),
  );
}

/** Whether organizing this week is the reader's to do. @param {Week} week */
export const mayOrganize = (week) =>
  Boolean(
    week.can['edit']?.allowed ||
      week.can['organize']?.allowed ||
      week.can['schedule']?.allowed ||
      week.can['edit']?.code === 'reason_required',
  );

/** @param {Pick<WeekRow, 'slug'>} week */
export const toCalendar = ({ slug }) =>
  h('a', { class: 'button', href: `/api/v1/weeks/${slug}/calendar.ics`, download: '' }, words.files.calendar);

/** Tables to take along, each as CSV and as a workbook. @param {...[what: 'pitches' | 'signups' | 'outcomes' | 'people' | 'log', path: string, search?: string]} tables */
export const files = (...tables) =>
  h(
    'nav',
    { class: 'filters', 'aria-label': words.files.title },
    tables.map(([what, path, search = '']) =>
      ['csv', 'xlsx'].map((kind) =>
        h(
          'a',
          { class: 'button', href: `/api/v1${path}.${kind}${search}`, download: '' },
          words.files.as(words.files[what], kind.toUpperCase()),
        ),
      ),
    ),
  );
