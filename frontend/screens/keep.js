// What organizers and admins do for a person: who they are here, what they may do, and when they have left.
import { get, patch, post } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { ask, choice, line, text } from '../lib/form.js';
import { personField } from '../lib/people.js';
import { again } from '../lib/router.js';
import { isMe, me } from '../lib/session.js';
import { button, tell } from '../lib/ui.js';
import { keep as w } from '../words/en-keep.js';
/** @import { Child, Me, Person } from '../types.d.ts' */
/** @import { Field } from '../lib/form.js' */
/** @typedef {Field & { require?: () => Promise<Person> }} Kept */

/** @param {Me} person @returns {Child} */
export function keepPanel(person) {
  const admin = me()?.role === 'admin';
  const at = { person_id: person.id };
  const step = async (/** @type {'deactivate' | 'reactivate' | 'anonymise'} */ name) => {
    await post(`/people/{person_id}/${name}`, at);
    tell(w.done[name](person.name));
    await again();
  };
  const sure = (/** @type {'deactivate' | 'anonymise'} */ name) => () =>
    ask({ title: w.ask[name](person.name), text: w.means[name], submit: w.step[name], run: () => step(name) });
  const parts = person.anonymised
    ? []
    : [
        button(w.edit, () => edit(person, admin), { icon: 'pen' }),
        person.active
          ? isMe(person)
            ? null
            : button(w.step.deactivate, sure('deactivate'))
          : button(w.step.reactivate, () => step('reactivate')),
        !person.active && admin ? button(w.step.anonymise, sure('anonymise')) : null,
      ];
  return h(
    'section',
    { class: 'panel', 'aria-labelledby': 'keep' },
    h('h2', { id: 'keep' }, w.title),
    person.anonymised ? h('p', { class: 'soft' }, w.erased) : h('div', { class: 'row' }, parts),
    h(
      'p',
      { class: 'row' },
      h('a', { href: `/log?by=${person.id}` }, w.did),
      h('a', { href: `/log?about=${person.id}` }, w.happened),
    ),
  );
}

/** @param {Me} person @param {boolean} admin roles are an admin's to give */
async function edit(person, admin) {
  const make = (/** @type {Me} */ now) =>
    /** @type {Kept[]} */ ([
      line({ label: w.name, name: 'name', required: true, maxLength: 200, value: now.name }),
      line({ label: w.email, name: 'email', type: 'email', value: now.email }),
      line({ label: w.homeTeam, name: 'home_team', maxLength: 100, value: now.home_team }),
      personField(w.manager, now.manager, 'manager_id'),
      ...(admin ? [choice({ label: w.role, name: 'role', options: Object.entries(w.roles), value: now.role })] : []),
    ]);
  let known = person;
  const fields = make(person);
  const run = async () => {
    const changed = fields.filter((one) => text(one) !== one.first);
    const said = changed.map(async (one) => [
      one.name,
      (text(one) && one.require ? (await one.require()).id : text(one)) || null,
    ]);
    const body = Object.fromEntries(await Promise.all(said));
    await patch('/people/{person_id}', { person_id: person.id }, body, { version: known.version });
  };
  const theirs = async () => make((known = await get('/people/{person_id}', { person_id: person.id })));
  if (await ask({ title: w.ask.edit(person.name), fields, submit: w.save, run, theirs })) await again();
}
