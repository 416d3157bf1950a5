// Changing a week's schedule, with a reason that people are told.
import { put } from '../../lib/api.js';
import { h } from '../../lib/dom.js';
import { signal } from '../../lib/signals.js';
import { form, line, text } from '../../lib/form.js';
import { empty, tell, whyNot } from '../../lib/ui.js';
import { enter, forgetPresentWeek } from '../../lib/session.js';
import { toLocal } from '../../lib/time.js';
import { hero, organizerTabs, phaseChip, rail, SCHEDULED } from '../../lib/week.js';
import { scheduleFields } from './times.js';
import { organizing } from '../../words/en-organize.js';
/** @import { Place, Week } from '../../types.d.ts' */

const w = organizing.times;

/** @param {Place} place */
export const load = ({ params: { slug = '' } }) => enter(slug);

/** @param {Week} first */
export function view(first) {
  const title = w.title(first.title);
  const { schedule, time_zone: zone } = first;
  if (!schedule || !zone) return { title, nodes: [organizerTabs(first, 'times'), h('h1', null, title), empty(w.archived, null)] };
  const week = signal(first);
  // Before pitching nothing has begun; the start of the present phase may still move later.
  const begun = SCHEDULED.slice(0, Math.max(0, SCHEDULED.indexOf(/** @type {'pitching'} */ (first.phase))));
  const published = first.phase !== 'draft';
  const times = scheduleFields(
    schedule,
    () => zone,
    (phase) => (published && Date.parse(schedule[phase]) <= Date.now() ? w.begun : ''),
  );
  for (const phase of begun) /** @type {HTMLInputElement} */ (times.fields[phase].input).readOnly = true;
  const reason = line({ label: w.reason, name: 'reason', hint: w.reasonHint, required: true, maxLength: 500 });
  const may = first.can['schedule'];
  const next = SCHEDULED[begun.length + (SCHEDULED.includes(/** @type {'pitching'} */ (first.phase)) ? 1 : 0)];
  let atOnce = ''; // what "begin now" put into the field; it means the instant of saving, which a reason may delay
  const run = async () => {
    const schedule = times.schedule();
    if (next && atOnce && times.fields[next].input.value === atOnce) schedule[next] = new Date().toISOString();
    const now = await put(
      '/weeks/{slug}/schedule',
      { slug: first.slug },
      { schedule, reason: text(reason) },
      { version: week.peek().version },
    );
    week.set(now);
    forgetPresentWeek();
    reason.input.value = '';
    tell(w.saved);
  };
  const now = h(
    'button',
    {
      type: 'button',
      class: 'button',
      onclick: () => {
        if (!next) return;
        atOnce = times.fields[next].input.value = toLocal(new Date().toISOString(), zone);
        times.typed.set(times.typed.peek() + 1);
      },
    },
    w.beginNext,
  );
  return {
    title,
    nodes: [
      organizerTabs(first, 'times'),
      () => hero(title, [phaseChip(week()), ' ', w.said(zone)]),
      () => rail(week()),
      may && !may.allowed && may.code !== 'reason_required'
        ? h('p', { class: 'note warn' }, whyNot(may))
        : h(
            'div',
            { class: 'panel narrow' },
            form({
              fields: [...Object.values(times.fields), reason],
              nodes: [times.node, reason.node],
              submit: w.save,
              run,
              beside: ['draft', 'closed', 'cancelled'].includes(first.phase) ? null : now,
            }),
          ),
    ],
  };
}
