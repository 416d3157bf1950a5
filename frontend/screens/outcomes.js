// Every outcome, over all weeks: what it was, what was learned, what it made different.
import { all, get } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { signal } from '../lib/signals.js';
import { empty, hue, personLine, sentence, tell } from '../lib/ui.js';
import { calendarDay } from '../lib/time.js';
import { linkTo, markdown } from '../lib/markdown.js';
import { organizes } from '../lib/session.js';
import { files, hero } from '../lib/week.js';
import { words } from '../words/en.js';
/** @import { Child, Outcome, Place, WeekRow } from '../types.d.ts' */

const w = words.outcomes;

/** The feed goes forward by number; a reader wants what changed last first. @param {string} week @param {string} kind @returns {Promise<Outcome[]>} */
export async function everything(week, kind) {
  /** @type {Outcome[]} */
  const items = [];
  for (let after = 0, more = true; more; ) {
    const page = await get('/outcomes', {}, { week, kind, after, limit: 200 });
    for (const item of page.items) {
      const before = items.findIndex(({ id }) => id === item.id); // one that changed between two pages comes twice
      if (before >= 0) items.splice(before, 1);
      if (!('gone' in item)) items.push(item);
    }
    more = page.more && page.last > after;
    after = page.last;
  }
  return items.reverse();
}

const NONE_YET = new Set(['draft', 'announced', 'pitching', 'cancelled']);

/** The weeks that may have outcomes, newest first. @returns {Promise<WeekRow[]>} */
export const weeksWithOutcomes = async () =>
  (await all('/weeks', {})).filter((/** @type {WeekRow} */ { phase }) => !NONE_YET.has(phase));

/** @param {Place} place */
export async function load({ query }) {
  const [items, weeks] = await Promise.all([everything(query.get('week') ?? '', query.get('kind') ?? ''), weeksWithOutcomes()]);
  return { items, weeks };
}

/** @param {{ items: Outcome[], weeks: WeekRow[] }} data @param {Place} place */
export function view({ items: first, weeks }, { query }) {
  const items = signal(first);
  const chosen = { week: query.get('week') ?? '', kind: query.get('kind') ?? '' };
  const choose =
    (/** @type {'week' | 'kind'} */ name) => async (/** @type {Event & { currentTarget: HTMLSelectElement }} */ event) => {
      chosen[name] = event.currentTarget.value;
      const search = new URLSearchParams(Object.entries(chosen).filter(([, value]) => value));
      history.replaceState(null, '', `/outcomes${search.size ? `?${search}` : ''}`);
      await everything(chosen.week, chosen.kind).then(items.set, (error) => tell(sentence(error), { bad: true }));
    };
  const pick = (/** @type {'week' | 'kind'} */ name, /** @type {string} */ label, /** @type {[string, string][]} */ options) =>
    h(
      'select',
      { 'aria-label': label, value: chosen[name], onchange: choose(name) },
      options.map(([value, text]) => h('option', { value }, text)),
    );
  return {
    title: w.title,
    nodes: [
      hero(w.title, w.said, h('a', { class: 'button', href: '/archive' }, w.archive)),
      h(
        'div',
        { class: 'filters' },
        pick('kind', w.kindLabel, [['', w.anyKind], .../** @type {[string, string][]} */ (Object.entries(w.kind))]),
        pick('week', w.weekLabel, [
          ['', w.anyWeek],
          .../** @type {[string, string][]} */ (weeks.map(({ slug, title }) => [slug, title])),
        ]),
      ),
      h('div', { class: 'stack', role: 'status' }, () => (items().length ? items().map(card) : empty(w.none, w.noneText))),
      () => (organizes() && items().length ? files(['outcomes', '/outcomes', location.search]) : null),
    ],
  };
}

/** @param {Outcome} outcome */
function card(outcome) {
  const { kind, pitch, week, week_title: weekTitle, summary, learned, impact, evidence, crew } = outcome;
  const name = w.kind[/** @type {'shipped'} */ (kind)];
  return h(
    'article',
    { class: 'panel outcome-mark', vars: { '--hue': hue(kind) } },
    h(
      'div',
      { class: 'row' },
      h('span', { class: 'topic', vars: { '--hue': hue(kind) } }, name),
      h('small', null, h('a', { href: `/weeks/${week}` }, weekTitle)),
    ),
    h('h2', null, h('a', { href: `/pitches/${pitch.id}` }, pitch.title)),
    summary ? markdown(summary) : null,
    learned ? h('details', null, h('summary', null, w.learned), markdown(learned)) : null,
    numbers(impact),
    h(
      'div',
      { class: 'row' },
      crew.map(({ person }) => personLine(person)),
    ),
    evidence.length || outcome.next || outcome.home
      ? h(
          'p',
          { class: 'row' },
          evidence.map(({ title, url }) => linkTo(url, title || url)),
          outcome.next ? h('span', { class: 'chip' }, w.step[/** @type {'park'} */ (outcome.next)]) : null,
          outcome.home ? h('small', null, `${w.home}: ${outcome.home}`) : null,
        )
      : null,
  );
}

/** @param {NonNullable<Outcome['impact']>} impact @returns {Child} */
const numbers = (impact) =>
  impact.map((one) =>
    h(
      'p',
      { class: 'number' },
      h('b', null, words.number(one.value), ' ', one.unit),
      one.metric,
      one.baseline == null ? null : h('small', null, w.was(words.number(one.baseline))),
      one.as_of ? h('small', null, w.asOf(calendarDay(one.as_of))) : null,
      one.confidence ? h('small', null, w.sure[/** @type {'measured'} */ (one.confidence)]) : null,
    ),
  );
