// Six instants on the clocks of the week's zone: set on a timeline or typed, which come to the same.
import { h } from '../../lib/dom.js';
import { effect, signal } from '../../lib/signals.js';
import { line, tick, ticked } from '../../lib/form.js';
import { fromLocal, HERE, isZone, moment, toLocal } from '../../lib/time.js';
import { phaseName, SCHEDULED } from '../../lib/week.js';
import { DAY, doubtful, HOUR, iso, later, MINUTE, stepped, unwalled, walled } from './wall.js';
import { timeline } from './timeline.js';
import { words } from '../../words/en.js';
import { organizing } from '../../words/en-organize.js';
/** @import { Field } from '../../lib/form.js' */
/** @import { Schedule } from '../../types.d.ts' */

const w = organizing.times;

/** @typedef {typeof SCHEDULED[number]} Phase */
/** What may move: all of it, what has not begun, or nothing. @typedef {'free' | 'later' | 'fixed'} Lock */
/** @typedef {{ lock?: (phase: Phase) => Lock, planned?: () => boolean }} Rules `planned`: nothing has been published, so the past is no bound */

/** @param {Schedule} start @param {() => string} zone whose clocks are meant @param {Rules} [rules] */
export function scheduleFields(start, zone, { lock = () => 'free', planned = () => true } = {}) {
  let first = start; // what nobody touched is sent as it was, to the second
  const schedule = signal(first);
  const touched = signal(/** @type {Phase} */ ('exploring'));
  /** The last zone that was one, while another is typed. */
  let known = isZone(zone()) ? zone() : HERE;
  const clocks = () => (known = isZone(zone()) ? zone() : known);
  const along = tick(w.along, 'along', false, w.alongHint);
  /** Whether the page itself writes into the fields. */
  let writing = false;
  let before = first;

  const fields = /** @type {Record<Phase, Field>} */ (
    Object.fromEntries(
      SCHEDULED.map((phase) => [
        phase,
        line({
          label: organizing.plan.begins(phaseName(phase)),
          name: phase,
          type: 'datetime-local',
          required: true,
          value: toLocal(first[phase], clocks()),
          readOnly: () => lock(phase) === 'fixed',
          hint: () => said(phase),
        }),
      ]),
    )
  );
  for (const phase of SCHEDULED) {
    const { input } = fields[phase];
    input.addEventListener('focus', () => (before = schedule.peek()));
    input.addEventListener('input', () => {
      if (writing) return;
      mark(phase);
      if (!input.value) return;
      touched.set(phase);
      set(phase, input.value === toLocal(before[phase], clocks()) ? before[phase] : fromLocal(input.value, clocks()), before);
    });
  }
  effect(() => {
    const now = schedule();
    writing = true;
    for (const phase of SCHEDULED) {
      const { input } = fields[phase];
      const value = toLocal(now[phase], clocks());
      if (input.value === value || (document.activeElement === input && !input.value)) continue;
      input.value = value;
      input.dispatchEvent(new Event('input', { bubbles: true })); // for those who keep a draft
    }
    writing = false;
    SCHEDULED.forEach(mark);
  });

  /** @param {Phase} phase @param {string} instant @param {Schedule} [from] */
  function set(phase, instant, from = schedule.peek()) {
    const next = { ...from, [phase]: instant };
    const by = walled(instant, clocks()) - walled(from[phase], clocks());
    if (ticked(along)) for (const one of after(phase)) next[one] = later(from[one], clocks(), by);
    schedule.set(next);
  }
  /** The next round time that has not passed. */
  const soonest = () => Date.parse(stepped(iso(Date.now()), clocks(), 15 * MINUTE, 1));
  /** How far it may go: to its neighbours, and not into the past. @param {Phase} phase @returns {[number, number]} */
  function bounds(phase) {
    const now = schedule.peek();
    const at = SCHEDULED.indexOf(phase);
    const [ahead, next] = [SCHEDULED[at - 1], SCHEDULED[at + 1]];
    const lowest =
      lock(phase) === 'later' ? Date.parse(first[phase]) : planned() ? -Infinity : Math.min(soonest(), Date.parse(now[phase]));
    const low = Math.max(ahead ? Date.parse(now[ahead]) : -Infinity, lowest);
    return [low, Math.max(low, next && !ticked(along) ? Date.parse(now[next]) : Infinity)];
  }
  /** Moves it as far as it may go. @param {Phase} phase @param {string} wanted @returns {Phase | 'now' | null} what stopped it */
  function move(phase, wanted) {
    const [low, high] = bounds(phase);
    const at = Date.parse(wanted);
    touched.set(phase);
    const own = Date.parse(first[phase]);
    // The start of the present phase stays where it was, or moves beyond now.
    const between = lock(phase) === 'later' && at > own && at < Date.now();
    const there = at > Date.parse(schedule.peek()[phase]) ? soonest() : own;
    const to = Math.min(Math.max(between ? there : at, low), high);
    set(phase, to === at ? wanted : to === low && low === own ? first[phase] : iso(to));
    if (at > high) return SCHEDULED[SCHEDULED.indexOf(phase) + 1] ?? null;
    return at < low ? (ahead(phase, low) ?? 'now') : null;
  }
  /** @param {Phase} phase @param {number} low */
  const ahead = (phase, low) =>
    SCHEDULED.slice(0, SCHEDULED.indexOf(phase)).findLast((one) => Date.parse(schedule.peek()[one]) === low);

  /** What ends before it begins is marked while it is typed, not first when it is sent. @param {Phase} phase */
  function mark(phase) {
    const now = schedule.peek();
    const next = after(phase)[0];
    fields[phase].error.set(next && Date.parse(now[next]) < Date.parse(now[phase]) ? w.backwards : '');
  }

  /** @param {Phase} phase */
  function said(phase) {
    const now = schedule();
    const zone = clocks();
    const next = after(phase)[0];
    const hours = next ? (Date.parse(now[next]) - Date.parse(now[phase])) / HOUR : null;
    const lasts = hours === null ? '' : hours === 0 ? w.none : hours > 0 ? w.lasts(w.long(hours)) : w.backwards;
    const mine = zone !== HERE && moment(now[phase]) !== moment(now[phase], zone) ? words.time.mine(moment(now[phase])) : '';
    const fixed = { free: '', later: w.present, fixed: w.begun }[lock(phase)];
    return [fixed, lasts, doubtful(now[phase], zone) ? w.twice : '', mine].filter(Boolean).join(', ');
  }
  return {
    fields,
    schedule,
    touched,
    /** Starts anew from another schedule, saved or suggested. @param {Schedule} next */
    put: (next) => schedule.set((first = next)),
    /** Takes what stands in the fields: a draft was put there, or another zone is meant. */
    read: () => {
      const at = (/** @type {Phase} */ phase) => {
        const { value } = fields[phase].input;
        return !value || value === toLocal(first[phase], clocks()) ? first[phase] : fromLocal(value, clocks());
      };
      schedule.set(/** @type {Schedule} */ (Object.fromEntries(SCHEDULED.map((phase) => [phase, at(phase)]))));
    },
    node: h(
      'div',
      { class: 'times' },
      timeline({ schedule, zone: clocks, lock, bounds, move, restore: (all) => schedule.set(all) }),
      along.node,
      h(
        'div',
        { class: 'pair' },
        SCHEDULED.map((phase) => fields[phase].node),
      ),
    ),
  };
}

/** @param {Phase} phase */
const after = (phase) => SCHEDULED.slice(SCHEDULED.indexOf(phase) + 1);

/** A usual week: two weeks of pitching, one of forming, Monday to Friday, a week to write it down. @param {string} zone @returns {Schedule} */
export function emptySchedule(zone) {
  const start = new Date(Date.now() + 21 * DAY);
  start.setUTCDate(start.getUTCDate() + ((8 - start.getUTCDay()) % 7));
  const first = Date.parse(`${start.toISOString().slice(0, 10)}T00:00Z`);
  const at = (/** @type {number} */ days, /** @type {number} */ hour) => unwalled(first + days * DAY + hour * HOUR, zone);
  return {
    pitching: at(0, 9),
    forming: at(14, 9),
    exploring: at(21, 9),
    demos: at(25, 13),
    wrap_up: at(25, 17),
    closed: at(32, 17),
  };
}
