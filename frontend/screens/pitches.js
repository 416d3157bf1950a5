// The board of a week: search, filters, places; everything that is chosen is in the address.
import { get, Problem } from '../lib/api.js';
import { each, h } from '../lib/dom.js';
import { signal } from '../lib/signals.js';
import { action as asCan, button, empty, icon, sentence, tell, whyNot } from '../lib/ui.js';
import { enter, me } from '../lib/session.js';
import { begin, follow } from '../lib/live.js';
import { hero, rail } from '../lib/week.js';
import { card } from './card.js';
import { byTopic, controls, filtersOf, note, recounted } from './filters.js';
import { words } from '../words/en.js';
/** @import { BoardRow, Child, Facets, Happening, Page, Place, SignUp, Week } from '../types.d.ts' */
/** @import { Signal } from '../lib/signals.js' */
/** @import { Filters } from './filters.js' */

/** @typedef {{ week: Week, board: Page<BoardRow>, facets: Facets, signups: Map<string, SignUp> }} Data */

/** @typedef {{ own: Signal<Map<string, SignUp>>, items: Signal<BoardRow[]>, again: () => Promise<unknown> }} Board */

const SIZE = 60;

/** @param {string} slug @param {Filters} filters @param {string | null} [cursor] */
const rows = (slug, filters, cursor) =>
  get('/weeks/{slug}/pitches', { slug }, { ...filters, open: filters.open === 'true', limit: SIZE, cursor });

/** What stands of mine in a week, by pitch; of two for one pitch, the newer. @param {string} week @returns {Promise<Map<string, SignUp>>} */
export const mine = async (week) => {
  const { items } = await get('/me/signups', {}, { week, limit: 200 });
  return new Map(items.toReversed().map((one) => [one.pitch_id, one]));
};

/** Reads them anew; once more where something was pressed or answered meanwhile, so that no older answer hides it.
 * @param {string} week @param {Signal<Map<string, SignUp>>} own @returns {Promise<void>} */
export async function readMine(week, own) {
  const before = own.peek();
  const now = await mine(week);
  if (own.peek() !== before) return readMine(week, own);
  const pressed = [...before].filter(([, { status }]) => /** @type {string} */ (status) === 'pending');
  own.set(new Map([...now, ...pressed]));
}

/** @param {Place} place @returns {Promise<Data>} */
export async function load({ params: { slug = '' }, query }) {
  const [week, board, facets, signups] = await Promise.all([
    enter(slug),
    rows(slug, filtersOf(query)),
    get('/weeks/{slug}/facets', { slug }),
    me() ? mine(slug) : new Map(),
    begin(slug),
  ]);
  return { week, board, facets, signups };
}

/** @param {Data} data @param {Place} place */
export function view({ week, board, facets: labels, signups }, { query }) {
  const filters = signal(filtersOf(query));
  const items = signal(board.items);
  const next = signal(board.next);
  const own = signal(signups);
  const facets = signal(labels);
  let turn = 0;

  const read = async () => {
    const my = ++turn;
    const page = await rows(week.slug, filters.peek());
    if (my !== turn) return;
    items.set(page.items);
    next.set(page.next);
  };
  const ask = (/** @type {Partial<Filters>} */ change) => {
    filters.set({ ...filters.peek(), ...change });
    note(filters.peek());
    return read();
  };
  const askOrSay = (/** @type {Partial<Filters>} */ change) =>
    void ask(change).catch((error) => tell(sentence(error), { bad: true }));
  const more = async () => {
    const page = await rows(week.slug, filters.peek(), next.peek());
    items.set([...items.peek(), ...page.items.filter((row) => !items.peek().some(({ id }) => id === row.id))]);
    next.set(page.next);
  };
  /** After a switch, another card changes too. */
  const again = () => Promise.all([items.peek().length <= SIZE ? read() : null, readMine(week.slug, own)]);
  const lit = signal('');
  follow(week.slug, listen({ week, items, facets, own, lit, again, wide: () => !narrowed(filters.peek()) }));
  const isOpen = Boolean(week.can['sign_up']?.allowed);

  return {
    title: `${words.pitches.title}, ${week.title}`,
    nodes: [
      hero(week.title, week.theme || null, pitchLink(week)),
      rail(week),
      h(
        'div',
        { class: 'split' },
        h(
          'section',
          { class: 'board', 'aria-label': words.pitches.title },
          controls(filters, facets, askOrSay),
          h(
            'div',
            { class: 'count' },
            h('span', { role: 'status' }, () => words.pitches.count(items().length, Boolean(next()))),
            isOpen || !week.can['sign_up'] || week.phase === 'closed' ? null : whyNot(week.can['sign_up'], week.time_zone),
          ),
          h('h2', { class: 'unseen' }, words.pitches.title),
          cardsOf(week, { own, items, lit, again }),
          () =>
            items().length ? null : nothing(week, filters(), () => ask({ q: '', tag: '', skill: '', open: '', home_team: '' })),
          () => (next() ? h('p', { class: 'row' }, button(words.more, more)) : null),
        ),
        h('aside', { class: 'stack sticky', 'aria-label': words.pitches.byTopic }, byTopic(facets, filters, askOrSay)),
      ),
    ],
  };
}

