// A person: their weeks, what they lead and joined, what came of it, what they can do and want to learn.
import { get } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { signal } from '../lib/signals.js';
import { isMe, organizes } from '../lib/session.js';
import { city, clock, isZone } from '../lib/time.js';
import { avatar, button, chip, empty, hue, personName } from '../lib/ui.js';
import { words } from '../words/en.js';
import { person as w } from '../words/en-people.js';
/** @import { Child, Me, Page, PitchOfPerson, Place } from '../types.d.ts' */

/** `care` is there for those who look after people. @typedef {{ person: Me, page: Page<PitchOfPerson>, care: typeof import('./keep.js') | null }} Data */

/** @param {Place} place @returns {Promise<Data>} */
export async function load({ params: { id = '' } }) {
  const [person, page, care] = await Promise.all([
    get('/people/{person_id}', { person_id: id }),
    get('/people/{person_id}/pitches', { person_id: id }, { limit: 50 }),
    organizes() ? import('./keep.js') : null,
  ]);
  return { person, page, care };
}

/** @param {Data} data */
export function view({ person, page, care }) {
  const items = signal(page.items);
  const next = signal(page.next);
  const more = async () => {
    const slots = { person_id: person.id };
    const now = await get('/people/{person_id}/pitches', slots, { limit: 50, cursor: next.peek() });
    items.set([...items.peek(), ...now.items]);
    next.set(now.next);
  };
  const role = w.role[person.role];
  return {
    title: person.name,
    nodes: [
      h(
        'div',
        { class: 'hero' },
        h(
          'div',
          { class: 'row someone' },
          avatar(person),
          h(
            'div',
            null,
            h('h1', null, person.name),
            h(
              'p',
              { class: 'row' },
              person.home_team ?? null,
              role ? chip(role) : null,
              person.active ? null : h('span', { class: 'chip warn' }, w.gone),
              isMe(person) ? h('span', { class: 'chip good' }, w.you) : null,
            ),
          ),
        ),
        isMe(person) ? h('a', { class: 'button', href: '/me#profile' }, w.edit) : null,
      ),
      h(
        'div',
        { class: 'split' },
        h(
          'div',
          { class: 'stack' },
          () => (next() || !items().length ? null : h('p', null, sentence(items()))),
          () => (items().length ? byWeek(items()) : empty(w.none, w.noneText)),
          () => (next() ? h('p', { class: 'row' }, button(words.more, more)) : null),
        ),
        h('aside', { class: 'stack', 'aria-label': w.about }, about(person), care?.keepPanel(person) ?? null),
      ),
    ],
  };
}

/** @param {readonly PitchOfPerson[]} all */
const sentence = (all) =>
  w.said(
    new Set(all.map(({ week }) => week)).size,
    all.filter(({ parts }) => parts.includes('lead')).length,
    all.filter(({ parts }) => parts.some((part) => part !== 'lead')).length,
  );

/** @param {readonly PitchOfPerson[]} all @returns {Child} */
const byWeek = (all) =>
  [...Map.groupBy(all, ({ week }) => week)].map(([slug, rows]) =>
    h(
      'section',
      { class: 'panel' },
      h('h2', null, h('a', { href: `/weeks/${slug}` }, rows[0]?.week_title)),
      h('ul', { class: 'list' }, rows.map(row)),
    ),
  );

/** @param {PitchOfPerson} pitch */
const row = ({ id, title, summary, status, parts, outcome }) =>
  h(
    'li',
    null,
    h('div', { class: 'tried' }, h('a', { href: `/pitches/${id}` }, title), summary ? h('p', null, summary) : null),
    h(
      'span',
      { class: 'chips' },
      status === 'submitted' ? null : h('span', { class: 'chip warn' }, words.pitches[/** @type {'draft'} */ (status)]),
      parts.map((part) => chip(w.part[part])),
      outcome ? h('span', { class: 'topic', vars: { '--hue': hue(outcome) } }, words.outcomes.kind[outcome]) : null,
    ),
  );

/** @param {Me} person */
function about(person) {
  const chips = (/** @type {readonly string[]} */ all, /** @type {'learn' | ''} */ kind) =>
    all.length
      ? h(
          'span',
          { class: 'chips' },
          all.map((one) => chip(one, kind)),
        )
      : null;
  const zone = person.time_zone;
  const facts = /** @type {[string, Child][]} */ ([
    [w.manager, person.manager && personName(person.manager)],
    [w.can, chips(person.skills, '')],
    [w.learn, chips(person.wants_to_learn, 'learn')],
    [w.zone, zone && isZone(zone) ? w.there(city(zone), clock(new Date().toISOString(), zone)) : null],
    [w.email, person.email ? h('a', { href: `mailto:${person.email}` }, person.email) : null],
  ]).filter(([, value]) => value);
  return h(
    'section',
    { class: 'panel' },
    h('h2', null, w.about),
    person.bio ? h('p', null, person.bio) : null,
    facts.length
      ? h(
          'dl',
          { class: 'facts' },
          facts.map(([name, value]) => [h('dt', null, name), h('dd', null, value)]),
        )
      : person.bio
        ? null
        : h('p', { class: 'soft' }, w.nothing),
  );
}
