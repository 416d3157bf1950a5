// The way into a crew, and the crew: who is in, who waits, who asked, and what the lead says to them.
import { del, put } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { action, button, chip, held, icon, personLine, seats, takeBack, whyNot } from '../lib/ui.js';
import { isMe, me } from '../lib/session.js';
import { moment } from '../lib/time.js';
import { words } from '../words/en.js';
/** @import { Child, Pitch, SignUp, Week } from '../types.d.ts' */

/** @param {Pitch} pitch @param {readonly SignUp[]} signups @param {() => Promise<void>} again @returns {Child} */
export function crewPanel(pitch, signups, again) {
  const of = (/** @type {string} */ status) => signups.filter((one) => one.status === status);
  const say =
    (/** @type {SignUp} */ one, /** @type {'accept' | 'decline'} */ verb) => async (/** @type {string | null} */ reason) =>
      (await import('../lib/signup.js')).answer(one, verb, reason).finally(again);
  const reply = (/** @type {SignUp} */ one, /** @type {'accept' | 'decline'} */ verb, /** @type {'main' | ''} */ kind = '') => {
    const label = words.signUp[verb];
    return isMe(one.person) ? null : action(one.can[verb], label, say(one, verb), { kind, name: `${label}: ${one.person.name}` });
  };
  const asked = (/** @type {SignUp} */ one) =>
    h(
      'li',
      null,
      h('div', { class: 'stack' }, personLine(one.person, role(one.role)), one.message ? h('p', null, one.message) : null),
      h('span', { class: 'row' }, reply(one, 'accept', 'main'), reply(one, 'decline')),
    );
  const waits = (/** @type {SignUp} */ one) =>
    h(
      'li',
      null,
      personLine(one.person),
      h(
        'span',
        { class: 'row' },
        one.position ? h('small', null, words.number(one.position)) : null,
        reply(one, 'accept', 'main'),
      ),
    );
  const named = (/** @type {SignUp} */ one) => h('li', null, personLine(one.person));
  const part = (/** @type {string} */ heading, /** @type {SignUp[]} */ all, /** @type {(one: SignUp) => Child} */ line) =>
    all.length ? [h('h3', null, heading), h('ul', { class: 'list' }, all.map(line))] : null;
  const invite = async (/** @type {string | null} */ reason) => (await import('./lead.js')).invite(pitch, reason, again);
  const place = async () => (await import('./organize/place.js')).placeSomebody(pitch, again);
  const may = pitch.can['place'];
  return h(
    'section',
    { class: 'panel', 'aria-labelledby': 'crew-heading' },
    h('h2', { id: 'crew-heading' }, words.pitch.crew),
    seats(pitch),
    h(
      'ul',
      { class: 'list', id: 'crew' },
      leads(pitch),
      pitch.crew.map((one) => h('li', null, personLine(one.person), marks(pitch, one))),
    ),
    pitch.crew.length || pitch.join === 'invite' ? null : h('p', { class: 'soft' }, words.pitch.nobody),
    part(words.pitch.asked, of('asked'), asked),
    part(words.pitch.invited, of('invited'), named),
    part(words.pitch.offered, of('offered'), named),
    of('waiting').length
      ? part(words.pitch.line, of('waiting'), waits)
      : pitch.waiting
        ? h('p', { class: 'soft' }, words.pitches.waiting(pitch.waiting))
        : null,
    me() && pitch.status === 'submitted'
      ? h(
          'div',
          { class: 'row' },
          action(pitch.can['invite'], words.pitch.invite, invite, { icon: 'plus' }),
          // Its one dialog asks for the reason too.
          may?.code === 'reason_required' ? button(words.pitch.place, place) : action(may, words.pitch.place, place),
        )
      : null,
  );
}

/** A pitch as it will be once what is held back is sent. @param {Pitch} pitch @returns {Pitch} */
export function soon(pitch) {
  const { my_signup: my, crew, places_taken: taken, waiting } = pitch;
  if (!my || held()?.key !== my.id) return pitch;
  return {
    ...pitch,
    crew: crew.filter(({ signup_id: id }) => id !== my.id),
    places_taken: taken - Number(my.status === 'accepted' && my.role === 'member'),
    waiting: waiting - Number(my.status === 'waiting'),
  };
}

/** Leads answer for a pitch; they take no place by that. @param {Pitch} pitch @returns {Child} */
function leads({ leads: all, needs_lead: missing, crew }) {
  if (missing || !all.length) return h('li', null, h('span', { class: 'chip warn' }, words.pitches.needsLead));
  const apart = all.filter(({ id }) => !crew.some(({ person }) => person.id === id));
  return apart.map((person) => h('li', null, personLine(person), chip(words.pitch.lead)));
}

/** @param {Pitch} pitch @param {Pitch['crew'][number]} one @returns {Child} */
function marks({ leads: all }, { person, role: as }) {
  const leads_ = all.some(({ id }) => id === person.id);
  if (!leads_ && as === 'member' && !isMe(person)) return null;
  return h(
    'span',
    { class: 'chips' },
    leads_ ? chip(words.pitch.lead) : null,
    as === 'member' ? null : role(as),
    isMe(person) ? h('span', { class: 'chip good' }, words.pitch.you) : null,
  );
}

