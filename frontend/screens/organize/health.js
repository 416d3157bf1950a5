// How the week stands, for its organizers on Now: one sentence, and the three tasks that come first.
import { get } from '../../lib/api.js';
import { h } from '../../lib/dom.js';
import { ago, both } from '../../lib/time.js';
import { words } from '../../words/en.js';
import { console_ as w } from '../../words/en-console.js';
/** @import { Child, Insights, Week } from '../../types.d.ts' */

const THREE = 3;

/** @param {string} slug @returns {Promise<Insights>} */
export const insightsOf = (slug) => get('/weeks/{slug}/insights', { slug });

/** All of these can be helped until the next of these begins. @param {Week} week */
const deadline = ({ schedule }) =>
  schedule ? [schedule.exploring, schedule.demos, schedule.wrap_up].find((at) => Date.parse(at) > Date.now()) : null;

/** One sentence, each figure of it a link to what it counts. @param {Week} week @param {Insights} insights @returns {Child} */
export function health({ slug }, { people: { taking_part: everyone, with_crew: crew, idle }, pitches }) {
  if (!pitches.submitted) return w.noPitch;
  if (!everyone) return w.nobody(pitches.submitted);
  const tasks = `/weeks/${slug}/console#tasks`; // the board has no filter that lists these
  const worries = [
    idle ? { said: w.worries.idle(idle), href: `/weeks/${slug}/people?show=idle` } : null,
    pitches.empty ? { said: w.worries.empty(pitches.empty), href: tasks } : null,
    pitches.without_lead ? { said: w.worries.without_lead(pitches.without_lead), href: tasks } : null,
  ].filter((one) => one !== null);
  const share = h('a', { href: `/weeks/${slug}/people?show=with_crew` }, w.share(crew, everyone));
  if (!worries.length) return [share, w.calm];
  const parts = w.join(worries.map(({ said }) => said));
  const linked = parts.map(({ type, value }) => {
    const href = type === 'element' ? worries.find(({ said }) => said === value)?.href : null;
    return href ? h('a', { href }, value) : value;
  });
  return [share, '; ', linked, '.'];
}

/** @param {Week} week @param {Insights} insights */
export function healthPanel(week, insights) {
  const { tasks } = insights;
  const by = deadline(week);
  const first = tasks
    .map((task, at) => ({ task, at }))
    .sort((a, b) => (a.task.since ?? '~').localeCompare(b.task.since ?? '~') || a.at - b.at)
    .slice(0, by ? THREE : 0);
  return h(
    'section',
    { class: 'panel health-now' },
    h('h2', null, w.now),
    h('p', null, health(week, insights)),
    first.length ? h('p', null, h('b', null, w.by(ago(by ?? ''))), h('small', null, ` ${both(by ?? '', week.time_zone)}`)) : null,
    h(
      'ul',
      { class: 'list' },
      first.map(({ task: { kind, pitch, people: many } }) =>
        h(
          'li',
          null,
          h('div', null, h('a', { href: `/pitches/${pitch.id}` }, pitch.title), h('p', null, w.task[kind]?.(many) ?? kind)),
          h(
            'a',
            { class: 'button', href: `/pitches/${pitch.id}#crew-heading`, 'aria-label': `${w.act[kind]}: ${pitch.title}` },
            w.act[kind],
          ),
        ),
      ),
    ),
    h(
      'p',
      null,
      h('a', { href: `/weeks/${week.slug}/console` }, tasks.length > THREE ? w.allTasks(tasks.length) : words.week.console),
    ),
  );
}
