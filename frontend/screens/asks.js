// Who asked to join the pitches that I lead, with the answer beside each; loaded when somebody did.
import { h } from '../lib/dom.js';
import { action, chip, personLine } from '../lib/ui.js';
import { answer } from '../lib/signup.js';
import { words } from '../words/en.js';
import { now as w } from '../words/en-mine.js';
/** @import { SignUp } from '../types.d.ts' */

/** @param {readonly SignUp[]} asked @param {() => Promise<void>} again */
export function asksPanel(asked, again) {
  const say = (/** @type {SignUp} */ one, /** @type {'accept' | 'decline'} */ verb, /** @type {'main' | ''} */ kind) =>
    action(
      one.can[verb],
      words.signUp[verb],
      async (reason) => {
        await answer(one, verb, reason);
        await again();
      },
      { kind, name: `${words.signUp[verb]}: ${one.person.name}` },
    );
  return h(
    'section',
    { class: 'panel asked' },
    h('h2', null, w.asked(asked.length)),
    h(
      'ul',
      { class: 'list' },
      asked.map((one) =>
        h(
          'li',
          null,
          h(
            'div',
            { class: 'stack' },
            personLine(one.person, one.role === 'member' ? null : chip(words.signUp.role_[one.role])),
            h('p', null, h('a', { href: `/pitches/${one.pitch_id}` }, one.pitch.title), one.message ? `: ${one.message}` : ''),
          ),
          h('span', { class: 'row' }, say(one, 'accept', 'main'), say(one, 'decline', '')),
        ),
      ),
    ),
  );
}
