// A pitch on the board: what it is, whom it wants, who is in, and one button.
import { h } from '../lib/dom.js';
import { ago } from '../lib/time.js';
import { chip, seats, topic } from '../lib/ui.js';
import { me } from '../lib/session.js';
import { words } from '../words/en.js';
/** @import { BoardRow, Child } from '../types.d.ts' */

/** @param {readonly string[]} needed @param {readonly string[]} learn */
function skills(needed, learn) {
  const [can, wants] = [mine('skills'), mine('wants_to_learn')];
  const one = (/** @type {'' | 'learn'} */ kind, /** @type {Set<string>} */ mine) => (/** @type {string} */ skill) =>
    h('li', null, mine.has(fold(skill)) ? h('span', { class: 'chip yours' }, skill) : chip(skill, kind));
  if (!needed.length && !learn.length) return null;
  return h(
    'ul',
    { class: 'chips', 'aria-label': words.pitches.wants },
    needed.slice(0, 5).map(one('', can)),
    learn.slice(0, 3).map(one('learn', wants)),
  );
}

/** Whether it wants what I can do, or teaches what I want to learn. @param {BoardRow} row */
export function fits({ skills_needed: needed, skills_to_learn: learn }) {
  const among = (/** @type {readonly string[]} */ theirs, /** @type {Set<string>} */ own) =>
    theirs.some((one) => own.has(fold(one)));
  return among(needed, mine('skills')) || among(learn, mine('wants_to_learn'));
}

/** @param {'skills' | 'wants_to_learn'} what */
const mine = (what) => new Set((me()?.[what] ?? []).map(fold));

/** @param {string} word */
const fold = (word) => word.toLowerCase();

/** @param {() => BoardRow} row @param {{ mine: () => boolean, lit: () => boolean, action: () => Child, filter: (tag: string) => string }} how */
export function card(row, { mine, lit, action, filter }) {
  return h(
    'li',
    { class: () => `card${mine() ? ' mine' : ''}${lit() ? ' lit' : ''}` },
    h('header', null, () => [
      row()
        .tags.slice(0, 1)
        .map((tag) => topic(tag, filter(tag))),
      state(row()),
    ]),
    h(
      'h3',
      null,
      h('a', { href: `/pitches/${row().id}` }, () => row().title),
    ),
    h('div', null, () => [
      row().summary ? h('p', null, row().summary) : null,
      skills(row().skills_needed, row().skills_to_learn),
    ]),
    h('footer', null, () => seats(row()), action),
  );
}

/** What is special about it, else since when it stands. @param {BoardRow} row */
function state(row) {
  if (row.status === 'withdrawn') return h('span', { class: 'chip warn' }, words.pitches.withdrawn);
  if (row.status === 'merged') return h('span', { class: 'chip' }, words.pitches.merged);
  if (row.needs_lead) return h('span', { class: 'chip warn' }, words.pitches.needsLead);
  if (row.join === 'ask') return h('span', { class: 'chip' }, words.pitches.ask);
  if (row.join === 'invite') return h('span', { class: 'chip' }, words.pitches.invite);
  return row.submitted_at ? h('small', null, ago(row.submitted_at)) : null;
}
