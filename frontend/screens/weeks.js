// All weeks, newest first.
import { get } from '../lib/api.js';
import { each, h } from '../lib/dom.js';
import { signal } from '../lib/signals.js';
import { button, empty, icon } from '../lib/ui.js';
import { organizes } from '../lib/session.js';
import { dates, hero, phaseChip } from '../lib/week.js';
import { words } from '../words/en.js';
/** @import { Child, Page, WeekRow } from '../types.d.ts' */
/** @import { Signal } from '../lib/signals.js' */

export const load = () =>
  Promise.all([
    get('/weeks', {}, { limit: 50 }),
    organizes() ? import('./organize/years.js').then(({ years }) => years()) : null,
  ]);

/** @param {[Page<WeekRow>, Child]} data */
export function view([first, years]) {
  const items = signal(first.items);
  const next = signal(first.next);
  const more = async () => {
    const page = await get('/weeks', {}, { limit: 50, cursor: next.peek() });
    items.set([...items.peek(), ...page.items]);
    next.set(page.next);
  };
  const last = first.items.find((week) => week.schedule && week.phase !== 'cancelled');
  const plan = () => {
    if (!organizes()) return null;
    const anew = h('a', { class: last ? 'button' : 'button main', href: '/weeks/new' }, icon('plus'), words.weeks.plan);
    return last ? [h('a', { class: 'button main', href: `/weeks/new?copy=${last.slug}` }, words.weeks.next), anew] : anew;
  };
  return {
    title: words.weeks.title,
    nodes: [
      hero(words.weeks.title, words.weeks.said, plan),
      h(
        'div',
        { class: 'stack' },
        first.items.length
          ? h(
              'div',
              { class: 'board' },
              each(h('ul', { class: 'cards' }), items, (week) => week.id, card),
            )
          : empty(words.weeks.none, words.weeks.noneText),
        () => (next() ? h('p', { class: 'row' }, button(words.more, more)) : null),
        years,
      ),
    ],
  };
}

/** @param {Signal<WeekRow>} item */
function card(item) {
  const week = item.peek();
  return h(
    'li',
    { class: 'card' },
    h('header', null, phaseChip(week), h('small', null, dates(week))),
    h('h2', null, h('a', { href: `/weeks/${week.slug}` }, week.title)),
    h('div', null, week.theme ? h('p', null, week.theme) : null),
    h(
      'footer',
      null,
      h('small', null, words.week.pitches(week.pitch_count), week.parent ? `, ${words.week.part} ${week.parent.title}` : ''),
      week.location ? h('small', null, week.location) : null,
    ),
  );
}
