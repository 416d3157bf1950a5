// My week: places, wishes, offers, my pitches and drafts; my profile, my tokens, and where I am signed in.
import { all, get, patch } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { signal } from '../lib/signals.js';
import { form, line, listed, paragraphs, text } from '../lib/form.js';
import { action, avatar, button, held, personName, tell } from '../lib/ui.js';
import { mySignUps, session, signOut } from '../lib/session.js';
import { addressPanel, sessionPanel, tokenPanel } from './access.js';
import { offer } from './offer.js';
import { words } from '../words/en.js';
import { mine as mineWords } from '../words/en-mine.js';
/** @import { Address, BoardRow, Child, Me, MySession, SignUp, Token } from '../types.d.ts' */

const w = mineWords;

/** `others` is there for who may look as others. @typedef {{ others: Child, person: Me, signups: SignUp[], led: BoardRow[], tokens: Token[], addresses: Address[], sessions: MySession[] }} Data */

/** @returns {Promise<Data>} */
export async function load() {
  const roles = session.peek()?.may_view_as ?? [];
  const [person, signups, led, tokens, addresses, sessions, others] = await Promise.all([
    get('/me'),
    mySignUps(),
    all('/me/pitches'),
    get('/tokens'),
    get('/me/addresses'),
    get('/me/sessions'),
    roles.length ? import('./viewing.js').then(({ viewingPanel }) => viewingPanel(roles)) : null,
  ]);
  return { others, person, signups, led, tokens: tokens.items, addresses: addresses.items, sessions: sessions.items };
}

/** @param {Data} data */
export function view({ others, person, signups: first, led, tokens, addresses, sessions }) {
  const signups = signal(first);
  const again = async () => signups.set(await mySignUps());
  const drafts = led.filter(({ status }) => status === 'draft');
  return {
    title: w.title,
    nodes: [
      h(
        'div',
        { class: 'hero' },
        h(
          'div',
          { class: 'row' },
          avatar(person),
          h(
            'div',
            null,
            h('h1', null, w.title),
            h('p', null, personName(person), person.home_team ? `, ${person.home_team}` : null),
          ),
        ),
        button(w.signOut, signOut),
      ),
      h(
        'div',
        { class: 'split' },
        h(
          'div',
          { class: 'stack' },
          () => places(signups(), again),
          pitches(led.filter((row) => !drafts.includes(row))),
          drafts.length ? h('section', { class: 'panel' }, h('h2', null, w.drafts), links(drafts)) : null,
          tokenPanel(signal(tokens)),
          addressPanel(signal(addresses)),
          sessionPanel(signal(sessions)),
          others,
        ),
        h('aside', { class: 'stack', 'aria-label': w.profile }, profile(person)),
      ),
    ],
  };
}

/** @param {SignUp[]} signups @param {() => Promise<void>} again @returns {Child} */
function places(signups, again) {
  const of = (/** @type {string[]} */ ...statuses) =>
    signups.filter(({ id, status }) => statuses.includes(status) && id !== held()?.key);
  const title = (/** @type {SignUp} */ one) =>
    h('div', null, h('a', { href: `/pitches/${one.pitch_id}` }, one.pitch.title), h('p', null, one.week_title));
  const leave = (/** @type {SignUp} */ one, /** @type {string} */ label) =>
    action(one.can['leave'], label, async (reason) => {
      (await import('../lib/signup.js')).leaveSoon(one, reason, again);
    });
  const state = (/** @type {SignUp} */ one) =>
    one.status === 'waiting' ? words.signUp.state.waiting(one.position ?? null) : words.signUp.state.asked;
  const panel = (
    /** @type {string} */ heading,
    /** @type {SignUp[]} */ rows,
    /** @type {(one: SignUp) => Child} */ row,
    /** @type {string} */ none,
  ) =>
    rows.length || none
      ? h(
          'section',
          { class: 'panel' },
          h('h2', null, heading),
          rows.length
            ? h(
                'ul',
                { class: 'list' },
                rows.map((one) => h('li', null, title(one), row(one))),
              )
            : h('p', { class: 'soft' }, none),
        )
      : null;
  return [
    panel(w.offers, of('offered', 'invited'), (one) => offer(one, again), ''),
    panel(
      w.places,
      of('accepted'),
      (one) =>
        h(
          'span',
          { class: 'row' },
          h('span', { class: 'chip good' }, words.signUp.role_[/** @type {'member'} */ (one.role)]),
          leave(one, words.signUp.leave),
        ),
      w.noPlaces,
    ),
    panel(
      w.wishes,
      of('waiting', 'asked'),
      (one) =>
        h(
          'span',
          { class: 'row' },
          h('small', null, state(one)),
          leave(one, one.status === 'waiting' ? words.signUp.leaveLine : words.signUp.withdraw),
        ),
      w.noWishes,
    ),
    panel(
      w.past,
      of('declined', 'left', 'expired', 'ended'),
      (one) => h('small', null, words.signUp.state[/** @type {'left'} */ (one.status)]),
      '',
    ),
  ];
}

/** @param {readonly BoardRow[]} rows */
const links = (rows) =>
  h(
    'ul',
    { class: 'list' },
    rows.map((row) =>
      h(
        'li',
        null,
        h('a', { href: `/pitches/${row.id}` }, row.title),
        row.status === 'submitted'
          ? h('small', null, words.pitches.places(row.places_taken, row.crew_limit))
          : h('span', { class: 'chip' }, words.pitches[/** @type {'draft'} */ (row.status)]),
      ),
    ),
  );

/** @param {readonly BoardRow[]} led */
const pitches = (led) =>
  h('section', { class: 'panel' }, h('h2', null, w.pitches), led.length ? links(led) : h('p', { class: 'soft' }, w.noPitches));

/** @param {Me} person */
const profileFields = (person) => ({
  name: line({ label: w.name, name: 'name', required: true, maxLength: 200, value: person.name }),
  bio: paragraphs({ label: w.bio, name: 'bio', rows: 3, maxLength: 500, value: person.bio }),
  skills: line({ label: w.skills, name: 'skills', hint: w.commas, value: person.skills.join(', ') }),
  learn: line({ label: w.learn, name: 'wants_to_learn', hint: w.commas, value: person.wants_to_learn.join(', ') }),
  zone: line({ label: w.zone, name: 'time_zone', hint: w.zoneHint, value: person.time_zone }),
});

/** @param {Me} person */
function profile(person) {
  let { version } = person;
  const { name, bio, skills, learn, zone } = profileFields(person);
  const fields = [name, bio, skills, learn, zone];
  const theirs = async () => {
    const now = await get('/me');
    ({ version } = now);
    return Object.values(profileFields(now));
  };
  const run = async () => {
    const now = await patch(
      '/me',
      {},
      { name: text(name), bio: text(bio), skills: listed(skills), wants_to_learn: listed(learn), time_zone: text(zone) || null },
      { version },
    );
    ({ version } = now);
    const whole = session.peek();
    if (whole) session.set({ ...whole, person: now });
    tell(words.saved);
  };
  return h(
    'section',
    { class: 'panel', id: 'profile' },
    h('h2', null, w.profile),
    form({ fields, submit: words.save, run, theirs }),
    h('p', null, h('a', { href: '/api/v1/me/data', download: 'offtrail-me.json' }, w.held)),
  );
}
