// Who is in, who waits, who asked, and what the lead says to them.
import { h } from '../lib/dom.js';
import { action, button, chip, personLine } from '../lib/ui.js';
import { isMe, me } from '../lib/session.js';
import { seats } from './card.js';
import { words } from '../words/en.js';
/** @import { Child, Pitch, SignUp, Week } from '../types.d.ts' */

/** @param {Pitch} pitch @param {readonly SignUp[]} signups @param {Week} week @param {() => Promise<void>} again @returns {Child} */
export function crewPanel(pitch, signups, week, again) {
  const of = (/** @type {string} */ status) => signups.filter((one) => one.status === status);
  const say = (/** @type {SignUp} */ one, /** @type {'accept' | 'decline' | 'leave'} */ verb) => async () => {
    const { answer } = await import('../lib/signup.js');
    await answer(one, verb);
    await again();
  };
  const decides = pitch.can['decide']?.allowed;
  const asked = (/** @type {SignUp} */ one) => h('li', null, h('div', { class: 'stack' }, personLine(one.person, role(one.role)), one.message ? h('p', null, one.message) : null), decides ? h('span', { class: 'row' }, button(words.signUp.accept, say(one, 'accept'), { kind: 'main', name: `${words.signUp.accept}: ${one.person.name}` }), button(words.signUp.decline, say(one, 'decline'), { name: `${words.signUp.decline}: ${one.person.name}` })) : null);
  const waits = (/** @type {SignUp} */ one) => h('li', null, personLine(one.person), decides && !['forming', 'pitching'].includes(week.phase) ? button(words.signUp.accept, say(one, 'accept'), { name: `${words.signUp.accept}: ${one.person.name}` }) : one.position ? h('small', null, words.number(one.position)) : null);
  const part = (/** @type {string} */ heading, /** @type {SignUp[]} */ all, /** @type {(one: SignUp) => Child} */ line) => (all.length ? [h('h3', null, heading), h('ul', { class: 'list' }, all.map(line))] : null);
  const bring = (/** @type {'invite' | 'place'} */ verb) => async (/** @type {string | null} */ reason) => (await import('./lead.js'))[verb](pitch, reason, again);
  return h('section', { class: 'panel', 'aria-labelledby': 'crew-heading' },
    h('h2', { id: 'crew-heading' }, words.pitch.crew),
    seats(pitch),
    h('ul', { class: 'list', id: 'crew' }, leads(pitch), pitch.crew.map((one) => h('li', null, personLine(one.person), marks(pitch, one)))),
    pitch.crew.length || pitch.join === 'invite' ? null : h('p', { class: 'soft' }, words.pitch.nobody),
    part(words.pitch.asked, of('asked'), asked),
    part(words.pitch.invited, of('invited'), (one) => h('li', null, personLine(one.person))),
    part(words.pitch.offered, of('offered'), (one) => h('li', null, personLine(one.person))),
    of('waiting').length ? part(words.pitch.line, of('waiting'), waits) : pitch.waiting ? h('p', { class: 'soft' }, words.pitches.waiting(pitch.waiting)) : null,
    me() && pitch.status === 'submitted' ? h('div', { class: 'row' }, action(pitch.can['invite'], words.pitch.invite, bring('invite'), { icon: 'plus' }), action(pitch.can['place'], words.pitch.place, bring('place'))) : null);
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
  return h('span', { class: 'chips' }, leads_ ? chip(words.pitch.lead) : null, as === 'member' ? null : role(as), isMe(person) ? h('span', { class: 'chip good' }, words.pitch.you) : null);
}

/** @param {string} role */
const role = (role) => (role === 'member' ? null : chip(words.signUp.role_[/** @type {'helper'} */ (role)] ?? role));
