// Moving rows of a list: by pointer, by keyboard (Space, arrows, Escape), or to a place that is chosen. All of it is spoken.
import { h } from './dom.js';
import { ending, signal } from './signals.js';
import { icon } from './ui.js';
import { demos as w } from '../words/en-leading.js';
/** @import { Read } from './signals.js' */

/** @template T @typedef {{ list: Read<T[]>, put: (order: T[]) => void, key: (item: T) => string, label: (item: T) => string, around: () => HTMLElement }} Moved `around` is the element whose children are the rows */

/** @template T @param {Moved<T>} moved */
export function reorder({ list, put, key, label, around }) {
  const spoken = signal('');
  const held = signal(/** @type {string | null} */ (null));
  let before = /** @type {T[]} */ ([]);
  const at = (/** @type {string} */ id) => list.peek().findIndex((one) => key(one) === id);
  const one = (/** @type {string} */ id) => /** @type {T} */ (list.peek()[at(id)]);
  const say = (/** @type {(t: string, n: number, all: number) => string} */ words, /** @type {string} */ id) =>
    spoken.set(words(label(one(id)), at(id) + 1, list.peek().length));

  /** @param {string} id @param {number} to from 0 */
  function move(id, to) {
    const from = at(id);
    const place = Math.max(0, Math.min(list.peek().length - 1, to));
    if (from < 0 || from === place) return;
    const order = list.peek().filter((_, index) => index !== from);
    put(order.toSpliced(place, 0, one(id)));
    say(w.moved, id);
  }

  const pick = (/** @type {string} */ id) => ((before = list.peek()), held.set(id), say(w.picked, id));
  const drop = (/** @type {string} */ id) => held.peek() === id && (held.set(null), say(w.dropped, id));
  const back = (/** @type {string} */ id) => (held.set(null), put(before), say(w.back, id));

  /** The place in the list that a height on the screen stands for. @param {number} y @param {string} id */
  function under(y, id) {
    const rows = [...around().children].filter((_, index) => index !== at(id));
    const found = rows.findIndex((row) => y < row.getBoundingClientRect().top + row.getBoundingClientRect().height / 2);
    return found < 0 ? rows.length : found;
  }

  /** @param {string} id */
  function drag(id) {
    const end = new AbortController();
    const stop = (/** @type {boolean} */ well) => (end.abort(), held.peek() === id && (well ? drop(id) : back(id)));
    const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ run) =>
      addEventListener(type, run, { signal: end.signal });
    pick(id);
    on('pointermove', ({ clientY }) => move(id, under(clientY, id)));
    on('pointerup', () => stop(true));
    on('pointercancel', () => stop(false));
    on('keydown', (event) => event.key === 'Escape' && (event.preventDefault(), stop(false)));
    ending(() => end.abort());
  }

  /** @param {string} id @param {KeyboardEvent} event */
  function keys(id, event) {
    const { key: pressed } = event;
    const mine = held.peek() === id;
    if (pressed === ' ' || pressed === 'Enter') mine ? drop(id) : pick(id);
    else if (mine && pressed === 'Escape') back(id);
    else if (mine && pressed === 'ArrowUp') move(id, at(id) - 1);
    else if (mine && pressed === 'ArrowDown') move(id, at(id) + 1);
    else return;
    event.preventDefault();
  }

  return {
    move,
    held,
    /** What is held to move a row. @param {T} item */
    grip: (item) =>
      h(
        'button',
        {
          type: 'button',
          class: 'button bare grip',
          'aria-label': w.grip(label(item)),
          'aria-pressed': () => String(held() === key(item)),
          onkeydown: (event) => keys(key(item), event),
          onpointerdown: (event) => event.button === 0 && (event.preventDefault(), event.currentTarget.focus(), drag(key(item))),
        },
        icon('grip'),
      ),
    /** All places, to choose one. @param {T} item */
    places: (item) =>
      h(
        'select',
        {
          class: 'place',
          'aria-label': w.moveTo(label(item)),
          value: () => String(list().findIndex((other) => key(other) === key(item)) + 1),
          onchange: ({ currentTarget }) => move(key(item), Number(currentTarget.value) - 1),
        },
        () => list().map((_, index) => h('option', { value: String(index + 1) }, w.place(index + 1))),
      ),
    /** Where it is said what happened. */
    voice: () => h('p', { class: 'unseen', role: 'status', 'aria-live': 'assertive' }, spoken),
  };
}
