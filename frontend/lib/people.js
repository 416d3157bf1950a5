// Choosing a person by name, with suggestions from the server.
import { get, Problem } from './api.js';
import { h } from './dom.js';
import { line } from './form.js';
import { leading } from '../words/en-leading.js';
/** @import { Person } from '../types.d.ts' */

/** @param {Person} person */
const labelOf = ({ name, home_team: at }) => (at ? `${name}, ${at}` : name);

/** A field whose `require()` gives the person that its text names, or says that it names none. @param {string} label */
export function personField(label) {
  /** @type {Map<string, Person>} */
  const known = new Map();
  const list = h('datalist', { id: 'people-found' });
  const find = async (/** @type {string} */ q) => {
    const { items } = await get('/people', {}, { q, limit: 20 });
    for (const person of items) known.set(labelOf(person), person);
    list.replaceChildren(...items.map((/** @type {Person} */ person) => h('option', { value: labelOf(person) })));
  };
  let typing = 0;
  const field = line({ label, name: 'person_id', required: true, list: list.id, more: list, hint: leading.findPerson });
  field.input.addEventListener('input', () => {
    clearTimeout(typing);
    if (!known.has(field.input.value)) typing = setTimeout(() => void find(field.input.value.trim()).catch(() => {}), 150);
  });
  find('').catch(() => {});
  const require = () => {
    const chosen = known.get(field.input.value);
    if (!chosen)
      throw new Problem(0, {
        code: 'nobody_chosen',
        detail: leading.pickPerson,
        errors: [{ field: 'person_id', detail: leading.pickPerson }],
      });
    return chosen;
  };
  return { ...field, require };
}
