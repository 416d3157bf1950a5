// What was tried before, over all weeks: to be searched, asked about, and continued.
import { all, get, post } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { go } from '../lib/router.js';
import { me, presentWeek } from '../lib/session.js';
import { signal } from '../lib/signals.js';
import { button, empty, hue, personName, sentence, tell } from '../lib/ui.js';
import { hero } from '../lib/week.js';
import { everything, weeksWithOutcomes } from './outcomes.js';
import { words } from '../words/en.js';
import { archive as w } from '../words/en-people.js';
/** @import { BoardRow, Outcome, Person, Place, Week, WeekRow } from '../types.d.ts' */

/** @typedef {{ id: string, title: string, week: string, weekTitle: string, summary: string, kind: Outcome['kind'] | null, lead: Person | null }} Tried */
/** @typedef {{ q: string, week: string, kind: string }} Asked */
/** @typedef {{ rows: Tried[], cut: boolean }} Found */

const AT_MOST = 20;
const SHOWN = 50;

/** @param {Asked} asked @param {readonly WeekRow[]} weeks @returns {Promise<Found>} */
async function find({ q, week, kind }, weeks) {
  if (q.trim()) {
    const { pitches, outcomes } = await get('/search', {}, { q, week, kind });
    const rows = /** @type {Map<string, Tried>} */ (new Map());
    for (const { outcome, week_title: weekTitle, ...one } of pitches) rows.set(one.id, { ...one, weekTitle, kind: outcome });
    for (const { pitch, week_title: weekTitle, ...one } of outcomes)
      rows.set(pitch.id, { ...one, ...pitch, weekTitle, summary: one.summary || rows.get(pitch.id)?.summary || '' });
    return { rows: [...rows.values()], cut: Math.max(pitches.length, outcomes.length) === AT_MOST };
  }
  const [outcomes, board] = await Promise.all([
    everything(week, kind),
    week && !kind ? all('/weeks/{slug}/pitches', { slug: week }) : [],
  ]);
  const ended = new Set(outcomes.map(({ pitch }) => pitch.id));
  const weekTitle = weeks.find(({ slug }) => slug === week)?.title ?? week;
  const open = board.filter((/** @type {BoardRow} */ { id }) => !ended.has(id));
  return {
    rows: [
      ...outcomes.map((one) => ({
        ...one,
        ...one.pitch,
        weekTitle: one.week_title,
        lead: one.leads[0] ?? null,
      })),
      ...open.map((/** @type {BoardRow} */ one) => ({ ...one, weekTitle, kind: null })),
    ],
    cut: false,
  };
}

/** @param {Place} place */
export async function load({ query }) {
  const asked = { q: query.get('q') ?? '', week: query.get('week') ?? '', kind: query.get('kind') ?? '' };
  const [weeks, present] = await Promise.all([weeksWithOutcomes(), presentWeek()]);
  const [found, into] = await Promise.all([find(asked, weeks), present ? get('/weeks/{slug}', { slug: present.slug }) : null]);
  return { asked, weeks, found, into: into?.can['draft_pitch']?.allowed ? into : null };
}

/** @param {{ asked: Asked, weeks: WeekRow[], found: Found, into: Week | null }} data */
export function view({ asked, weeks, found: first, into }) {
  const found = signal(first);
  const shown = signal(SHOWN);
  let [turn, typing] = [0, 0];
  const ask = async (/** @type {Partial<Asked>} */ change) => {
    Object.assign(asked, change);
    const search = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
    history.replaceState(null, '', `/archive${search.size ? `?${search}` : ''}`);
    const mine = ++turn;
    const now = await find(asked, weeks).catch((error) => tell(sentence(error), { bad: true }));
    if (mine === turn && now) (found.set(now), shown.set(SHOWN));
  };
  const later = (/** @type {string} */ q) => {
    clearTimeout(typing);
    typing = setTimeout(() => void ask({ q }), 200);
  };
  const pick = (/** @type {'week' | 'kind'} */ name, /** @type {string} */ label, /** @type {[string, string][]} */ options) =>
    h(
      'select',
      {
        'aria-label': label,
        value: asked[name],
        onchange: (/** @type {Event & { currentTarget: HTMLSelectElement }} */ { currentTarget }) =>
          void ask({ [name]: currentTarget.value }),
      },
      options.map(([value, text]) => h('option', { value }, text)),
    );
  const field = h('input', {
    type: 'search',
    'aria-label': w.search,
    placeholder: w.hint,
    maxLength: 200,
    value: asked.q,
    oninput: () => later(field.value),
  });
  const o = words.outcomes;
  return {
    title: w.title,
    nodes: [
      hero(w.title, w.said, h('a', { class: 'button', href: '/weeks' }, words.nav.weeks)),
      h(
        'div',
        { class: 'filters' },
        field,
        pick('kind', o.kindLabel, [['', o.anyKind], .../** @type {[string, string][]} */ (Object.entries(o.kind))]),
        pick('week', o.weekLabel, [
          ['', o.anyWeek],
          .../** @type {[string, string][]} */ (weeks.map(({ slug, title }) => [slug, title])),
        ]),
      ),
      h(
        'div',
        { class: 'count' },
        h('span', { role: 'status' }, () => w.found(found().rows.length, found().cut)),
      ),
      () =>
        found().rows.length
          ? h(
              'section',
              { class: 'panel' },
              h('h2', { class: 'unseen' }, w.title),
              h(
                'ul',
                { class: 'list' },
                found()
                  .rows.slice(0, shown())
                  .map((one) => row(one, into)),
              ),
            )
          : empty(w.none, w.noneText),
      () =>
        found().rows.length > shown()
          ? h(
              'p',
              { class: 'row' },
              button(words.more, () => shown.set(shown.peek() + SHOWN)),
            )
          : null,
    ],
  };
}

/** @param {Tried} tried @param {Week | null} into the week that takes it, if one does */
function row({ id, title, week, weekTitle, summary, kind, lead }, into) {
  const goOn = async (/** @type {Week} */ { slug }) => {
    const made = await post('/pitches/{pitch_id}/continue', { pitch_id: id }, { week: slug });
    tell(w.continued);
    await go(`/pitches/${made.id}/edit`);
  };
  return h(
    'li',
    null,
    h(
      'div',
      { class: 'tried' },
      h('a', { href: `/pitches/${id}` }, title),
      summary ? h('p', null, summary) : null,
      h(
        'p',
        { class: 'row' },
        kind ? h('span', { class: 'topic', vars: { '--hue': hue(kind) } }, words.outcomes.kind[kind]) : h('small', null, w.open),
        h('small', null, h('a', { href: `/weeks/${week}` }, weekTitle)),
        lead && lead.id !== me()?.id ? h('small', null, kind ? w.talkTried : w.talk, ' ', personName(lead)) : null,
      ),
    ),
    into && into.slug !== week ? button(w.continue, () => goOn(into), { name: w.continueIn(title, into.title) }) : null,
  );
}