/** @param {Week} week @param {Board & { lit: Signal<string> }} board @param {() => readonly BoardRow[]} [rows] which of the board's */
export function cardsOf(week, { lit, ...board }, rows = board.items) {
  const isOpen = Boolean(week.can['sign_up']?.allowed);
  const one = (/** @type {Signal<BoardRow>} */ row) =>
    card(row, {
      lit: () => lit().includes(row().id),
      mine: () => board.own().get(row().id)?.status === 'accepted',
      action: () => cardAction(row, week, board, isOpen),
      filter: (tag) => `/weeks/${week.slug}/pitches?tag=${encodeURIComponent(tag)}`,
    });
  return each(h('ul', { class: 'cards' }), rows, ({ id }) => id, one);
}

/** @param {Filters} filters */
const narrowed = ({ q, tag, skill, open, sort, home_team: team }) =>
  Boolean(q || tag || skill || open || team || sort !== 'newest');

/** What others do shows on the one card that it concerns, and lights it for a moment.
 * @param {{ week: Week, items: Signal<BoardRow[]>, facets?: Signal<Facets>, own: Signal<Map<string, SignUp>>, lit: Signal<string>, again: () => Promise<unknown>, wide: () => boolean }} board */
export function listen({ week, items, facets, own, lit, again, wide }) {
  const changed = /** @type {Set<string>} */ (new Set());
  let [aboutMe, due, dark] = [false, 0, 0];
  const one = async (/** @type {string} */ id) => {
    const gone = (/** @type {unknown} */ error) => {
      if (error instanceof Problem && error.status === 404) return null;
      throw error;
    };
    const found = await get('/pitches/{pitch_id}', { pitch_id: id }).catch(gone);
    const now = found?.status === 'submitted' ? found : null;
    const before = items.peek().find((row) => row.id === id);
    if (!before && !now) return;
    if (facets && (before || wide())) facets.set(recounted(facets.peek(), before, now));
    if (!now) return items.set(items.peek().filter((row) => row.id !== id));
    if (!before) return wide() ? items.set([now, ...items.peek()]) : again();
    items.set(items.peek().map((row) => (row.id === id ? now : row)));
    if (before.places_taken === now.places_taken && before.waiting === now.waiting) return;
    lit.set(`${lit.peek()} ${id}`);
    clearTimeout(dark);
    dark = setTimeout(() => lit.set(''), 2400);
  };
  const look = async () => {
    const ids = [...changed];
    changed.clear();
    due = 0;
    if (ids.length > 12) return again();
    await Promise.all(ids.map(one));
    if (aboutMe) await readMine(week.slug, own);
    aboutMe = false;
  };
  return (/** @type {Happening} */ { type, pitch_id: id, data }) => {
    if (!id || /^(comment|demo|outcome)/.test(type)) return;
    changed.add(id);
    aboutMe ||= data['person_id'] === me()?.id;
    due ||= setTimeout(() => look().catch(() => {}), 60 + 300 * Math.random()); // not all who look at once
  };
}

/** @param {Week} week @returns {Child} */
function pitchLink(week) {
  if (week.can['submit_pitch']?.allowed || week.can['draft_pitch']?.allowed)
    return h('a', { class: 'button main', href: `/weeks/${week.slug}/pitches/new` }, icon('plus'), words.pitches.pitch);
  return asCan(week.can['submit_pitch'], words.pitches.pitch, () => {}, { icon: 'plus', kind: 'main' });
}

