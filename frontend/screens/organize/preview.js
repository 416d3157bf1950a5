// What an engineer would read, at any moment of a schedule that is still being set.
import { h } from '../../lib/dom.js';
import { computed, effect, signal } from '../../lib/signals.js';
import { line, text } from '../../lib/form.js';
import { ago, HERE, isZone, moment } from '../../lib/time.js';
import { phaseName, SCHEDULED } from '../../lib/week.js';
import { DAY, HOUR, iso } from './wall.js';
import { now as nowWords } from '../../words/en-mine.js';
import { organizing } from '../../words/en-organize.js';
/** @import { Schedule } from '../../types.d.ts' */
/** @import { Read } from '../../lib/signals.js' */
/** @import { Phase } from './times.js' */

const w = organizing.preview;

/** The button of each phase, as the screen Now has it. */
const BUTTON = {
  announced: nowWords.draft,
  pitching: nowWords.pitch,
  forming: nowWords.find,
  exploring: nowWords.crewPage,
  demos: nowWords.order,
  wrap_up: nowWords.record,
  closed: nowWords.outcomes,
};

/** @param {Schedule} schedule @param {number} at @returns {keyof typeof BUTTON} */
const phaseAt = (schedule, at) => SCHEDULED.findLast((phase) => Date.parse(schedule[phase]) <= at) ?? 'announced';

/** @param {Read<Schedule>} schedule as it is set now @param {Read<Phase>} touched what was moved last @param {() => boolean} draft */
export function preview(schedule, touched, draft) {
  const { pitching, closed } = schedule.peek();
  let last = Date.parse(schedule.peek()[touched.peek()]);
  const now = Date.now();
  const at = signal(now >= Date.parse(pitching) && now < Date.parse(closed) ? now : last);
  const zones = h(
    'datalist',
    { id: 'zones' },
    Intl.supportedValuesOf('timeZone').map((value) => h('option', { value })),
  );
  const field = line({ label: w.zone, name: 'reader_zone', value: HERE, required: true, list: zones.id, more: zones });
  const zone = signal(HERE);
  field.input.addEventListener('input', () => isZone(text(field)) && zone.set(text(field)));
  // What was moved last is what one wants to see: the moment at which it begins.
  effect(() => {
    const moved = Date.parse(schedule()[touched()]);
    if (moved !== last) at.set((last = moved));
  });
  const ends = computed(() => {
    const all = SCHEDULED.map((phase) => Date.parse(schedule()[phase]));
    return { min: Math.min(...all) - 7 * DAY, max: Math.max(...all) + 7 * DAY };
  });
  const said = () => moment(iso(at()), zone());
  const slide = h('input', {
    type: 'range',
    id: 'preview-moment',
    step: String(HOUR / 4),
    'aria-valuetext': said,
    oninput: (event) => at.set(Number(event.currentTarget.value)),
  });
  effect(() => {
    const { min, max } = ends();
    slide.min = String(min);
    slide.max = String(max);
    slide.value = String(at());
  });
  return h(
    'div',
    { class: 'panel' },
    h('h2', { id: 'preview-heading' }, w.title),
    () => (draft() ? h('p', { class: 'soft' }, w.draft) : null),
    h('div', { class: 'field moment' }, h('label', { htmlFor: slide.id }, w.moment, ' ', h('small', null, said)), slide),
    () => reading(schedule(), at(), zone()),
    field.node,
    h('p', { class: 'hint' }, w.said),
  );
}

/** @param {Schedule} schedule @param {number} at @param {string} zone */
function reading(schedule, at, zone) {
  const phase = phaseAt(schedule, at);
  const coming = SCHEDULED.filter((one) => Date.parse(schedule[one]) > at);
  const [next] = coming;
  return h(
    'div',
    { class: 'reading' },
    h('div', null, h('span', { class: 'chip phase' }, phaseName(phase))),
    h('h3', null, nowWords.headline[phase]),
    h('p', null, nowWords.lead[phase]),
    next
      ? h(
          'p',
          null,
          h('b', null, nowWords.deadline(ago(schedule[next], at))),
          ' ',
          h('span', { class: 'soft' }, moment(schedule[next], zone)),
        )
      : null,
    h('span', { class: 'button main' }, BUTTON[phase]),
    next
      ? h(
          'ul',
          { class: 'list', 'aria-label': nowWords.next },
          coming.map((one) =>
            h(
              'li',
              null,
              h('b', null, phaseName(one)),
              h('small', null, moment(schedule[one], zone), ', ', ago(schedule[one], at)),
            ),
          ),
        )
      : null,
  );
}
