// Choosing a person by name, with suggestions from the server.
import { get, Problem } from './api.js';
import { h } from './dom.js';
import { line } from './form.js';
import { leading } from '../words/en-leading.js';
/** @import { Person } from '../types.d.ts' */

/** @param {Person} person */
const labelOf = ({ name, home_team: at }) => (at ? `${name}, ${at}` : name);

/** Whom a whole name or a whole address means; several where a name is not one person's alone. @param {string} typed @returns {Promise<Person | Person[]>} */
async function whole(typed) {
  const same = (/** @type {string} */ name) => name.localeCompare(typed, undefined, { sensitivity: 'base' }) === 0;
  const { items } = await get('/people', {}, typed.includes('@') ? { email: typed } : { q: typed, limit: 200 });
  const all = typed.includes('@') ? items : items.filter((/** @type {Person} */ { name }) => same(name));
  return all.length === 1 && all[0] ? all[0] : all;
}

/** A field whose `require()` gives the person that its text names, whole or as suggested, or says that it names none; it may be empty
 * where somebody, or nobody, is there before. @param {string} label @param {Person | null} [before] */
export function personField(label, before, name = 'person_id') {
  /** @type {Map<string, Person>} */
  const known = new Map(before ? [[labelOf(before), before]] : []);
  const list = h('datalist', { id: 'people-found' });
  const find = async (/** @type {string} */ q) => {
    const { items } = await get('/people', {}, { q, limit: 20 });
    for (const person of items) known.set(labelOf(person), person);
    list.replaceChildren(...items.map((/** @type {Person} */ person) => h('option', { value: labelOf(person) })));
  };
  let typing = 0;
  const value = before && labelOf(before);
  const required = before === undefined;
  const field = line({ label, name, value, required, list: list.id, more: list, hint: leading.findPerson });
  field.input.addEventListener('input', () => {
    clearTimeout(typing);
    if (!known.has(field.input.value)) typing = setTimeout(() => void find(field.input.value.trim()).catch(() => {}), 150);
  });
  find('').catch(() => {});
  const require = async () => {
    const typed = field.input.value.trim();
    const chosen = known.get(typed) ?? (typed ? await whole(typed) : []);
    if (!Array.isArray(chosen)) return chosen;
    const detail = chosen.length ? leading.severalPeople : leading.pickPerson;
    throw new Problem(0, { code: 'nobody_chosen', detail, errors: [{ field: name, detail }] });
  };
  return { ...field, require };
}
