// The stage: one demo at a time, large, with a countdown; who is next; moved by keys, or by buttons.
import { get } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { begin, follow } from '../lib/live.js';
import { enter } from '../lib/session.js';
import { computed, ending, signal } from '../lib/signals.js';
import { clock } from '../lib/time.js';
import { button, empty, icon } from '../lib/ui.js';
import { stage as w } from '../words/en-stage.js';
/** @import { Demo, Place, Week } from '../types.d.ts' */

const MINUTES = 5;
const LONG = 3600e3;

/** @param {string} slug @returns {Promise<Demo[]>} */
const inOrder = async (slug) =>
  (await get('/weeks/{slug}/demos', { slug })).items.filter((/** @type {Demo} */ { position }) => position != null);

/** @param {Place} place */
export async function load({ params: { slug = '' } }) {
  const [week, demos] = await Promise.all([enter(slug), inOrder(slug), begin(slug)]);
  return { week, demos };
}

/** Which one the schedule has on now, and since when; none before the first, nor when all is long over. @param {readonly Demo[]} demos */
function byClock(demos) {
  const at = demos.findLastIndex(({ starts_at: from }) => from && Date.parse(from) <= Date.now());
  const since = Date.parse(demos[at]?.starts_at ?? '');
  return Date.now() - since < LONG ? { at, since } : { at: -1, since: Date.now() };
}

/** @param {{ week: Week, demos: Demo[] }} data @param {Place} place */
export function view({ week, demos: first }, { query }) {
  const demos = signal(first);
  const kept = JSON.parse(sessionStorage.getItem(`stage:${week.slug}`) ?? 'null');
  const asked = Number(query.get('at')) - 1;
  const start = query.has('at') ? { at: asked, since: kept?.at === asked ? kept.since : Date.now() } : byClock(first);
  const now = signal({ ...start, at: Math.max(-1, Math.min(first.length - 1, start.at)) });
  const tick = signal(Date.now());
  const go = (/** @type {number} */ to) => {
    const at = Math.max(0, Math.min(demos.peek().length - 1, to));
    if (at === now.peek().at) return;
    now.set({ at, since: Date.now() });
    tick.set(Date.now());
    sessionStorage.setItem(`stage:${week.slug}`, JSON.stringify(now.peek()));
    history.replaceState(null, '', `?at=${at + 1}`);
  };
  const move = (/** @type {number} */ by) => go(now.peek().at + by);
  const again = () => (now.set({ ...now.peek(), since: Date.now() }), tick.set(Date.now()));
  const current = computed(() => demos()[now().at] ?? null);
  const next = computed(() => demos()[now().at + 1] ?? null);
  const left = computed(() => now().since + (current()?.minutes ?? MINUTES) * 60e3 - tick());

  const beat = setInterval(() => tick.set(Date.now()), 250);
  const awake = stayAwake();
  const keys = new AbortController();
  addEventListener('keydown', (event) => heard(event, { move, go, again }), { signal: keys.signal });
  ending(() => (clearInterval(beat), awake(), keys.abort()));
  follow(week.slug, ({ type }) => {
    if (/^demos?\./.test(type)) inOrder(week.slug).then(demos.set, () => {});
  });

  if (!first.length) return { title: w.title, nodes: [h('h1', null, w.title), empty(w.none, w.noneText, back(week, 'main'))] };
  return {
    title: `${w.title}, ${week.title}`,
    nodes: h(
      'div',
      { class: 'stage' },
      h(
        'div',
        { class: 'row ends' },
        back(week),
        h('span', { class: 'soft' }, () => w.place(now().at + 1, demos().length)),
        button(w.full, () =>
          document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen(),
        ),
      ),
      h(
        'div',
        { class: 'on', role: 'status' },
        h('h1', null, () => current()?.title || current()?.pitch.title || w.soon),
        h('p', null, () => (current() ? who(current()) : week.title)),
      ),
      h(
        'p',
        {
          class: () => (left() < 0 ? 'countdown over' : left() < 60e3 ? 'countdown last' : 'countdown'),
          role: 'timer',
          'aria-label': w.left,
          hidden: () => !current(),
          vars: { '--part': () => `${Math.max(0, Math.min(100, (100 * left()) / ((current()?.minutes ?? MINUTES) * 60e3)))}%` },
        },
        () => w.clock(left()),
      ),
      h('p', { class: 'following' }, () => {
        const one = next();
        return one
          ? [
              h('small', null, w.next),
              h('b', null, one.title || one.pitch.title),
              h('span', null, [one.starts_at ? clock(one.starts_at) : '', who(one)].filter(Boolean).join(' · ')),
            ]
          : h('small', null, w.last);
      }),
      h(
        'div',
        { class: 'row ends' },
        h(
          'button',
          { type: 'button', class: 'button', onclick: () => move(-1), disabled: () => now().at < 1 },
          icon('up'),
          w.before,
        ),
        () => (current() ? button(w.again, again, { kind: 'quiet' }) : null),
        h(
          'button',
          { type: 'button', class: 'button main', onclick: () => move(1), disabled: () => now().at >= demos().length - 1 },
          () => (now().at < 0 ? w.begin : w.forward),
        ),
      ),
      h('p', { class: 'soft keys-said' }, w.keys),
    ),
  };
}

/** @param {Week} week @param {'main' | ''} [kind] */
const back = ({ slug }, kind = '') => h('a', { class: `button ${kind}`, href: `/weeks/${slug}/demos` }, w.order);

/** @param {Demo | null} demo */
const who = (demo) => [demo?.leads.map(({ name }) => name).join(', '), demo?.place].filter(Boolean).join(' · ');

/** @param {KeyboardEvent} event @param {{ move: (by: number) => void, go: (to: number) => void, again: () => void }} to */
function heard(event, { move, go, again }) {
  const { key, target } = event;
  const pressing = target instanceof Element && target.closest('a, button, input, select, dialog');
  if (event.ctrlKey || event.metaKey || event.altKey || (pressing && (key === ' ' || key === 'Enter'))) return;
  const acts = /** @type {Record<string, () => void>} */ ({
    ArrowRight: () => move(1),
    ArrowDown: () => move(1),
    PageDown: () => move(1),
    ' ': () => move(1),
    ArrowLeft: () => move(-1),
    ArrowUp: () => move(-1),
    PageUp: () => move(-1),
    Home: () => go(0),
    End: () => go(Infinity),
    r: again,
  });
  const act = acts[key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** Keeps the screen on while the stage is shown, where the device can. @returns {() => void} lets it sleep again */
function stayAwake() {
  let lock = /** @type {WakeLockSentinel | null} */ (null);
  let over = false;
  const ask = async () => {
    if (over || document.hidden || !('wakeLock' in navigator)) return;
    lock = await navigator.wakeLock.request('screen').catch(() => null);
    if (over) await lock?.release();
  };
  void ask();
  document.addEventListener('visibilitychange', ask);
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', ask);
    lock?.release().catch(() => {});
  };
}
