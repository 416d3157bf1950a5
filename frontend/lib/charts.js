// Charts of our own, in SVG: each has a name, can be printed, and comes with the table of its figures.
import { h, svg } from './dom.js';
/** @import { Child } from '../types.d.ts' */

/** A table, which can be moved sideways where it has no room. @param {string} name @param {string[]} heads @param {Child[][]} rows */
export const table = (name, heads, rows) =>
  h(
    'div',
    { class: 'wide-table', tabIndex: 0, role: 'region', 'aria-label': name },
    h(
      'table',
      null,
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          heads.map((head) => h('th', { scope: 'col' }, head)),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map(([first, ...rest]) =>
          h(
            'tr',
            null,
            h('th', { scope: 'row' }, first),
            rest.map((cell) => h('td', null, cell)),
          ),
        ),
      ),
    ),
  );

/** The same in figures, for those who read rather than look. @param {string} open @param {string[]} heads @param {Child[][]} rows */
export const figures = (open, heads, rows) =>
  h('details', { class: 'figures' }, h('summary', null, open), table(open, heads, rows));

/** How much of the most it is, for who looks: the number stands beside it. @param {number} value @param {number} most */
export const bar = (value, most) =>
  svg(
    'svg',
    { viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    svg('rect', { width: 100, height: 6, class: 'trough' }),
    svg('rect', { width: (100 * value) / most, height: 6, class: 'full' }),
  );

/** @param {string} label @param {number} value @returns {Child} */
const named = (label, value) => [h('span', null, label), ' ', h('b', null, String(value))];

/** Bars of one whole, each a link to those it counts, where they can be listed. @param {{ label: string, value: number, href?: string }[]} steps */
export function funnel(steps) {
  const most = Math.max(1, ...steps.map(({ value }) => value));
  return h(
    'ol',
    { class: 'funnel' },
    steps.map(({ label, value, href }) =>
      h('li', null, href ? h('a', { href }, named(label, value)) : h('p', null, named(label, value)), bar(value, most)),
    ),
  );
}

const [WIDE, HIGH, SIDE, FOOT] = [600, 220, 34, 26];

/** @typedef {{ number: number, people: number, label: string }} Point */

/** A line, and that of the time before, dashed, behind it. @param {string} name @param {Point[]} now @param {Point[]} before @returns {Child} */
export function course(name, now, before) {
  const last = Math.max(1, ...[...now, ...before].map(({ number }) => number));
  const most = Math.max(4, ...[...now, ...before].map(({ people }) => people));
  const x = (/** @type {number} */ number) => SIDE + ((WIDE - SIDE - 16) * number) / last;
  const y = (/** @type {number} */ people) => 12 + (HIGH - FOOT - 12) * (1 - people / most);
  const line = (/** @type {Point[]} */ points) => points.map(({ number, people }) => `${x(number)},${y(people)}`).join(' ');
  const steps = [0, Math.round(most / 2), most];
  const end = now.at(-1);
  return svg(
    'svg',
    { viewBox: `0 0 ${WIDE} ${HIGH}`, role: 'img', 'aria-label': name, class: 'course' },
    steps.map((step) => [
      svg('line', { x1: SIDE, x2: WIDE - 16, y1: y(step), y2: y(step), class: 'grid' }),
      svg('text', { x: SIDE - 8, y: y(step) + 4, 'text-anchor': 'end' }, step),
    ]),
    (now.length > before.length ? now : before)
      .filter(({ number }) => number % Math.ceil((last + 1) / 6) === 0)
      .map(({ number, label }) => svg('text', { x: x(number), y: HIGH - 8, 'text-anchor': 'middle' }, label)),
    svg('polyline', { points: line(before), class: 'before' }),
    svg('polyline', { points: line(now), class: 'now' }),
    now.map(({ number, people, label }) =>
      svg('circle', { cx: x(number), cy: y(people), r: 3.5, class: 'dot' }, svg('title', null, `${label}: ${people}`)),
    ),
    end ? svg('text', { x: x(end.number) + 8, y: y(end.people) - 8, class: 'value' }, end.people) : null,
  );
}
