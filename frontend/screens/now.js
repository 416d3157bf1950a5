// Now: the one thing to do in this phase, by when, and where I stand.
import { all, get } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { signal } from '../lib/signals.js';
import { button, empty, held, icon } from '../lib/ui.js';
import { draftAt, enter, me, mySignUps, organizes, presentWeek, storage, whyCancelled } from '../lib/session.js';
import { begin, follow } from '../lib/live.js';
import { ago, both } from '../lib/time.js';
import { mayOrganize, otherClocks, phaseChip, phaseName, rail, SCHEDULED, toCalendar } from '../lib/week.js';
import { newsOf, newsPanel } from './news.js';
import { offer } from './offer.js';
import { words } from '../words/en.js';
import { mine as mineWords, now as nowWords } from '../words/en-mine.js';
/** @import { BoardRow, Child, SignUp, Week } from '../types.d.ts' */
/** @import { News } from './news.js' */

/** @typedef {{ week: Week, signups: SignUp[], led: BoardRow[], news: News, asked: SignUp[], asks: typeof import('./asks.js') | null, why: string, slots: Child, health: Child, stopped: Child }} Here */
/** @typedef {Here | null} Data */

/** @returns {Promise<Data>} */
export async function load() {
  const row = await presentWeek();
  if (!row) return null;
  const [week, signups, mine, news] = await Promise.all([
    enter(row.slug),
    mySignUps(row.slug),
    get('/me/pitches'),
    newsOf(row.slug),
    begin(row.slug),
  ]);
  const led = mine.items.filter((/** @type {BoardRow} */ one) => one.week === row.slug);
  const [asked, why, slots, health, stopped] = await Promise.all([
    askedOf(week, led),
    whyCancelled(week),
    ['exploring', 'demos'].includes(week.phase) ? mySlot(week.slug, signups) : null,
    mayOrganize(week) && RUNNING.has(week.phase) ? healthOf(week) : null,
    organizes() ? (await import('./organize/stopped.js')).stoppedHooks() : null,
  ]);
  const asks = asked.length ? await import('./asks.js') : null;
  return { week, signups, led, news, asked, asks, why, slots, health, stopped };
}

const RUNNING = new Set(['pitching', 'forming', 'exploring', 'demos']);

/** Who asks to join what I lead. @param {Week} week @param {readonly BoardRow[]} led @returns {Promise<SignUp[]>} */
async function askedOf({ phase }, led) {
  if (phase !== 'forming' && phase !== 'exploring') return [];
  const open = led.filter(({ status }) => status === 'submitted');
  const found = await Promise.all(open.map(({ id }) => all('/pitches/{pitch_id}/signups', { pitch_id: id })));
  return found.flat().filter(({ status }) => status === 'asked');
}

/** @param {string} slug @param {readonly SignUp[]} signups @returns {Promise<Child>} */
async function mySlot(slug, signups) {
  const [{ mySlots, slotNote }, { items }] = await Promise.all([import('./slots.js'), get('/weeks/{slug}/demos', { slug })]);
  return mySlots(items, signups).map(slotNote);
}

/** @param {Week} week @returns {Promise<Child>} */
async function healthOf(week) {
  const { healthPanel, insightsOf } = await import('./organize/health.js');
  return healthPanel(week, await insightsOf(week.slug));
}

