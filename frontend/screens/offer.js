// A place that waits for an answer, as it stands on Now and in My week.
import { h } from '../lib/dom.js';
import { moment } from '../lib/time.js';
import { button } from '../lib/ui.js';
import { words } from '../words/en.js';
import { mine as mineWords } from '../words/en-mine.js';
/** @import { SignUp } from '../types.d.ts' */

/** A place that waits for my answer, and until when. @param {SignUp} one @param {() => Promise<void>} again */
export function offer(one, again) {
  const say = (/** @type {'accept' | 'decline'} */ verb) => async () =>
    (await import('../lib/signup.js')).answer(one, verb).finally(again);
  const until =
    one.status === 'offered' && one.offer_expires_at
      ? h('small', null, mineWords.offerUntil(words.until(moment(one.offer_expires_at))))
      : one.status === 'invited'
        ? h('small', null, words.signUp.state.invited)
        : null;
  return h(
    'span',
    { class: 'row' },
    until,
    button(one.status === 'offered' ? words.signUp.take : words.signUp.accept, say('accept'), { kind: 'main' }),
    button(words.signUp.decline, say('decline')),
  );
}