/** @param {Signal<BoardRow>} row @param {Week} week @param {Board} board @param {boolean} isOpen @returns {Child} */
function cardAction(row, week, board, isOpen) {
  const { id, join, status, crew_limit: limit, places_taken: taken } = row();
  const my = board.own().get(id);
  if (my && ['accepted', 'waiting', 'asked', 'offered', 'invited', 'pending'].includes(my.status)) {
    const said = words.signUp.state[/** @type {keyof typeof words.signUp.state} */ (my.status)];
    return h(
      'a',
      { class: 'button in', href: `/pitches/${id}`, id: `act-${id}` },
      icon('check'),
      typeof said === 'function' ? said(my.position ?? null) : said,
    );
  }
  if (!isOpen || status !== 'submitted' || join === 'invite' || !me()) return null;
  const full = limit != null && taken >= limit;
  const label = join === 'ask' ? words.signUp.ask : full ? words.signUp.wait : words.signUp.action;
  return button(label, () => signUpHere(row, week, board), { id: `act-${id}`, name: `${label}: ${row().title}` });
}

/** Shows the place as taken at once; gives it back, with a sentence, if it was not to be had.
 * @param {Signal<BoardRow>} row @param {Week} week @param {Board} board */
async function signUpHere(row, week, { own, items, again }) {
  const before = row.peek();
  const person = me();
  const put = (/** @type {BoardRow} */ now, /** @type {Partial<SignUp> | undefined} */ my) => {
    row.set(now);
    const signups = new Map(own.peek());
    if (my) signups.set(now.id, /** @type {SignUp} */ (my));
    else signups.delete(now.id);
    own.set(signups);
    items.set(items.peek().map((one) => (one.id === now.id ? now : one)));
  };
  const room = before.join === 'open' && person && (before.crew_limit == null || before.places_taken < before.crew_limit);
  const seated = room
    ? {
        ...before,
        places_taken: before.places_taken + 1,
        crew: [...before.crew, { signup_id: '', person, role: /** @type {const} */ ('member') }],
      }
    : before;
  const known = own.peek().get(before.id);
  put(seated, { pitch_id: before.id, status: /** @type {any} */ ('pending') });
  const { signUp, tellSignedUp } = await import('../lib/signup.js');
  try {
    const pitch = { id: before.id, title: before.title, join: before.join, week: week.slug };
    const held = room ? [...own.peek().values()].find(({ status, role }) => status === 'accepted' && role === 'member') : null;
    const made = await signUp(pitch, { ...(before.join === 'open' ? { role: 'member' } : {}), switch_from: held?.id });
    if (!made) return put(before, known);
    const kept =
      made.status === 'accepted'
        ? room
          ? seated
          : { ...before, places_taken: before.places_taken + 1 }
        : made.status === 'waiting'
          ? { ...before, waiting: before.waiting + 1 }
          : before;
    put(kept, made);
    tellSignedUp(pitch, made, again);
    again().catch(() => {}); // what is shown is right already; this is for what others did meanwhile
  } catch (error) {
    put(before, known);
    tell([sentence(error), alternatives(items.peek(), before)], { bad: true });
  }
}

/** Three with free places that are most like one that has none. @param {readonly BoardRow[]} all @param {BoardRow} like @returns {Child} */
function alternatives(all, like) {
  const words_ = new Set([...like.tags, ...like.skills_needed, ...like.skills_to_learn]);
  const alike = (/** @type {BoardRow} */ row) =>
    [...row.tags, ...row.skills_needed, ...row.skills_to_learn].filter((word) => words_.has(word)).length;
  const free = all.filter(
    (row) =>
      row.id !== like.id &&
      row.status === 'submitted' &&
      row.join === 'open' &&
      row.crew_limit != null &&
      row.places_taken < row.crew_limit,
  );
  const three = free.sort((a, b) => alike(b) - alike(a)).slice(0, 3);
  return three.length
    ? [
        ` ${words.signUp.three} `,
        three.map((row, at) => [at ? ', ' : '', h('a', { href: `/pitches/${row.id}` }, row.title)]),
        '.',
      ]
    : null;
}

/** @param {Week} week @param {Filters} filters @param {() => unknown} clear */
function nothing(week, filters, clear) {
  if (filters.q || filters.tag || filters.skill || filters.open)
    return empty(words.pitches.noMatch, words.pitches.noMatchText, button(words.pitches.clear, clear));
  return empty(words.pitches.none, words.pitches.noneText, pitchLink(week));
}
