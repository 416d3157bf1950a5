// Crews that still have places, those that want my skills or teach what I want to learn first; for organizers, who is left.
import { all } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { computed, signal } from '../lib/signals.js';
import { empty, whyNot } from '../lib/ui.js';
import { enter, me } from '../lib/session.js';
import { begin, follow } from '../lib/live.js';
import { hero, mayOrganize, rail } from '../lib/week.js';
import { fits } from './card.js';
import { cardsOf, listen, mine, readMine } from './pitches.js';
import { takingPart } from './week.js';
import { words } from '../words/en.js';
import { crews as w } from '../words/en-crews.js';
/** @import { BoardRow, Child, Place, Week } from '../types.d.ts' */

/** @param {string} slug @returns {Promise<BoardRow[]>} */
const free = (slug) => all('/weeks/{slug}/pitches', { slug }, { open: true, sort: 'needs_people' });

/** @param {Place} place */
export async function load({ params: { slug = '' } }) {
  const [week, rows, signups] = await Promise.all([enter(slug), free(slug), me() ? mine(slug) : new Map(), begin(slug)]);
  return { week, rows, signups };
}

/** @param {Awaited<ReturnType<typeof load>>} data */
export function view({ week: first, rows, signups }) {
  const week = signal(first);
  const items = signal(rows);
  const own = signal(signups);
  const lit = signal('');
  /** What is shown stays where it is. */
  const again = async () => {
    const [found] = await Promise.all([free(first.slug), readMine(first.slug, own)]);
    items.set([...new Map([...items.peek(), ...found].map((row) => [row.id, row])).values()]);
  };
  follow(first.slug, listen({ week: first, items, own, lit, again, wide: () => false }));
  const isOpen = Boolean(first.can['sign_up']?.allowed);
  const room = (/** @type {BoardRow} */ { join, crew_limit: limit, places_taken: taken }) =>
    join !== 'invite' && (limit == null || taken < limit);
  const open = computed(() => items().filter((row) => room(row) || own().has(row.id)));
  const [mineFirst, others] = [computed(() => open().filter(fits)), computed(() => open().filter((row) => !fits(row)))];
  const part = (/** @type {string} */ id, /** @type {string} */ title, /** @type {() => BoardRow[]} */ of) =>
    h(
      'section',
      { class: 'board', 'aria-labelledby': id, hidden: () => !of().length },
      h('h2', { id }, title),
      cardsOf(first, { own, items, lit, again }, of),
    );
  const inCrew = () => [...own().values()].some(({ status, role }) => status === 'accepted' && role === 'member');
  const person = me();
  return {
    title: `${words.week.crews}, ${first.title}`,
    nodes: [
      hero(
        words.week.crews,
        () => w.said(open().length, mineFirst().length),
        h('a', { class: 'button', href: `/weeks/${first.slug}/pitches` }, w.all),
      ),
      rail(first),
      isOpen || !first.can['sign_up'] || first.phase === 'closed' ? null : whyNot(first.can['sign_up'], first.time_zone),
      h(
        'div',
        { class: 'split' },
        h('div', { class: 'stack' }, part('fitting', w.fitting, mineFirst), part('others', w.others, others), () =>
          open().length ? null : empty(w.none, w.noneText),
        ),
        h(
          'aside',
          { class: 'stack', 'aria-label': w.aside },
          () => takingPart(week(), async () => void week.set(await enter(first.slug)), inCrew() ? '' : w.free),
          person && !person.skills.length && !person.wants_to_learn.length
            ? h('p', { class: 'panel soft' }, w.unknown, ' ', h('a', { href: '/me' }, w.tell))
            : null,
          mayOrganize(first) ? () => left(first, items()) : null,
        ),
      ),
    ],
  };
}

/** Who is without a crew stands by home team on a screen of its own. @param {Week} week @param {readonly BoardRow[]} rows @returns {Child} */
function left({ slug }, rows) {
  const alone = rows.filter((row) => row.places_taken === 1);
  return h(
    'section',
    { class: 'panel' },
    h('p', null, h('a', { class: 'button', href: `/weeks/${slug}/people` }, w.without)),
    h('h2', null, w.alone),
    alone.length
      ? h(
          'ul',
          { class: 'list' },
          alone.map(({ id, title }) => h('li', null, h('a', { href: `/pitches/${id}` }, title))),
        )
      : h('p', { class: 'soft' }, w.noneAlone),
  );
}
