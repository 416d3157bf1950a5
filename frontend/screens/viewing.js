// Looking as another role: where it begins, and what says on every screen that it goes on.
import { del, put } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { storage } from '../lib/session.js';
import { clock } from '../lib/time.js';
import { button, icon } from '../lib/ui.js';
import { viewing as w } from '../words/en-viewing.js';
/** @import { Session } from '../types.d.ts' */

/** Everything was loaded as somebody else; other tabs hear of it too. @param {string} [where] */
function anew(where) {
  storage()?.setItem('viewing', String(Date.now()));
  if (where) location.assign(where);
  else location.reload();
}

/** @param {Session['may_view_as']} roles */
export const viewingPanel = (roles) =>
  h(
    'section',
    { class: 'panel', 'aria-labelledby': 'viewing' },
    h('h2', { id: 'viewing' }, w.title),
    h('p', { class: 'soft' }, w.text),
    h(
      'div',
      { class: 'row' },
      roles.map((role) => button(w.as[role], async () => (await put('/session/view-as', {}, { role }), anew('/')))),
    ),
  );

/** @param {NonNullable<Session['viewing']>} now */
export function viewingBanner({ role, until }) {
  const left = Date.parse(until) - Date.now();
  if (left > 0 && left < 2 ** 31) setTimeout(() => location.reload(), left + 1000);
  return h(
    'aside',
    { class: 'viewing', 'aria-label': w.title },
    h('p', null, icon('people'), w.now(w.as[role], clock(until))),
    button(w.back, async () => (await del('/session/view-as', {}), anew())),
  );
}
