// Sign in: locally, one click as anybody.
import { get, post } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { signal } from '../lib/signals.js';
import { button, empty, personLine } from '../lib/ui.js';
import { forgetPresentWeek, here, session } from '../lib/session.js';
import { go } from '../lib/router.js';
import { words } from '../words/en.js';
/** @import { LocalPerson, Person, Place } from '../types.d.ts' */

/** @returns {Promise<LocalPerson[] | null>} null where nobody can sign in so */
export const load = async () => (session.peek()?.local_sign_in ? (await get('/session/people')).items : null);

/** @param {LocalPerson[] | null} people @param {Place} place */
export function view(people, place) {
  if (!people) return { title: words.signIn.title, nodes: [h('h1', null, words.signIn.title), empty(words.signIn.off, null)] };
  const wanted = signal('');
  const next = place.query.get('next') ?? '/';
  const enter = async (/** @type {Person} */ person) => {
    session.set(await post('/session', {}, { person_id: person.id }));
    forgetPresentWeek();
    here.set(null);
    await go(next.startsWith('/') && !next.startsWith('//') ? next : '/', 'replace');
  };
  const fits = (/** @type {Person} */ { name, home_team: at }) =>
    `${name} ${at ?? ''}`.toLowerCase().includes(wanted().trim().toLowerCase());
  const groups = Map.groupBy(people, (person) => person.home_team ?? '');
  const buttons = new Map(
    people.map((person) => [
      person.id,
      h(
        'li',
        null,
        button(personLine({ ...person, home_team: words.signIn.role[person.role] }, null, false), () => enter(person)),
      ),
    ]),
  );
  const shown = () => {
    const parts = [...groups]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, all]) => [name, all.filter(fits)])
      .filter(([, all]) => all?.length);
    if (!parts.length) return h('p', null, words.signIn.none);
    return parts.map(([name, all]) =>
      h(
        'section',
        { class: 'stack' },
        h('h2', null, /** @type {string} */ (name)),
        h(
          'ul',
          { class: 'people' },
          /** @type {Person[]} */ (all).map(({ id }) => buttons.get(id)),
        ),
      ),
    );
  };
  return {
    title: words.signIn.title,
    nodes: h(
      'div',
      { class: 'stack' },
      h('div', { class: 'hero' }, h('div', null, h('h1', null, words.signIn.who), h('p', null, words.signIn.local))),
      h(
        'div',
        { class: 'filters' },
        h('input', {
          type: 'search',
          'aria-label': words.signIn.find,
          placeholder: words.signIn.find,
          oninput: (event) => wanted.set(event.currentTarget.value),
        }),
      ),
      shown,
    ),
  };
}
