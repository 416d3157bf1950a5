// The running order of a week's demos; organizers move them with buttons.
import { get, put } from '../lib/api.js';
import { each, h } from '../lib/dom.js';
import { signal } from '../lib/signals.js';
import { action, chip, empty, icon, tell } from '../lib/ui.js';
import { enter } from '../lib/session.js';
import { both } from '../lib/time.js';
import { isLink } from '../lib/markdown.js';
import { hero, rail } from '../lib/week.js';
import { words } from '../words/en.js';
import { demos as demoWords } from '../words/en-leading.js';
/** @import { Demo, Place, RunningOrder, Week } from '../types.d.ts' */
/** @import { Signal } from '../lib/signals.js' */

const w = demoWords;

/** @param {Place} place */
export async function load({ params: { slug = '' } }) {
  const [week, order] = await Promise.all([enter(slug), get('/weeks/{slug}/demos', { slug })]);
  return { week, order };
}

/** @param {{ week: Week, order: RunningOrder }} data */
export function view({ week, order: { items, version: first } }) {
  let version = first;
  const placed = signal(items.filter(({ position }) => position != null));
  const starts = placed.peek().map(({ starts_at }) => starts_at);
  /** A time belongs to its place in the order, not to who shows then. */
  const reorder = (/** @type {Demo[]} */ order) =>
    placed.set(order.map((demo, at) => ({ ...demo, starts_at: starts[at] ?? null })));
  const others = signal(items.filter(({ position }) => position == null));
  const may = week.can['order_demos'];
  const mine = Boolean(may?.allowed || may?.code === 'reason_required');
  const save = async (/** @type {string | null} */ reason) => {
    const body = { items: placed.peek().map(slot) };
    const now = await put('/weeks/{slug}/demos', { slug: week.slug }, body, { version, reason });
    version = /** @type {RunningOrder} */ (now).version;
    tell(w.savedOrder);
  };
  const move = (/** @type {Demo} */ demo, /** @type {number} */ by) => {
    const order = placed.peek().filter((one) => one !== demo);
    const at = placed.peek().indexOf(demo) + by;
    if (at < 0 || at > order.length) return;
    reorder(order.toSpliced(at, 0, demo));
    tell(w.moved(demo.pitch.title, at + 1));
  };
  const round = (
    /** @type {import('../lib/ui.js').IconName} */ name,
    /** @type {string} */ label,
    /** @type {() => void} */ press,
  ) => h('button', { type: 'button', class: 'button bare', 'aria-label': label, onclick: press }, icon(name));
  const buttons = (/** @type {Signal<Demo>} */ demo) =>
    mine
      ? h(
          'div',
          { class: 'row' },
          round('up', w.up(demo.peek().pitch.title), () => move(demo.peek(), -1)),
          round('down', w.down(demo.peek().pitch.title), () => move(demo.peek(), 1)),
          round(
            'cross',
            `${w.away}: ${demo.peek().pitch.title}`,
            () => (others.set([...others.peek(), demo.peek()]), reorder(placed.peek().filter((one) => one !== demo.peek()))),
          ),
        )
      : null;
  const add = (/** @type {Demo} */ demo) =>
    mine
      ? round(
          'plus',
          `${w.add}: ${demo.pitch.title}`,
          () => (others.set(others.peek().filter((one) => one !== demo)), reorder([...placed.peek(), demo])),
        )
      : null;
  return {
    title: `${w.title}, ${week.title}`,
    nodes: [
      hero(w.title, [week.title, '. ', w.said], action(may, w.save, save, { kind: 'main' })),
      rail(week),
      items.length
        ? each(
            h('ol', { class: 'order' }),
            placed,
            ({ pitch }) => pitch.id,
            (demo) =>
              h(
                'li',
                null,
                h('div', null, () => line(demo(), week)),
                buttons(demo),
              ),
          )
        : empty(w.none, w.noneText),
      () =>
        others().length
          ? h(
              'section',
              { class: 'panel' },
              h('h2', null, w.unplaced),
              h(
                'ul',
                { class: 'list' },
                others().map((demo) => h('li', null, line(demo, week), add(demo))),
              ),
            )
          : null,
    ],
  };
}

/** Its place in the order says when it comes; a time that was set stays set. @param {Demo} demo */
const slot = ({ pitch, starts_at, minutes, place }) => ({ pitch_id: pitch.id, starts_at, minutes, place });

/** @param {Demo} demo @param {Week} week */
function line(demo, week) {
  const watch =
    demo.recording_url && isLink(demo.recording_url)
      ? h('a', { href: demo.recording_url, target: '_blank', rel: 'noopener noreferrer nofollow' }, words.pitch.recording)
      : null;
  const details = [
    demo.starts_at ? both(demo.starts_at, week.time_zone) : null,
    demo.place,
    demo.minutes ? words.pitch.minutes(demo.minutes) : null,
  ]
    .filter(Boolean)
    .join(', ');
  return h(
    'div',
    null,
    h('h2', null, h('a', { href: `/pitches/${demo.pitch.id}` }, demo.title || demo.pitch.title)),
    h(
      'p',
      { class: 'row' },
      demo.title && demo.title !== demo.pitch.title ? h('small', null, demo.pitch.title) : null,
      demo.mode ? chip(words.pitch.mode[/** @type {'live'} */ (demo.mode)]) : null,
      details ? h('small', null, details) : null,
      watch,
    ),
  );
}