/** @param {string} role */
const role = (role) => (role === 'member' ? null : chip(words.signUp.role_[/** @type {'helper'} */ (role)] ?? role));

/** The phases in which it helps to know why one can't sign up just now. */
const JOINING = new Set(['announced', 'pitching', 'forming', 'exploring']);

/** The one thing to press: sign up, answer, or be told when. @param {Pitch} pitch @param {Week} week @param {() => Promise<void>} again @returns {Child} */
export function wayIn(pitch, week, again) {
  if (!me() || pitch.status === 'merged') return null;
  const my = pitch.my_signup;
  const open = my && ['asked', 'invited', 'waiting', 'offered', 'accepted'].includes(my.status);
  const leaving = open && held()?.key === my.id;
  const full = pitch.crew_limit != null && pitch.places_taken >= pitch.crew_limit;
  const wanted = { id: pitch.id, title: pitch.title, join: pitch.join, week: week.slug };
  const label = pitch.join === 'ask' ? words.signUp.ask : full ? words.signUp.wait : words.signUp.action;
  const outside = pitch.can['sign_up'];
  const join = async (/** @type {boolean} */ other, /** @type {string | null} */ reason) => {
    const { asked, signUp, tellSignedUp } = await import('../lib/signup.js');
    const made = await (other
      ? asked(wanted)
      : signUp(wanted, { ...(pitch.join === 'ask' ? {} : { role: 'member' }), switch_from: outside?.switch_from }, reason));
    await again();
    if (made) tellSignedUp(wanted, made, again);
  };
  const parts = [
    leaving ? h('div', { class: 'row' }, words.signUp.left(pitch.title), button(words.undo, takeBack, { id: 'leave' })) : null,
    open && !leaving
      ? [
          h(
            'p',
            { class: 'note' },
            icon('check'),
            h(
              'b',
              null,
              state(my),
              my.status === 'offered' && my.offer_expires_at ? ` ${words.until(moment(my.offer_expires_at))}` : '',
            ),
          ),
          h('div', { class: 'row' }, answers(my, again)),
        ]
      : null,
    open
      ? null
      : outside?.code === 'already_in_crew'
        ? [whyNot(outside), button(words.signUp.switch, () => join(false, null), { id: 'sign-up' })]
        : action(outside, label, (reason) => join(false, reason), {
            kind: JOINING.has(week.phase) ? 'main' : '',
            told: pitch.status === 'submitted' && JOINING.has(week.phase),
            zone: week.time_zone,
            id: 'sign-up',
          }),
    !open && outside?.allowed && pitch.join !== 'ask'
      ? button(words.signUp.other, () => join(true, null), { kind: 'quiet' })
      : null,
    interest(pitch, again),
  ].filter(Boolean);
  return parts.length ? h('section', { class: 'panel', 'aria-label': words.signUp.action }, parts) : null;
}

/** @param {SignUp} my */
function state(my) {
  const said = words.signUp.state[/** @type {keyof typeof words.signUp.state} */ (my.status)];
  return typeof said === 'function' ? said(my.position ?? null) : said;
}

/** What I may answer, each by its own verb. @param {SignUp} my @param {() => Promise<void>} again @returns {Child} */
function answers(my, again) {
  const say = (/** @type {'accept' | 'decline' | 'leave'} */ verb) => async (/** @type {string | null} */ reason) => {
    const { answer, leaveSoon } = await import('../lib/signup.js');
    if (verb === 'leave') return leaveSoon(my, reason, again, true);
    await answer(my, verb, reason).finally(again);
  };
  if (my.status === 'invited' || my.status === 'offered')
    return [
      action(my.can['accept'], my.status === 'offered' ? words.signUp.take : words.signUp.accept, say('accept'), {
        kind: 'main',
      }),
      action(my.can['decline'], words.signUp.decline, say('decline')),
    ];
  return action(
    my.can['leave'],
    my.status === 'accepted' ? words.signUp.leave : my.status === 'waiting' ? words.signUp.leaveLine : words.signUp.withdraw,
    say('leave'),
    { id: 'leave' },
  );
}

/** @param {Pitch} pitch @param {() => Promise<void>} again @returns {Child} */
function interest(pitch, again) {
  const slots = { pitch_id: pitch.id };
  const toggle = () =>
    (pitch.interested ? del('/pitches/{pitch_id}/interest', slots) : put('/pitches/{pitch_id}/interest', slots)).then(again);
  const said = pitch.interest ? h('small', null, words.pitches.interest(pitch.interest)) : null;
  if (!pitch.can['interest']?.allowed && !pitch.interested) return said;
  return h(
    'div',
    { class: 'row' },
    button(pitch.interested ? words.pitch.notInterested : words.pitch.interested, toggle, {
      icon: 'spark',
      kind: pitch.interested ? 'in' : '',
      id: 'interest',
    }),
    said,
  );
}
