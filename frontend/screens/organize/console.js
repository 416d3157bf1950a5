// The console: how the week stands in one sentence, the figures behind it, and what wants looking after.
import { get } from '../../lib/api.js';
import { course, figures, funnel } from '../../lib/charts.js';
import { h } from '../../lib/dom.js';
import { signal } from '../../lib/signals.js';
import { enter } from '../../lib/session.js';
import { ago, calendarDay } from '../../lib/time.js';
import { button, empty, icon } from '../../lib/ui.js';
import { files, hero, organizerTabs } from '../../lib/week.js';
import { health } from './health.js';
import { sheet } from './sheet.js';
import { words } from '../../words/en.js';
import { console_ as w } from '../../words/en-console.js';
/** @import { Child, Insights, Place, Week } from '../../types.d.ts' */

/** @param {Place} place */
export async function load({ params: { slug = '' } }) {
  const [week, insights] = await Promise.all([enter(slug), get('/weeks/{slug}/insights', { slug }), sheet('console.css')]);
  return { week, insights };
}

/** @param {{ week: Week, insights: Insights }} data */
export function view({ week, insights }) {
  const now = signal(insights);
  const again = async () => now.set(await get('/weeks/{slug}/insights', { slug: week.slug }));
  return {
    title: w.title(week.title),
    nodes: [
      organizerTabs(week, 'console'),
      hero(
        w.title(week.title),
        null,
        h('a', { class: 'button', href: `/log?week=${week.slug}` }, w.log),
        button(w.print, () => print()),
      ),
      () => h('p', { class: 'health' }, health(week, now()), ' ', w.mixed(now().crews.crews, now().crews.mixed)),
      h(
        'div',
        { class: 'console' },
        () => tasks(week, now(), again),
        h(
          'div',
          { class: 'stack' },
          () => steps(week, now()),
          () => days(week, now()),
          () => stands(week, now()),
        ),
        () =>
          now().pitches.submitted
            ? heat(week, now())
            : empty(
                words.pitches.none,
                words.pitches.noneText,
                h('a', { class: 'button main', href: `/weeks/${week.slug}/pitches/new` }, words.pitches.pitch),
              ),
      ),
      files(
        ['pitches', `/weeks/${week.slug}/pitches`],
        ['signups', `/weeks/${week.slug}/signups`],
        ['outcomes', '/outcomes', `?week=${week.slug}`],
      ),
    ],
  };
}

/** @param {string} heading @param {...Child} nodes */
const panel = (heading, ...nodes) => h('section', { class: 'panel' }, h('h2', null, heading), nodes);

const FIRST = 12;

/** What an organizer does about it here and now, and not on the pitch. */
const PLACING = new Set(['empty', 'alone']);

/** @param {Week} week @param {Insights} insights @param {() => Promise<void>} again */
function tasks(week, { tasks: all }, again) {
  const whole = signal(false);
  const may = week.can['place']?.allowed || week.can['place']?.code === 'reason_required';
  const act = (/** @type {Insights['tasks'][number]} */ { kind, pitch }) => {
    const name = `${w.act[kind]}: ${pitch.title}`;
    const place = async () => (await import('./place.js')).placeSomebody(pitch, again);
    if (!PLACING.has(kind))
      return h('a', { class: 'button', href: `/pitches/${pitch.id}#crew-heading`, 'aria-label': name }, w.act[kind]);
    return may ? button(w.act[kind], place, { name, id: `place-${pitch.id}` }) : null;
  };
  const one = (/** @type {Insights['tasks'][number]} */ task) =>
    h(
      'li',
      null,
      h(
        'div',
        null,
        h('a', { href: `/pitches/${task.pitch.id}` }, task.pitch.title),
        h('p', null, w.task[task.kind]?.(task.people) ?? task.kind, task.since ? `, ${w.since(ago(task.since))}` : ''),
      ),
      act(task),
    );
  const list = () => [
    h('ul', { class: whole() ? 'list' : 'list few' }, all.map(one)), // paper has them all
    whole() || all.length <= FIRST ? null : button(w.allTasks(all.length), () => whole.set(true), { kind: 'quiet' }),
  ];
  return h(
    'section',
    { class: 'panel', id: 'tasks' },
    h('h2', null, w.tasks),
    all.length ? list : h('p', { class: 'note' }, icon('check'), w.tasksNone),
  );
}

