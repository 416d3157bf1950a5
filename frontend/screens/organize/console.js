// The console: how the week stands in one sentence, the figures behind it, and what wants looking after.
import { get } from '../../lib/api.js';
import { course, figures, funnel } from '../../lib/charts.js';
import { h } from '../../lib/dom.js';
import { signal } from '../../lib/signals.js';
import { enter } from '../../lib/session.js';
import { ago, calendarDay } from '../../lib/time.js';
import { button, empty, icon } from '../../lib/ui.js';
import { hero, organizerTabs } from '../../lib/week.js';
import { words } from '../../words/en.js';
import { console_ as w } from '../../words/en-console.js';
/** @import { Child, Insights, Place, Week } from '../../types.d.ts' */

/** @param {Place} place */
export async function load({ params: { slug = '' } }) {
  const [week, insights] = await Promise.all([enter(slug), get('/weeks/{slug}/insights', { slug }), style()]);
  return { week, insights };
}

/** Nobody else waits for this sheet. */
function style() {
  const href = new URL('../../console.css', import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return;
  const link = h('link', { rel: 'stylesheet', href });
  document.head.append(link);
  return new Promise((done) => (link.onload = link.onerror = done));
}

/** @param {{ week: Week, insights: Insights }} data */
export function view({ week, insights }) {
  const { people, pitches, crews } = insights;
  return {
    title: w.title(week.title),
    nodes: [
      organizerTabs(week, 'console'),
      hero(
        w.title(week.title),
        null,
        button(w.print, () => print()),
      ),
      h('p', { class: 'health' }, w.health(people, pitches), ' ', w.mixed(crews.crews, crews.mixed)),
      h(
        'div',
        { class: 'console' },
        tasks(insights),
        h('div', { class: 'stack' }, steps(week, insights), days(insights)),
        pitches.submitted
          ? heat(week, insights)
          : empty(
              words.pitches.none,
              words.pitches.noneText,
              h('a', { class: 'button main', href: `/weeks/${week.slug}/pitches/new` }, words.pitches.pitch),
            ),
      ),
    ],
  };
}

/** @param {string} heading @param {...Child} nodes */
const panel = (heading, ...nodes) => h('section', { class: 'panel' }, h('h2', null, heading), nodes);

const FIRST = 8;

/** @param {Insights} insights */
function tasks({ tasks: all }) {
  const whole = signal(false);
  const one = (/** @type {Insights['tasks'][number]} */ { kind, pitch, people, since }) =>
    h(
      'li',
      null,
      h(
        'div',
        null,
        h('b', null, pitch.title),
        h('p', null, w.task[kind]?.(people) ?? kind, since ? `, ${w.since(ago(since))}` : ''),
      ),
      h(
        'a',
        { class: 'button', href: `/pitches/${pitch.id}#crew-heading`, 'aria-label': `${w.act[kind]}: ${pitch.title}` },
        w.act[kind],
      ),
    );
  if (!all.length) return panel(w.tasks, h('p', { class: 'note' }, icon('check'), w.tasksNone));
  return panel(w.tasks, () => [
    h('ul', { class: 'list' }, (whole() ? all : all.slice(0, FIRST)).map(one)),
    whole() || all.length <= FIRST ? null : button(w.allTasks(all.length), () => whole.set(true), { kind: 'quiet' }),
  ]);
}

/** @param {Week} week @param {Insights} insights */
function steps(week, { people, home_teams: teams }) {
  const at = `/weeks/${week.slug}/people`;
  const all = [
    { label: w.steps.taking_part, value: people.taking_part, href: `${at}?show=everyone` },
    { label: w.steps.moving, value: people.with_crew + people.wishing, href: at },
    { label: w.steps.with_crew, value: people.with_crew, href: at },
  ];
  const rows = teams.map((one) => [one.home_team ?? w.noTeam, one.taking_part, one.with_crew]);
  return panel(w.funnel, funnel(all), figures(w.figures, [w.homeTeam, w.steps.taking_part, w.withCrew], rows));
}

/** @param {Insights} insights */
function days({ course: now, course_before: before }) {
  const points = (/** @type {typeof now} */ { days: all }) => all.map((one) => ({ ...one, label: String(one.number + 1) }));
  const past = before ? points(before) : [];
  if (!now.days.length && !past.length) return panel(w.course, h('p', { class: 'soft' }, w.courseNone));
  const name = w.courseSaid(now.week.title, past.length ? (before?.week.title ?? null) : null);
  const longest = Math.max(now.days.length, past.length);
  const rows = Array.from({ length: longest }, (_, at) => [
    at + 1,
    now.days[at] ? calendarDay(now.days[at].day) : '–',
    now.days[at]?.people ?? '–',
    ...(past.length ? [past[at]?.people ?? '–'] : []),
  ]);
  const heads = [w.first, w.day, now.week.title, ...(past.length ? [before?.week.title ?? ''] : [])];
  return panel(
    w.course,
    h(
      'p',
      { class: 'legend' },
      h('i', { class: 'now' }),
      now.week.title,
      past.length ? [h('i', null), before?.week.title] : null,
    ),
    course(`${w.course}: ${name}`, points(now), past),
    figures(w.figures, heads, rows),
  );
}

const COLUMNS = 10;

/** @param {Week} week @param {Insights} insights */
function heat(week, { heat: cells }) {
  if (!cells.length) return panel(w.heat, h('p', { class: 'soft' }, w.heatNone));
  const sum = (/** @type {'tag' | 'home_team'} */ by) => {
    const sums = new Map();
    for (const cell of cells) sums.set(cell[by], (sums.get(cell[by]) ?? 0) + cell.people);
    return [...sums].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  };
  const tags = sum('tag').slice(0, COLUMNS);
  const most = Math.max(...cells.map(({ people }) => people));
  const at = new Map(cells.map((cell) => [`${cell.home_team}/${cell.tag}`, cell.people]));
  const link = (/** @type {string} */ tag) => `/weeks/${week.slug}/pitches?tag=${encodeURIComponent(tag)}`;
  const cell = (/** @type {string | null} */ team, /** @type {string} */ tag) => {
    const people = at.get(`${team}/${tag}`) ?? 0;
    return h(
      'td',
      people ? { vars: { '--part': `${Math.round(10 + (60 * people) / most)}%` } } : null,
      people ? h('a', { href: link(tag), 'aria-label': w.cell(people, team ?? w.noTeam, tag) }, String(people)) : null,
    );
  };
  return panel(
    w.heat,
    h('p', { class: 'soft' }, w.heatSaid),
    h(
      'div',
      { class: 'wide-table', tabIndex: 0, role: 'region', 'aria-label': w.heat },
      h(
        'table',
        { class: 'heat' },
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            h('th', { scope: 'col' }, w.homeTeam),
            tags.map((tag) => h('th', { scope: 'col' }, tag)),
          ),
        ),
        h(
          'tbody',
          null,
          sum('home_team').map((team) =>
            h(
              'tr',
              null,
              h('th', { scope: 'row' }, team ?? w.noTeam),
              tags.map((tag) => cell(team, tag)),
            ),
          ),
        ),
      ),
    ),
  );
}
