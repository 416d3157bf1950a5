// Setting the running order of the demos; loaded for those who may.
import { get, put } from '../lib/api.js';
import { each, h } from '../lib/dom.js';
import { ask, keepDraft, line, meanwhile, meet, text } from '../lib/form.js';
import { reorder } from '../lib/reorder.js';
import { signal } from '../lib/signals.js';
import { both, fromLocal, HERE, toLocal } from '../lib/time.js';
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

const written = (/** @type {readonly Demo[]} */ order) => JSON.stringify(order.map(slot));

/** @param {Week} week @param {RunningOrder} now */
export function editor(week, now) {
  const placed = signal(/** @type {Demo[]} */ ([]));
  const input = h('input', { type: 'hidden', id: 'order' });
  const standing = () => written(now.items.filter(({ position }) => position != null));
  /** The demos that are still there, as an order puts them. @param {string} value */
  const read = (value) =>
    /** @type {ReturnType<typeof slot>[]} */ (JSON.parse(value)).flatMap(({ pitch_id: id, ...when }) =>
      now.items.filter((demo) => key(demo) === id).map((demo) => ({ ...demo, ...when })),
    );
  /** @param {string} value */
  const fill = (value) => {
    placed.set(read(value));
    input.value = value;
  };
  /** Whose turn it is when and where, line by line. @param {string} value */
  const told = (value) =>
    read(value)
      .map((demo) => [label(demo), demo.starts_at && both(demo.starts_at, week.time_zone), demo.place].filter(Boolean).join(', '))
      .join('\n');
  fill(standing());
  const rival = signal(null);
  /** @type {Field} */
  const field = { node: input, input, name: 'order', error: signal(''), first: input.value, rival, fill, tell: told };
  const draft = keepDraft(`order-${week.slug}`, [field]);
  const set = (/** @type {Demo[]} */ order) => {
    placed.set(order);
    input.value = written(order);
    input.dispatchEvent(new Event('input'));
  };
  const reset = () => (fill(field.first), rival.set(null), draft.forget());
  /** A time belongs to its place in the order, not to who shows then. @param {Demo[]} order */
  const keepTimes = (order) => {
    const starts = placed.peek().map(({ starts_at }) => starts_at);
    set(order.map((demo, at) => ({ ...demo, starts_at: starts[at] ?? null })));
  };
  const list = h('ol', { class: 'order own' });
  const moving = reorder({ list: placed, put: keepTimes, key, label, around: () => list });
  const save = async (/** @type {string | null} */ reason) => {
    const [at, body] = [{ slug: week.slug }, { items: placed.peek().map(slot) }];
    let refused = '';
    now = await put('/weeks/{slug}/demos', at, body, { version: now.version, reason }).catch((error) => {
      if (error.status !== 412) throw error;
      refused = error.message;
      return get('/weeks/{slug}/demos', at);
    });
    if (refused) {
      fill(input.value); // of those that are there now
      meet([field], { order: standing() });
      return tell(refused, { bad: true });
    }
    draft.forget();
    rival.set(null);
    field.first = input.value;
    tell(w.savedOrder);
  };
  const round = (/** @type {IconName} */ name, /** @type {string} */ said, /** @type {() => void} */ press) =>
    button(null, press, { icon: name, name: said, kind: 'bare' });
  const step = (/** @type {Demo} */ demo, /** @type {1 | -1} */ by) =>
    moving.move(key(demo), placed.peek().findIndex((one) => key(one) === key(demo)) + by);
  const takeOut = (/** @type {Demo} */ demo) => keepTimes(placed.peek().filter((one) => key(one) !== key(demo)));
  const add = (/** @type {Demo} */ demo) => keepTimes([...placed.peek(), demo]);
  const others = () => now.items.filter((demo) => !placed().some((one) => key(one) === key(demo)));
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
      () => meanwhile(field),
      list,
      () => (draft.kept() ? h('p', { class: 'note warn below' }, icon('flag'), w.unsaved, button(w.reset, reset)) : null), // under the rows, which stay where they are
      () =>
        unplaced(others(), (demo) => [
          slotLine({ ...demo, starts_at: null }, week),
          round('plus', `${w.add}: ${label(demo)}`, () => add(demo)),
        ]),
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