/** @param {Week} week @param {string | null} team */
const teamLink = ({ slug }, team) =>
  h('a', { href: `/weeks/${slug}/people?show=everyone&home_team=${encodeURIComponent(team ?? '')}` }, team ?? w.noTeam);

/** @param {Week} week @param {Insights} insights */
function steps(week, { people, home_teams: teams }) {
  const at = `/weeks/${week.slug}/people`;
  const all = [
    { label: w.steps.taking_part, value: people.taking_part, href: `${at}?show=everyone` },
    { label: w.steps.moving, value: people.with_crew + people.wishing, href: `${at}?show=moving` },
    { label: w.steps.with_crew, value: people.with_crew, href: `${at}?show=with_crew` },
  ];
  const rows = teams.map((one) => [teamLink(week, one.home_team), one.taking_part, one.with_crew]);
  return panel(w.funnel, funnel(all), figures(w.figures, [w.homeTeam, w.steps.taking_part, w.withCrew], rows));
}

/** @param {Week} week @param {Insights} insights */
function stands({ slug }, { pitches }) {
  /** @type {Record<string, string>} */
  const lists = { submitted: `/weeks/${slug}/pitches`, empty: '#tasks', without_lead: '#tasks' };
  const all = /** @type {(keyof typeof w.stands)[]} */ (Object.keys(w.stands)).map((name) => ({
    label: w.stands[name],
    value: pitches[name],
    ...(lists[name] ? { href: lists[name] } : {}),
  }));
  const line = pitches.waiting
    ? h('p', null, h('a', { href: `/weeks/${slug}/people?show=wishing` }, w.inLine(pitches.waiting)))
    : null;
  return panel(w.stand, funnel(all), line);
}

/** @param {Week} week @param {Insights} insights */
function days({ slug }, { course: now, course_before: before }) {
  const points = (/** @type {typeof now} */ { days: all }) => all.map((one) => ({ ...one, label: String(one.number + 1) }));
  const past = before ? points(before) : [];
  if (!now.days.length && !past.length) return panel(w.course, h('p', { class: 'soft' }, w.courseNone));
  const withCrew = `/weeks/${slug}/people?show=with_crew`;
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
      h('span', null, h('i', { class: 'now' }), h('a', { href: withCrew }, now.week.title)),
      past.length && before
        ? h('span', null, h('i', null), h('a', { href: `/weeks/${before.week.slug}/console` }, before.week.title))
        : null,
    ),
    h('a', { href: withCrew }, course(`${w.course}: ${name}`, points(now), past)),
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
  const link = (/** @type {string} */ tag, /** @type {string | null} */ team = null) =>
    `/weeks/${week.slug}/pitches?${new URLSearchParams({ tag, ...(team ? { home_team: team } : {}) })}`;
  const cell = (/** @type {string | null} */ team, /** @type {string} */ tag) => {
    const people = at.get(`${team}/${tag}`) ?? 0;
    return h(
      'td',
      people ? { vars: { '--part': `${Math.round(10 + (60 * people) / most)}%` } } : null,
      people ? h('a', { href: link(tag, team), 'aria-label': w.cell(people, team ?? w.noTeam, tag) }, String(people)) : null,
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
            tags.map((tag) => h('th', { scope: 'col' }, h('a', { href: link(tag) }, tag))),
          ),
        ),
        h(
          'tbody',
          null,
          sum('home_team').map((team) =>
            h(
              'tr',
              null,
              h('th', { scope: 'row' }, teamLink(week, team)),
              tags.map((tag) => cell(team, tag)),
            ),
          ),
        ),
      ),
    ),
  );
}
