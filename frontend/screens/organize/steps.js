// What is done to a whole week: publish it, make the next one from it, call it off.
import { post } from '../../lib/api.js';
import { h } from '../../lib/dom.js';
import { askReason } from '../../lib/form.js';
import { action, button, tell } from '../../lib/ui.js';
import { forgetPresentWeek } from '../../lib/session.js';
import { organizing } from '../../words/en-organize.js';
/** @import { Child, Week } from '../../types.d.ts' */

const w = organizing.plan;

/** @param {Week} week @param {() => Promise<void>} again @returns {Child} */
export function steps(week, again) {
  const { slug, can } = week;
  const publish = async (/** @type {string | null} */ reason) => {
    await post('/weeks/{slug}/publish', { slug }, undefined, { reason });
    forgetPresentWeek();
    await again();
    tell(w.published);
  };
  const cancel = () =>
    askReason(
      w.cancel,
      async (reason) => {
        await post('/weeks/{slug}/cancel', { slug }, { reason });
        forgetPresentWeek();
        await again();
        tell(w.cancelled);
      },
      organizing.times.reasonHint,
    );
  return [
    action(can['publish'], w.publish, publish, { kind: 'main' }),
    can['copy']?.allowed ? h('a', { class: 'button', href: `/weeks/new?copy=${slug}` }, w.copy) : null,
    can['cancel']?.allowed ? button(w.cancel, cancel) : null,
  ];
}
