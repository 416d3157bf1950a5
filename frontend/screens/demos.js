// The running order of a week's demos, in the viewer's zone, with when I am on.
import { get } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { chip, empty, icon, personName } from '../lib/ui.js';
import { enter, me, mySignUps } from '../lib/session.js';
import { both } from '../lib/time.js';
import { linkTo } from '../lib/markdown.js';
import { hero, rail } from '../lib/week.js';
import { mySlots, slotNote } from './slots.js';
import { words } from '../words/en.js';
import { demos as w } from '../words/en-leading.js';
/** @import { Child, Demo, Place, RunningOrder, SignUp, Week } from '../types.d.ts' */

/** @param {Place} place */
export async function load({ params: { slug = '' } }) {
  const [week, order, signups] = await Promise.all([
    enter(slug),
    get('/weeks/{slug}/demos', { slug }),
    me() ? mySignUps(slug) : [],
  ]);
  const may = week.can['order_demos'];
  const own = may?.allowed || may?.code === 'reason_required' ? await import('./order.js') : null;
  return { week, order, signups, own };
}

/** @param {{ week: Week, order: RunningOrder, signups: SignUp[], own: typeof import('./order.js') | null }} data */
export function view({ week, order, signups, own }) {
  const { items } = order;
  const edit = own?.editor(week, order);
  const placed = items.filter(({ position }) => position != null);
  const others = items.filter(({ position }) => position == null);
  return {
    title: `${w.title}, ${week.title}`,
    nodes: [
      hero(
        w.title,
        [week.title, '. ', w.said],
        placed.length ? h('a', { class: 'button', href: `/weeks/${week.slug}/stage` }, icon('demo'), w.stage) : null,
        edit?.actions,
      ),
      rail(week),
      mySlots(items, signups).map(slotNote),
      items.length ? null : empty(w.none, w.noneText),
      edit
        ? items.length
          ? edit.nodes
          : null
        : [
            h(
              'ol',
              { class: 'order' },
              placed.map((demo) => h('li', null, h('div', null, slotLine(demo, week)))),
            ),
            unplaced(others, (demo) => slotLine(demo, week)),
          ],
    ],
  };
}

/** Those that are not in the order yet. @param {Demo[]} others @param {(demo: Demo) => Child} row */
export const unplaced = (others, row) =>
  others.length
    ? h(
        'section',
        { class: 'panel' },
        h('h2', null, w.unplaced),
        h(
          'ul',
          { class: 'list' },
          others.map((demo) => h('li', null, row(demo))),
        ),
      )
    : null;

/** @param {Demo} demo @param {Week} week @returns {Child} */
export function slotLine(demo, week) {
  const watch = linkTo(demo.recording_url, words.pitch.recording);
  const details = [
    demo.starts_at ? both(demo.starts_at, week.time_zone) : null,
    demo.place,
    demo.minutes ? words.pitch.minutes(demo.minutes) : null,
  ]
    .filter(Boolean)
    .join(', ');
  return h(
    'div',
    null,
    h('h2', null, h('a', { href: `/pitches/${demo.pitch.id}` }, demo.title || demo.pitch.title)),
    h(
      'p',
      { class: 'row' },
      demo.title && demo.title !== demo.pitch.title ? h('small', null, demo.pitch.title) : null,
      demo.mode ? chip(words.pitch.mode[/** @type {'live'} */ (demo.mode)]) : null,
      details ? h('small', null, details) : null,
      demo.leads.length
        ? h(
            'small',
            null,
            demo.leads.map((one, at) => [at ? ', ' : '', personName(one)]),
          )
        : null,
      watch,
    ),
  );
}
