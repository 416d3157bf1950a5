// Who takes part in a week, and who of them has no crew yet.
import { all } from '../../lib/api.js';
import { h } from '../../lib/dom.js';
import { chip, personLine } from '../../lib/ui.js';
import { enter } from '../../lib/session.js';
import { hero, organizerTabs } from '../../lib/week.js';
import { words } from '../../words/en.js';
import { organizing } from '../../words/en-organize.js';
/** @import { Participation, Place, Week } from '../../types.d.ts' */

const w = organizing.people;

/** @param {Place} place */
export async function load({ params: { slug = '' }, query }) {
  const everyone = query.get('show') === 'everyone';
  const [week, people] = await Promise.all([
    enter(slug),
    all('/weeks/{slug}/participation', { slug }, { without_crew: !everyone }),
  ]);
  return { week, people, everyone };
}

/** @param {{ week: Week, people: Participation[], everyone: boolean }} data */
export function view({ week, people, everyone }) {
  const groups = [...Map.groupBy(people, ({ person }) => person.home_team ?? w.unknown)].sort(
    ([, a], [, b]) => b.length - a.length,
  );
  const link = (/** @type {string} */ label, /** @type {boolean} */ all) =>
    h(
      'a',
      {
        class: 'button',
        href: `/weeks/${week.slug}/people${all ? '?show=everyone' : ''}`,
        'aria-current': all === everyone ? 'page' : null,
      },
      label,
    );
  const one = (/** @type {Participation} */ { person, taking_part: taking, days }) =>
    h(
      'li',
      null,
      personLine({ ...person, home_team: null }),
      taking ? (days.length ? chip(w.days(days.map((day) => w.day[day]))) : null) : chip(w.out),
    );
  return {
    title: w.title(week.title),
    nodes: [
      organizerTabs(week, 'people'),
      hero(w.title(week.title), everyone ? null : w.said(people.length), link(w.without, false), link(w.everyone, true)),
      h(
        'div',
        { class: 'trio' },
        groups.map(([name, rows]) =>
          h(
            'section',
            { class: 'panel' },
            h('h2', null, name, ' ', h('small', null, words.number(rows.length))),
            h('ul', { class: 'list' }, rows.map(one)),
          ),
        ),
      ),
    ],
  };
}
