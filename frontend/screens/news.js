// What moved in a week since somebody was here last, on this device.
import { get } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { me } from '../lib/session.js';
import { ago } from '../lib/time.js';
import { news as w } from '../words/en-mine.js';
/** @import { Child, Happening, Week } from '../types.d.ts' */

const ONE_VISIT = 30 * 60e3;
const TYPES =
  'pitch.submitted,signup.accepted,signup.left,comment.written,outcome.recorded,demos.ordered,week.rescheduled,week.cancelled';

/** @typedef {{ from: number, last: number, began: number, at: number }} Visit `from` is where the news of this visit begin */
/** @typedef {{ items: Happening[], since: string } | null} News */

/** @param {string} slug @returns {Promise<News>} null on the first visit */
export async function newsOf(slug) {
  const place = `seen:${me()?.id}:${slug}`;
  const now = Date.now();
  try {
    const before = /** @type {Visit | null} */ (JSON.parse(localStorage.getItem(place) ?? 'null'));
    const anew = !before || now - before.at > ONE_VISIT;
    const from = before ? (anew ? before.last : before.from) : null;
    const began = before && !anew ? before.began : (before?.at ?? now);
    const ask = from === null ? { types: 'week.created', limit: 1 } : { after: from, types: TYPES, limit: 200 };
    const { items, last } = await get('/weeks/{slug}/events', { slug }, ask);
    localStorage.setItem(place, JSON.stringify({ from: from ?? last, last, began, at: now }));
    const others = items.filter((/** @type {Happening} */ one) => one.actor_id !== me()?.id);
    return from === null ? null : { items: others, since: new Date(began).toISOString() };
  } catch {
    // Another database than the one that was here, or a browser that keeps nothing: then there is no news, and all else is there.
    try {
      localStorage.removeItem(place);
    } catch {}
    return null;
  }
}

/** @param {News} news @param {Week} week @param {{ id: string, title: string }[]} mine the pitches that are mine to care about @returns {Child} */
export function newsPanel(news, week, mine) {
  if (!news) return null;
  const at = `/weeks/${week.slug}`;
  const of = (/** @type {string} */ type, /** @type {string} */ id = '') =>
    news.items.filter((one) => one.type === type && (!id || one.pitch_id === id)).length;
  const link = (/** @type {string} */ href, /** @type {string} */ text) => h('a', { href }, text);
  const own = mine.flatMap(({ id, title }) => {
    const said = [
      of('signup.accepted', id) ? w.joined(of('signup.accepted', id)) : '',
      of('signup.left', id) ? w.left(of('signup.left', id)) : '',
      of('comment.written', id) ? w.asked(of('comment.written', id)) : '',
    ].filter(Boolean);
    return said.length ? [[link(`/pitches/${id}`, title), `: ${said.join(', ')}`]] : [];
  });
  const all = [
    of('week.cancelled') || of('week.rescheduled') ? [link(at, of('week.cancelled') ? w.cancelled : w.moved)] : null,
    ...own,
    of('pitch.submitted') ? [link(`${at}/pitches`, w.pitches(of('pitch.submitted')))] : null,
    of('signup.accepted') ? [w.found(of('signup.accepted'))] : null,
    of('demos.ordered') ? [link(`${at}/demos`, w.ordered)] : null,
    of('outcome.recorded') ? [link(`/outcomes?week=${week.slug}`, w.outcomes(of('outcome.recorded')))] : null,
  ].filter(Boolean);
  return h(
    'section',
    { class: 'panel' },
    h('h2', null, w.title, ' ', h('small', null, ago(news.since))),
    all.length
      ? h(
          'ul',
          { class: 'list' },
          all.map((parts) => h('li', null, h('div', null, parts))),
        )
      : h('p', { class: 'soft' }, w.nothing),
  );
}
