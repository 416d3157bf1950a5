// What all weeks came to, for those who organize all of them: two bars for each week, in the table of its figures.
import { get } from '../../lib/api.js';
import { bar, table } from '../../lib/charts.js';
import { h } from '../../lib/dom.js';
import { sheet } from './sheet.js';
import { console_ as w } from '../../words/en-console.js';
/** @import { Child } from '../../types.d.ts' */

/** @returns {Promise<Child>} */
export async function years() {
  const [{ items }] = await Promise.all([get('/insights', {}, { limit: 50 }), sheet('console.css')]);
  const most = Math.max(1, ...items.map((one) => one.taking_part ?? 0));
  const people = (/** @type {number | null} */ value) => [h('b', null, value ?? '–'), bar(value ?? 0, most)];
  const rows = items.map(({ week: { slug, title }, archived, taking_part, with_crew, crews, mixed }) => [
    h('a', { href: `/weeks/${slug}${archived ? '' : '/console'}` }, title),
    people(taking_part),
    people(with_crew),
    crews ?? '–',
    mixed ?? '–',
  ]);
  return rows.length ? h('section', { class: 'panel funnel' }, h('h2', null, w.years), table(w.years, w.yearsHeads, rows)) : null;
}
