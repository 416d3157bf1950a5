// Sign in: at the company's provider, or locally, one click as anybody.
import { get, post } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { signal } from '../lib/signals.js';
import { button, empty, icon, personLine } from '../lib/ui.js';
import { forgetPresentWeek, here, session } from '../lib/session.js';
import { go } from '../lib/router.js';
import { signIn as w } from '../words/en-signin.js';
/** @import { LocalPerson, Person, Place } from '../types.d.ts' */

/** @returns {Promise<LocalPerson[] | null>} null where nobody can sign in so */
export const load = async () => (session.peek()?.local_sign_in ? (await get('/session/people')).items : null);

/** @param {LocalPerson[] | null} people @param {Place} place */
export function view(people, { query }) {
  const asked = query.get('next') ?? '/';
  const next = asked.startsWith('/') && !asked.startsWith('//') ? asked : '/';
  const { title, off } = w;
  const there = atProvider(next);
  const nodes = [
    refusal(query.get('refused')),
    there && h('div', { class: 'stack' }, h('h1', null, title), there),
    people ? anyone(people, next, there ? 'h2' : 'h1') : null,
    there || people ? null : [h('h1', null, title), empty(off, null)],
  ];
  return { title, nodes: h('div', { class: 'stack' }, nodes) };
}

/** Why nobody was let in, where the provider has sent somebody back. @param {string | null} code */
const refusal = (code) =>
  code
    ? h(
        'p',
        { class: 'note warn', role: 'alert' },
        icon('flag'),
        h('span', null, w.refused[/** @type {'deactivated'} */ (code)] ?? w.notLetIn),
      )
    : null;

/** @param {string} next */
function atProvider(next) {
  const { provider } = session.peek() ?? {};
  const href = `/api/v1/session/provider?next=${encodeURIComponent(next)}`;
  return provider ? h('p', null, h('a', { class: 'button main', href }, w.at(provider))) : null;
}

/** @param {LocalPerson[]} people @param {string} next @param {'h1' | 'h2'} heading */
function anyone(people, next, heading) {
  const wanted = signal('');
  const enter = async (/** @type {Person} */ person) => {
    session.set(await post('/session', {}, { person_id: person.id }));
    forgetPresentWeek();
    here.set(null);
    await go(next, 'replace');
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
        button(personLine({ ...person, home_team: w.role[person.role] }, null, false), () => enter(person)),
      ),
    ]),
  );
  const shown = () => {
    const parts = [...groups]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, all]) => [name, all.filter(fits)])
      .filter(([, all]) => all?.length);
    if (!parts.length) return h('p', null, w.none);
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
  return [
    h('div', { class: 'hero' }, h('div', null, h(heading, null, w.who), h('p', null, w.local))),
    h(
      'div',
      { class: 'filters' },
      h('input', {
        type: 'search',
        'aria-label': w.find,
        placeholder: w.find,
        oninput: (event) => wanted.set(event.currentTarget.value),
      }),
    ),
    shown,
  ];
}
