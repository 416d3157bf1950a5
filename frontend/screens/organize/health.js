// How the week stands, for its organizers on Now: one sentence, and the three tasks that come first.
import { get } from '../../lib/api.js';
import { h } from '../../lib/dom.js';
import { ago, both } from '../../lib/time.js';
import { words } from '../../words/en.js';
import { console_ as w } from '../../words/en-console.js';
/** @import { Insights, Week } from '../../types.d.ts' */

const THREE = 3;

/** @param {string} slug @returns {Promise<Insights>} */
export const insightsOf = (slug) => get('/weeks/{slug}/insights', { slug });

/** All of these can be helped until the next of these begins. @param {Week} week */
const deadline = ({ schedule }) =>
  schedule ? [schedule.exploring, schedule.demos, schedule.wrap_up].find((at) => Date.parse(at) > Date.now()) : null;

/** @param {Week} week @param {Insights} insights */
export function healthPanel(week, { people, pitches, tasks }) {
  const by = deadline(week);
  const first = tasks
    .map((task, at) => ({ task, at }))
    .sort((a, b) => (a.task.since ?? '~').localeCompare(b.task.since ?? '~') || a.at - b.at)
    .slice(0, by ? THREE : 0);
  return h(
    'section',
    { class: 'panel health-now' },
    h('h2', null, w.now),
    h('p', null, w.health(people, pitches)),
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
