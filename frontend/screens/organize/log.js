// The log for those who look through it: who did what, the newest first, with before and after; every filter is in the address.
import { all, get } from '../../lib/api.js';
import { h } from '../../lib/dom.js';
import { ask } from '../../lib/form.js';
import { personField } from '../../lib/people.js';
import { ending, signal } from '../../lib/signals.js';
import { fromLocal, HERE, moment } from '../../lib/time.js';
import { avatar, button, empty, icon, sentence, tell } from '../../lib/ui.js';
import { files, hero } from '../../lib/week.js';
import { changes } from './changes.js';
import { sheet } from './sheet.js';
import { words } from '../../words/en.js';
import { log as w } from '../../words/en-log.js';
/** @import { Child, NamedEvent, Page, Place, WeekRow } from '../../types.d.ts' */

const FILTERS = /** @type {const} */ (['by', 'about', 'week', 'types', 'since']);
/** @typedef {Record<typeof FILTERS[number], string>} Asked */

/** @param {URLSearchParams} query @returns {Asked} */
const read = (query) => /** @type {Asked} */ (Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ''])));

/** What the API is asked for: a day begins where the reader is. @param {Asked} asked @returns {Asked} */
const wanted = (asked) => ({
  ...asked,
  since: /^\d{4}-\d\d-\d\d$/.test(asked.since) ? fromLocal(`${asked.since}T00:00`, HERE) : '',
});

/** @param {Partial<Asked>} asked */
const search = (asked) => {
  const said = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
  return said.size ? `?${said}` : '';
};

/** @param {Asked} asked @param {string} [cursor] @returns {Promise<Page<NamedEvent>>} */
const newest = (asked, cursor) => get('/events/newest', {}, { ...wanted(asked), cursor, limit: 50 });

/** @param {Place} place */
export async function load({ query }) {
  const asked = read(query);
  const [page, weeks] = await Promise.all([newest(asked), all('/weeks'), sheet('console.css')]);
  return { asked, page, weeks };
}

