// Setting the running order of the demos; loaded for those who may.
import { put } from '../lib/api.js';
import { each, h } from '../lib/dom.js';
import { ask, keepDraft, line, text } from '../lib/form.js';
import { reorder } from '../lib/reorder.js';
import { signal } from '../lib/signals.js';
import { fromLocal, HERE, toLocal } from '../lib/time.js';
import { action, button, icon, tell } from '../lib/ui.js';
import { slotLine, unplaced } from './demos.js';
import { demos as w } from '../words/en-leading.js';
/** @import { Demo, RunningOrder, Week } from '../types.d.ts' */
/** @import { Field } from '../lib/form.js' */
/** @import { IconName } from '../lib/ui.js' */

const MINUTES = 5;
const key = (/** @type {Demo} */ { pitch }) => pitch.id;
const label = (/** @type {Demo} */ { pitch }) => pitch.title;

/** Its place in the order says when it comes; a time that was set stays set. @param {Demo} demo */
const slot = ({ pitch, starts_at, minutes, place }) => ({ pitch_id: pitch.id, starts_at, minutes, place });

/** @param {Week} week @param {RunningOrder} order */
export function editor(week, { items, version: first }) {
  let version = first;
  const placed = signal(items.filter(({ position }) => position != null));
  const others = signal(items.filter(({ position }) => position == null));
  const written = () => JSON.stringify(placed.peek().map(slot));
  const input = h('input', { type: 'hidden', value: written() });
  /** @param {string} value */
  const fill = (value) => {
    const slots = /** @type {ReturnType<typeof slot>[]} */ (JSON.parse(value));
    const known = new Map(items.map((demo) => [key(demo), demo]));
    const demos = slots.map(({ pitch_id: id, ...when }) => ({ .../** @type {Demo} */ (known.get(id)), ...when }));
    placed.set(demos.filter(({ pitch }) => pitch));
    others.set(items.filter((demo) => !slots.some(({ pitch_id: id }) => id === key(demo))));
    input.value = value;
  };
  const rival = signal(null);
  /** @type {Field} */
  const field = { node: input, input, name: 'order', error: signal(''), first: input.value, rival, fill };
  const draft = keepDraft(() => `order-${week.slug}-${version}`, [field]);
  const set = (/** @type {Demo[]} */ order) => {
    placed.set(order);
    input.value = written();
    input.dispatchEvent(new Event('input'));
  };
  const reset = () => (fill(field.first), draft.forget());
  /** A time belongs to its place in the order, not to who shows then. @param {Demo[]} order */
  const keepTimes = (order) => {
    const starts = placed.peek().map(({ starts_at }) => starts_at);
    set(order.map((demo, at) => ({ ...demo, starts_at: starts[at] ?? null })));
  };
  const list = h('ol', { class: 'order own' });
  const moving = reorder({ list: placed, put: keepTimes, key, label, around: () => list });
  const save = async (/** @type {string | null} */ reason) => {
    const body = { items: placed.peek().map(slot) };
    const now = await put('/weeks/{slug}/demos', { slug: week.slug }, body, { version, reason });
    draft.forget();
    version = /** @type {RunningOrder} */ (now).version;
    field.first = written();
    tell(w.savedOrder);
  };
  const round = (/** @type {IconName} */ name, /** @type {string} */ said, /** @type {() => void} */ press) =>
    h('button', { type: 'button', class: 'button bare', 'aria-label': said, onclick: press }, icon(name));
  const step = (/** @type {Demo} */ demo, /** @type {1 | -1} */ by) =>
    moving.move(key(demo), placed.peek().findIndex((one) => key(one) === key(demo)) + by);
  const takeOut = (/** @type {Demo} */ demo) => {
    others.set([...others.peek(), { ...demo, starts_at: null }]);
    keepTimes(placed.peek().filter((one) => key(one) !== key(demo)));
  };
  const add = (/** @type {Demo} */ demo) => {
    others.set(others.peek().filter((one) => one !== demo));
    keepTimes([...placed.peek(), demo]);
  };
  each(list, placed, key, (item) => {
    const demo = item.peek();
    return h(
      'li',
      { class: () => (moving.held() === key(demo) ? 'held' : '') },
      moving.grip(demo),
      moving.places(demo),
      h('div', null, () => slotLine(item(), week)),
      h(
        'div',
        { class: 'row' },
        round('up', w.up(label(demo)), () => step(demo, -1)),
        round('down', w.down(label(demo)), () => step(demo, 1)),
        round('cross', `${w.away}: ${label(demo)}`, () => takeOut(item.peek())),
      ),
    );
  });
  return {
    actions: [
      action(week.can['order_demos'], w.save, save, { kind: 'main' }),
      button(w.times, () => times(week, placed.peek()).then((order) => order && (set(order), tell(w.timesSet)))),
    ],
    nodes: [
      moving.voice(),
      list,
      () => (draft.kept() ? h('p', { class: 'note warn below' }, icon('flag'), w.unsaved, button(w.reset, reset)) : null), // under the rows, which stay where they are
      () => unplaced(others(), (demo) => [slotLine(demo, week), round('plus', `${w.add}: ${label(demo)}`, () => add(demo))]),
    ],
  };
}

/** One after the other, from an instant on. @param {Week} week @param {readonly Demo[]} order @returns {Promise<Demo[] | null>} */
async function times(week, order) {
  const zone = week.time_zone ?? HERE;
  const known = order.find(({ starts_at }) => starts_at)?.starts_at ?? week.schedule?.demos;
  const begins = line({
    label: w.begins(zone),
    name: 'starts_at',
    type: 'datetime-local',
    required: true,
    value: known ? toLocal(known, zone) : '',
  });
  const each_ = line({
    label: w.each,
    name: 'minutes',
    type: 'number',
    min: '1',
    max: '240',
    required: true,
    value: String(MINUTES),
  });
  const where = line({ label: w.where, name: 'place', maxLength: 500, value: order.find(({ place }) => place)?.place });
  /** @type {Demo[] | null} */
  let done = null;
  const run = () => {
    let next = Date.parse(fromLocal(text(begins), zone));
    done = order.map((demo) => {
      const starts = new Date(next).toISOString().replace('.000Z', 'Z');
      const minutes = demo.minutes ?? Number(text(each_));
      next += minutes * 60e3;
      return { ...demo, starts_at: starts, minutes, place: text(where) };
    });
  };
  await ask({ title: w.times, text: w.timesText, fields: [begins, each_, where], submit: w.times, run });
  return done;
}