/** @param {Data} data */
export function view(data) {
  if (!data)
    return {
      title: words.nav.now,
      nodes: [
        h('h1', null, words.nav.now),
        empty(
          nowWords.none,
          nowWords.noneText,
          organizes() ? h('a', { class: 'button main', href: '/weeks/new' }, words.weeks.plan) : null,
        ),
      ],
    };
  const { week, led, why } = data;
  const unsent = unsentPitch(week);
  const signups = signal(data.signups);
  const again = async () => signups.set(await mySignUps(week.slug));
  const asked = signal(data.asked);
  const asks = signal(data.asks);
  const askedAgain = async () => {
    const now = await askedOf(week, led);
    if (now.length) asks.set(await import('./asks.js'));
    asked.set(now);
  };
  follow(week.slug, ({ data: about, type, pitch_id: id }) => {
    if (about['person_id'] === me()?.id) again().catch(() => {});
    if (type.startsWith('signup.') && led.some((one) => one.id === id)) askedAgain().catch(() => {});
  });
  const phase = /** @type {keyof typeof nowWords.headline} */ (week.phase);
  return {
    title: words.nav.now,
    nodes: [
      () =>
        h(
          'section',
          { class: 'today' },
          h('div', { class: 'row' }, h('a', { class: 'crumb', href: `/weeks/${week.slug}` }, week.title), phaseChip(week)),
          ...first(signups(), phase, why),
          week.phase_until
            ? h(
                'p',
                { class: 'row' },
                icon('clock'),
                h('b', null, nowWords.deadline(ago(week.phase_until))),
                h('span', { class: 'soft' }, both(week.phase_until, week.time_zone)),
              )
            : null,
          data.slots,
          h('div', { class: 'row' }, next(week, signups(), led, again), week.phase === 'announced' ? toCalendar(week) : null),
        ),
      rail(week),
      data.stopped,
      () => (asked().length ? (asks()?.asksPanel(asked(), askedAgain) ?? null) : null),
      h(
        'div',
        { class: 'trio' },
        () => crew(signups(), again),
        () => wishes(signups(), again),
        h(
          'section',
          { class: 'panel' },
          h('h2', null, nowWords.mine),
          unsent ? h('p', null, to(`/weeks/${week.slug}/pitches/new`, nowWords.goOn(unsent), '')) : null,
          led.length
            ? h(
                'ul',
                { class: 'list' },
                led.map((one) =>
                  h(
                    'li',
                    null,
                    h('a', { href: `/pitches/${one.id}` }, one.title),
                    one.status === 'submitted'
                      ? null
                      : h('span', { class: 'chip' }, words.pitches[/** @type {'draft'} */ (one.status)]),
                  ),
                ),
              )
            : unsent
              ? null
              : h('p', { class: 'soft' }, nowWords.noMine),
        ),
      ),
      h('div', { class: 'trio' }, data.health, newsPanel(data.news, week, ours(led, data.signups)), upcoming(week)),
    ],
  };
}

/** The title of a pitch that was begun on this device, and never sent. @param {Week} week */
function unsentPitch({ slug, can }) {
  if (!can['submit_pitch']?.allowed && !can['draft_pitch']?.allowed) return '';
  const typed = JSON.parse(storage()?.getItem(draftAt(`pitch-new-${slug}`)) ?? '{}');
  return Object.keys(typed).length ? typed.title?.[0].trim() || nowWords.untitled : '';
}

/** What is mine to care about: what I lead, and where I am in. @param {readonly BoardRow[]} led @param {readonly SignUp[]} signups */
const ours = (led, signups) => [
  ...new Map([
    ...led.map(({ id, title }) => /** @type {const} */ ([id, { id, title }])),
    ...signups
      .filter(({ status }) => status === 'accepted')
      .map(({ pitch }) => /** @type {const} */ ([pitch.id, { id: pitch.id, title: pitch.title }])),
  ]).values(),
];

/** @param {string} href @param {string} label @param {'main' | ''} [kind] */
const to = (href, label, kind = 'main') => h('a', { class: `button ${kind}`, href }, label);

/** A place that waits for my answer comes before all else. @param {readonly SignUp[]} signups */
const unanswered = (signups) => signups.find(({ status }) => status === 'invited' || status === 'offered');

/** @param {readonly SignUp[]} signups @param {keyof typeof nowWords.headline} phase @param {string} why @returns {Child[]} */
function first(signups, phase, why) {
  const one = unanswered(signups);
  if (!one) return [h('h1', null, nowWords.headline[phase]), h('p', null, why || nowWords.lead[phase])];
  const say = one.status === 'invited' ? nowWords.invited : `${mineWords.offers}:`;
  return [h('h1', null, say, ' ', named(one))];
}