/** @param {{ asked: Asked, page: Page<NamedEvent>, weeks: WeekRow[] }} data */
export function view({ asked: first, page: found, weeks }) {
  const asked = signal(first);
  const page = signal(found);
  let [turn, shown] = [0, first];
  ending(() => (turn += 1)); // what comes later is for nobody
  /** Names that the reader chose, for where no event tells them. @type {Map<string, string>} */
  const chosen = new Map();
  const named = (/** @type {string} */ id) => chosen.get(id) ?? page().items.find(({ names }) => names[id])?.names[id];
  const choose = async (/** @type {Partial<Asked>} */ change) => {
    const [mine, main] = [++turn, document.getElementById('main')];
    const now = { ...asked.peek(), ...change };
    asked.set(now);
    if (main) main.ariaBusy = 'true';
    try {
      const anew = await newest(now);
      if (mine !== turn) return; // the reader chose something else meanwhile
      shown = now;
      page.set(anew);
      history.replaceState(null, '', `/log${search(now)}`);
    } catch (error) {
      if (mine === turn) asked.set(shown);
      throw error;
    } finally {
      if (main && mine === turn) main.ariaBusy = null;
    }
  };
  const chose =
    (/** @type {keyof Asked} */ name) => (/** @type {Event & { currentTarget: HTMLInputElement | HTMLSelectElement }} */ event) =>
      choose({ [name]: event.currentTarget.value }).catch((error) => tell(sentence(error), { bad: true }));
  const more = async () => {
    const mine = turn;
    const now = await newest(asked.peek(), page.peek().next ?? '');
    if (mine === turn) page.set({ items: [...page.peek().items, ...now.items], next: now.next });
  };
  const person = (/** @type {'by' | 'about'} */ name) => () => {
    const field = personField(w[name]);
    const run = async () => {
      const { id, name: said } = await field.require();
      chosen.set(id, said);
      await choose({ [name]: id });
    };
    return ask({ title: w[name], fields: [field], submit: w.show, run });
  };
  const who = (/** @type {'by' | 'about'} */ name) => () => {
    const id = asked()[name];
    if (!id) return button(w[name], person(name), { id: `log-${name}` });
    const label = w[`${name}Now`](named(id) ?? (name === 'by' ? w.someone : w.thing));
    const gone = () => choose({ [name]: '' });
    return button([label, icon('cross')], gone, { kind: 'in', id: `log-${name}` });
  };
  const pick = (/** @type {'week' | 'types'} */ name, /** @type {string} */ label, /** @type {[string, string][]} */ options) => {
    const now = asked.peek()[name];
    const known = !now || options.some(([value]) => value === now) ? options : [...options, [now, now]];
    return h(
      'select',
      { 'aria-label': label, value: () => asked()[name], onchange: chose(name) },
      known.map(([value, text]) => h('option', { value }, text)),
    );
  };
  const clear = () => choose({ by: '', about: '', week: '', types: '', since: '' });
  return {
    title: w.title,
    nodes: [
      hero(w.title, w.said),
      h(
        'div',
        { class: 'filters', role: 'group', 'aria-label': w.filter },
        who('by'),
        who('about'),
        pick('types', w.kind, [['', w.any], ...w.kinds]),
        pick('week', words.outcomes.weekLabel, [
          ['', words.outcomes.anyWeek],
          .../** @type {[string, string][]} */ (weeks.map(({ slug, title }) => [slug, title])),
        ]),
        h(
          'label',
          { class: 'since' },
          w.since,
          h('input', { type: 'date', value: () => asked().since, onchange: chose('since') }),
        ),
      ),
      () =>
        page().items.length
          ? h('ul', { class: 'panel list log' }, page().items.map(row))
          : empty(w.none, w.noneText, search(asked()) ? button(w.clear, clear) : null),
      () => (page().next ? h('p', { class: 'row' }, button(w.more, more, { id: 'log-more' })) : null),
      () => files(['log', '/events', search(wanted(asked()))]),
    ],
  };
}

/** @param {NamedEvent} event */
function row(event) {
  const { at, type, via, actor_id: actor, names } = event;
  const name = actor ? (names[actor] ?? w.gone) : (w.via[via] ?? via);
  const itself = actor && actor === event.data['person_id']; // the sentence names them already
  return h(
    'li',
    null,
    h(
      'div',
      { class: 'stack' },
      h(
        'div',
        { class: 'row' },
        actor ? avatar({ id: actor, name, home_team: null }) : null,
        h(
          'div',
          null,
          h(
            'p',
            null,
            itself ? null : [actor ? h('a', { href: `/log?by=${actor}` }, name) : h('b', null, name), ': '],
            said(event),
          ),
          h(
            'small',
            null,
            moment(at),
            via === 'token' ? ` · ${w.byToken}` : '',
            ' · ',
            h('a', { href: `/log?types=${type}` }, type),
          ),
        ),
      ),
      changes(event),
    ),
  );
}

/** The event's sentence, with links to whom and what it names; one that the page doesn't know is told by its type. @param {NamedEvent} event @returns {Child} */
function said({ type, data, week, week_id: weekId, pitch_id: pitch, names }) {
  const person = String(data['person_id'] ?? '');
  /** @type {Record<string, Child>} */
  const parts = {
    person: person ? h('a', { href: `/log?about=${person}` }, names[person] ?? w.gone) : w.gone,
    pitch: pitch && names[pitch] ? h('a', { href: `/pitches/${pitch}` }, names[pitch]) : w.gone,
    week: week ? h('a', { href: `/weeks/${week}` }, names[weekId ?? ''] ?? week) : w.gone,
  };
  return (w.event[type] ?? type).split(/\{(\w+)\}/).map((text, at) => (at % 2 ? parts[text] : text));
}
