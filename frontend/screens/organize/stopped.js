// Told on Now, to whom a web hook belongs: that it stopped by itself, or is about to.
import { get } from '../../lib/api.js';
import { h } from '../../lib/dom.js';
import { isMe } from '../../lib/session.js';
import { ago } from '../../lib/time.js';
import { icon } from '../../lib/ui.js';
import { hooks as w } from '../../words/en-webhooks.js';
/** @import { Child, Webhook } from '../../types.d.ts' */

/** @returns {Promise<Child>} */
export async function stoppedHooks() {
  const { items } = await get('/webhooks');
  return items.filter(({ owner }) => isMe(owner)).map(note);
}

/** @param {Webhook} hook @returns {Child} */
function note({ name, off_because: off, failing_since: since }) {
  const why = off && off !== 'switched_off' ? w.off[off] : !off && since ? w.failing(ago(since)) : null;
  return why
    ? h(
        'p',
        { class: 'note warn' },
        icon('flag'),
        h('span', null, w.yours(name, why), ' ', h('a', { href: '/me/webhooks' }, w.see)),
      )
    : null;
}
