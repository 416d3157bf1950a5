// Six instants, typed on the clocks of the week's zone.
import { h } from '../../lib/dom.js';
import { signal } from '../../lib/signals.js';
import { line } from '../../lib/form.js';
import { fromLocal, HERE, isZone, moment, toLocal } from '../../lib/time.js';
import { phaseName, SCHEDULED } from '../../lib/week.js';
import { words } from '../../words/en.js';
import { organizing } from '../../words/en-organize.js';
/** @import { Field } from '../../lib/form.js' */
/** @import { Schedule } from '../../types.d.ts' */

const w = organizing.times;
const HOUR = 3600e3;

/** @typedef {typeof SCHEDULED[number]} Phase */

/** @param {Schedule} first @param {() => string} zone whose clocks are meant @param {(phase: Phase) => string} [note] what to say beside a phase */
export function scheduleFields(first, zone, note = () => '') {
  const typed = signal(0);
  /** @type {Record<Phase, Field> | undefined} */
  let made;
  const fields = (made = /** @type {Record<Phase, Field>} */ (
    Object.fromEntries(
      SCHEDULED.map((phase) => [
        phase,
        line({
          label: organizing.plan.begins(phaseName(phase)),
          name: phase,
          type: 'datetime-local',
          required: true,
          value: toLocal(first[phase], zone()),
          hint: () => (typed(), said(phase)),
        }),
      ]),
    )
  ));
  for (const { input } of Object.values(fields)) input.addEventListener('input', () => typed.set(typed.peek() + 1));

  /** @param {Phase} phase @returns {string} the instant, as it was where nobody touched it */
  function instant(phase) {
    const value = made?.[phase].input.value;
    return value === toLocal(first[phase], zone()) || !value ? first[phase] : fromLocal(value, zone());
  }
  /** @param {Phase} phase */
  function said(phase) {
    if (!made?.[phase].input.value || !isZone(zone())) return note(phase);
    const next = SCHEDULED[SCHEDULED.indexOf(phase) + 1];
    const hours = next ? (Date.parse(instant(next)) - Date.parse(instant(phase))) / HOUR : null;
    const lasts = hours === null ? '' : hours === 0 ? w.none : hours > 0 ? w.lasts(w.long(hours)) : w.backwards;
    const mine =
      zone() !== HERE && moment(instant(phase)) !== moment(instant(phase), zone()) ? words.time.mine(moment(instant(phase))) : '';
    return [note(phase), lasts, mine].filter(Boolean).join(', ');
  }
  queueMicrotask(() => typed.set(1));
  const schedule = () => /** @type {Schedule} */ (Object.fromEntries(SCHEDULED.map((phase) => [phase, instant(phase)])));
  return {
    fields,
    schedule,
    typed,
    node: h(
      'div',
      { class: 'pair' },
      SCHEDULED.map((phase) => fields[phase].node),
    ),
  };
}

/** A usual week: two weeks of pitching, one of forming, Monday to Friday, a week to write it down. @param {string} zone @returns {Schedule} */
export function emptySchedule(zone) {
  const start = new Date(Date.now() + 21 * 24 * HOUR);
  start.setUTCDate(start.getUTCDate() + ((8 - start.getUTCDay()) % 7));
  const at = (/** @type {number} */ days, /** @type {string} */ clock) =>
    fromLocal(`${new Date(start.getTime() + days * 24 * HOUR).toISOString().slice(0, 10)}T${clock}`, zone);
  return {
    pitching: at(0, '09:00'),
    forming: at(14, '09:00'),
    exploring: at(21, '09:00'),
    demos: at(25, '13:00'),
    wrap_up: at(25, '17:00'),
    closed: at(32, '17:00'),
  };
}