/** The one primary action, and at most one beside it. @param {Week} week @param {SignUp[]} signups @param {readonly BoardRow[]} led @param {() => Promise<void>} again @returns {Child} */
function next(week, signups, led, again) {
  const open = unanswered(signups);
  if (open) return offer(open, again);
  const at = `/weeks/${week.slug}`;
  const crew =
    signups.find(({ status, role }) => status === 'accepted' && role === 'member') ??
    signups.find(({ status }) => status === 'accepted');
  const own = crew?.pitch_id ?? led[0]?.id;
  if (week.phase === 'draft') return to(`${at}/plan`, nowWords.plan);
  if (week.can['submit_pitch']?.allowed && week.phase === 'pitching')
    return [to(`${at}/pitches/new`, nowWords.pitch), to(`${at}/pitches`, nowWords.find, '')];
  if (week.phase === 'announced')
    return week.can['draft_pitch']?.allowed
      ? [to(`${at}/pitches/new`, nowWords.draft), to('/outcomes', nowWords.outcomes, '')]
      : to(at, week.title);
  if (week.phase === 'forming')
    return crew
      ? [to(`/pitches/${crew.pitch_id}`, nowWords.crewPage), to(`${at}/pitches`, nowWords.find, '')]
      : [to(`${at}/crews`, words.week.crews), to(`${at}/pitches`, nowWords.find, '')];
  if (week.phase === 'exploring') return own ? to(`/pitches/${own}`, nowWords.crewPage) : to(`${at}/pitches`, nowWords.find);
  if (week.phase === 'demos')
    return [to(`${at}/demos`, nowWords.order), own ? to(`/pitches/${own}/outcome`, nowWords.record, '') : null];
  if (week.phase === 'wrap_up' && own)
    return [to(`/pitches/${own}/outcome`, nowWords.record), to('/outcomes', nowWords.outcomes, '')];
  const lives = week.phase === 'closed' ? led.find(({ status }) => status === 'submitted') : null;
  if (lives) return [to(`/pitches/${lives.id}/outcome`, nowWords.alive), to('/outcomes', nowWords.outcomes, '')];
  return to('/outcomes', nowWords.outcomes);
}

/** @param {SignUp} one @returns {Child} */
const named = (one) => h('a', { href: `/pitches/${one.pitch_id}` }, one.pitch.title);

/** @param {SignUp[]} signups @param {() => Promise<void>} again @returns {Child} */
function crew(signups, again) {
  const above = unanswered(signups);
  const mine = signups.filter((one) => one !== above && ['accepted', 'offered', 'invited'].includes(one.status));
  return h(
    'section',
    { class: 'panel' },
    h('h2', null, nowWords.crew),
    mine.length
      ? h(
          'ul',
          { class: 'list' },
          mine.map((one) =>
            h(
              'li',
              null,
              named(one),
              one.status === 'accepted'
                ? h('span', { class: 'chip good' }, words.signUp.role_[/** @type {'member'} */ (one.role)])
                : offer(one, again),
            ),
          ),
        )
      : h('p', { class: 'soft' }, nowWords.noCrew),
  );
}

/** @param {SignUp[]} signups @param {() => Promise<void>} again @returns {Child} */
function wishes(signups, again) {
  const mine = signups.filter(({ id, status }) => (status === 'waiting' || status === 'asked') && id !== held()?.key);
  const leave = (/** @type {SignUp} */ one) =>
    button(one.status === 'waiting' ? words.signUp.leaveLine : words.signUp.withdraw, async () => {
      (await import('../lib/signup.js')).leaveSoon(one, null, again);
    });
  const state = (/** @type {SignUp} */ one) =>
    one.status === 'waiting' ? words.signUp.state.waiting(one.position ?? null) : words.signUp.state.asked;
  return h(
    'section',
    { class: 'panel' },
    h('h2', null, nowWords.wishes),
    mine.length
      ? h(
          'ul',
          { class: 'list' },
          mine.map((one) => h('li', null, h('div', null, named(one), h('p', null, state(one))), leave(one))),
        )
      : h('p', { class: 'soft' }, nowWords.noWishes),
  );
}

/** @param {Week} week @returns {Child} */
function upcoming(week) {
  const { schedule } = week;
  const other = otherClocks(week);
  const next = schedule ? SCHEDULED.filter((phase) => Date.parse(schedule[phase]) > Date.now()) : [];
  if (!schedule || !next.length) return null;
  return h(
    'section',
    { class: 'panel' },
    h('h2', null, nowWords.next, other ? h('small', null, ` ${other}`) : null),
    h(
      'ul',
      { class: 'list' },
      next.map((phase) =>
        h(
          'li',
          null,
          h('b', null, phaseName(phase)),
          h('span', { class: 'soft' }, both(schedule[phase], week.time_zone), ', ', ago(schedule[phase])),
        ),
      ),
    ),
  );
}
