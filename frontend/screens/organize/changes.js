// What an event changed, field by field: what was there before, and what is there now, the same left out of long texts.
import { h } from '../../lib/dom.js';
import { moment } from '../../lib/time.js';
import { words } from '../../words/en.js';
import { log as w } from '../../words/en-log.js';
/** @import { Child, NamedEvent } from '../../types.d.ts' */

/** @typedef {Record<string, unknown>} Fields */
/** A field that was not told before has no `before` at all. @typedef {{ name: string, before?: unknown, after: unknown }} Change */

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const AROUND = 30;
const LONG = 160;

/** Words that an enumeration has on the page. @type {Record<string, Record<string, unknown>>} */
const SAID = {
  phase: words.phase,
  role: { ...words.signUp.role_, ...w.role },
  was: w.was,
  kind: words.outcomes.kind,
  next: words.outcomes.step,
  mode: words.pitch.mode,
  join: words.pitch.join,
};

/** @param {NamedEvent} event @returns {Child} */
export function changes({ data, names, reason }) {
  const all = changesOf(data).filter(({ before, after }) => before !== undefined || !isNothing(after));
  const rows = reason ? [...all, { name: 'reason', after: reason }] : all;
  return rows.length
    ? h(
        'dl',
        { class: 'facts changes' },
        rows.map((one) => [h('dt', null, label(one.name)), h('dd', null, told(one, names))]),
      )
    : null;
}

/** @param {string} name */
const label = (name) =>
  name === 'reason' ? w.reason : (w.field[name] ?? words.phase[/** @type {'draft'} */ (name)] ?? name.replaceAll('_', ' '));

/** @param {unknown} value */
const isFields = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** @param {unknown} value */
const isNothing = (value) => value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length);

/** @param {Fields} data @returns {Change[]} */
function changesOf(data) {
  return Object.entries(data).flatMap(([name, value]) => {
    if (/_ids?$/.test(name) || /(^|_)before$/.test(name)) return [];
    if (name === 'fields') {
      const told = Object.keys({ ...data, .../** @type {Fields | undefined} */ (data['changes']) });
      const others = /** @type {string[]} */ (value).filter((one) => !told.includes(one) && !told.includes(`${one}_after`));
      return [{ name, after: others.map(label) }];
    }
    if (name === 'changes')
      return Object.entries(/** @type {Record<string, Change>} */ (value)).map(([field, { before, after }]) => ({
        name: field,
        before: before ?? null,
        after,
      }));
    const former = data[name.replace(/after$/, 'before')];
    if (name === 'after' && isFields(value)) return within(/** @type {Fields} */ (former), /** @type {Fields} */ (value));
    if (name === 'after' && Array.isArray(value)) return [{ name: 'order', before: former, after: value }];
    if (name === 'after') return typeof value === 'number' ? [] : [{ name: 'text', before: former, after: value }];
    if (!name.endsWith('_after')) return [{ name, after: value }];
    return isNothing(former) && isNothing(value) ? [] : [{ name: name.slice(0, -6), before: former, after: value }];
  });
}

/** @param {Fields | undefined} before @param {Fields} after @returns {Change[]} */
const within = (before, after) =>
  Object.entries(after)
    .filter(([name, value]) => JSON.stringify(before?.[name]) !== JSON.stringify(value))
    .map(([name, value]) => (before ? { name, before: before[name] ?? null, after: value } : { name, after: value }));

/** @param {Change} change @param {Record<string, string>} names @returns {Child} */
function told({ name, before, after }, names) {
  const now = text(name, after, names);
  if (before === undefined) return now;
  const [was, is] = apart(text(name, before, names), now);
  return [
    h('span', { class: 'unseen' }, `${w.before}: `),
    h('del', null, was),
    ' → ',
    h('span', { class: 'unseen' }, `${w.after}: `),
    h('ins', null, is),
  ];
}

/** @param {string} name @param {unknown} value @param {Record<string, string>} names @returns {string} */
function text(name, value, names) {
  if (isNothing(value)) return '–';
  if (typeof value === 'boolean') return value ? w.yes : w.no;
  if (typeof value === 'number') return words.number(value);
  if (Array.isArray(value)) return value.map((one) => text(name, one, names)).join(', ');
  if (isFields(value))
    return Object.entries(/** @type {Fields} */ (value))
      .filter(([, one]) => !isNothing(one))
      .map(([key, one]) => (names[key] ? `${names[key]}: ` : '') + text(key, one, names))
      .join(' · ');
  const said = SAID[name]?.[String(value)];
  return typeof said === 'string'
    ? said
    : INSTANT.test(String(value))
      ? moment(String(value))
      : (names[String(value)] ?? String(value));
}

/** Two long texts without what is the same at their beginnings and ends. @param {string} before @param {string} after */
function apart(before, after) {
  if (before.length + after.length < LONG) return [before, after];
  const [a, b] = [[...before], [...after]];
  let [first, last] = [0, 0];
  while (first < a.length && a[first] === b[first]) first += 1;
  while (last < Math.min(a.length, b.length) - first && a[a.length - 1 - last] === b[b.length - 1 - last]) last += 1;
  let [from, rest] = [Math.max(0, first - AROUND), Math.max(0, last - AROUND)];
  while (from && a[from - 1] !== ' ') from -= 1; // whole words
  while (rest && a[a.length - rest] !== ' ') rest -= 1;
  const cut = (/** @type {string[]} */ all) =>
    `${from ? '… ' : ''}${all.slice(from, all.length - rest).join('')}${rest ? ' …' : ''}`;
  return [cut(a), cut(b)];
}
