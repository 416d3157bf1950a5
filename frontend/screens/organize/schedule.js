// The times of a week: on a timeline or typed, with a reason that people are told, and what an engineer would read.
import { get, put } from '../../lib/api.js';
import { h } from '../../lib/dom.js';
import { effect, signal } from '../../lib/signals.js';
import { form, keepDraft, line, text } from '../../lib/form.js';
import { button, empty, icon, tell, whyNot } from '../../lib/ui.js';
import { enter, forgetPresentWeek } from '../../lib/session.js';
import { moment, toLocal } from '../../lib/time.js';
import { hero, organizerTabs, phaseChip, phaseName, SCHEDULED } from '../../lib/week.js';
import { preview } from './preview.js';
import { sheet } from './sheet.js';
import { steps } from './steps.js';
import { scheduleFields } from './times.js';
import { words } from '../../words/en.js';
import { organizing } from '../../words/en-organize.js';
/** @import { Place, Schedule, Week } from '../../types.d.ts' */
/** @import { Phase } from './times.js' */

const w = organizing.times;

/** @param {Place} place */
export async function load({ params: { slug = '' } }) {
  const [week] = await Promise.all([enter(slug), sheet('plan.css')]);
  return week;
}

/** Before pitching nothing has begun; the start of the present phase may still move later. @param {Week} week @param {Phase} phase */
export function lockOf({ phase: present, can }, phase) {
  if (!can['schedule']?.allowed && can['schedule']?.code !== 'reason_required') return 'fixed';
  const away = SCHEDULED.indexOf(phase) - SCHEDULED.indexOf(/** @type {Phase} */ (present));
  if (present === 'draft' || present === 'announced' || away > 0) return 'free';
  return away === 0 ? 'later' : 'fixed';
}

/** @param {Week} first */
export function view(first) {
  const title = w.title(first.title);
  const { schedule: saved, time_zone: zone } = first;
  if (!saved || !zone) return { title, nodes: [organizerTabs(first, 'times'), h('h1', null, title), empty(w.archived, null)] };
  const week = signal(first);
  const theirs = signal(/** @type {Phase[]} */ ([])); // what somebody else moved meanwhile
  const times = scheduleFields(saved, () => zone, {
    lock: (phase) => lockOf(week(), phase),
    planned: () => week.peek().phase === 'draft',
  });
  const isDraft = () => week().phase === 'draft';
  let atOnce = ''; // what "begin now" put there; it means the instant of saving, which a reason may delay
  const next = () => {
    const { phase } = week.peek();
    return SCHEDULED[phase === 'announced' ? 0 : SCHEDULED.indexOf(/** @type {Phase} */ (phase)) + 1];
  };
  const goesNow = () => {
    const begins = next();
    return begins && times.schedule()[begins] === atOnce;
  };
  const reason = line({
    label: w.reason,
    name: 'reason',
    hint: () => (isDraft() ? w.draftHint : goesNow() ? w.nowHint : w.reasonHint),
    required: true,
    maxLength: 500,
  });
  effect(() => void (reason.input.required = !isDraft()));
  const fields = [...Object.values(times.fields), reason];
  const draft = keepDraft(() => `times-${first.slug}-${week.peek().version}`, fields);
  times.read();

  const show = (/** @type {Week} */ now) => {
    draft.forget();
    week.set(now);
    theirs.set([]);
    reason.input.value = '';
    times.put(/** @type {Schedule} */ (now.schedule));
    queueMicrotask(draft.forget);
  };
  const run = async () => {
    const schedule = { ...times.schedule.peek() };
    const begins = next();
    if (begins && atOnce && schedule[begins] === atOnce) schedule[begins] = new Date().toISOString();
    const { version, phase } = week.peek();
    show(
      await put('/weeks/{slug}/schedule', { slug: first.slug }, { schedule, reason: text(reason) || w.unpublished }, { version }),
    );
    forgetPresentWeek();
    tell(phase === 'draft' ? w.changed : w.saved);
  };
  /** Somebody else was faster: theirs where nothing was set here, mine where it was; then it is mine to look and save. */
  const merge = async () => {
    const now = await get('/weeks/{slug}', { slug: first.slug });
    const [mine, old, new_] = [times.schedule.peek(), week.peek().schedule, now.schedule];
    if (!old || !new_) return;
    const set = SCHEDULED.filter((phase) => mine[phase] !== old[phase]);
    theirs.set(SCHEDULED.filter((phase) => new_[phase] !== old[phase]));
    draft.forget();
    week.set(now);
    times.put(new_);
    times.schedule.set({ ...new_, ...Object.fromEntries(set.map((phase) => [phase, mine[phase]])) });
    queueMicrotask(draft.keep);
  };
  const problem = (/** @type {import('../../lib/api.js').Problem} */ { status, code, body, message }) => {
    if (status === 412) void merge().catch(() => {});
    const at = code === 'already_begun' ? times.fields[/** @type {Phase} */ (body['phase'])] : null;
    if (at) (at.error.set(message), at.input.focus());
    return false;
  };
  const beginNow = () => {
    const begins = next();
    if (!begins) return;
    atOnce = new Date().toISOString();
    times.fields[begins].passing = toLocal(atOnce, zone);
    times.touched.set(begins);
    times.schedule.set({ ...times.schedule.peek(), [begins]: atOnce });
    reason.input.focus();
  };
  const reset = () => show(week.peek());
  const changed = () => SCHEDULED.some((phase) => times.schedule()[phase] !== week().schedule?.[phase]);
  const again = async () => {
    const now = await enter(first.slug);
    draft.along(() => week.set(now));
  };
  const may = () => week().can['schedule'];
  return {
    title,
    nodes: [
      organizerTabs(first, 'times'),
      () => hero(title, [phaseChip(week()), ' ', w.said(zone)], steps(week(), again)),
      () => (may()?.allowed || !may() ? null : h('p', { class: 'note warn' }, whyNot(/** @type {any} */ (may())))),
      h(
        'div',
        { class: 'split' },
        h(
          'div',
          { class: 'panel' },
          form({
            fields,
            nodes: [times.node, () => other(theirs(), week()), reason.node],
            submit: w.save,
            run,
            problem,
            beside: [
              () =>
                next() && !['draft', 'closed', 'cancelled'].includes(week().phase)
                  ? button(w.beginNext, beginNow, { id: 'begin-next' })
                  : null,
              () => (changed() ? button(w.reset, reset, { kind: 'quiet', id: 'reset' }) : null),
              () => (draft.kept() ? h('small', null, words.form.kept) : null),
            ],
          }),
        ),
        h('aside', { class: 'sticky', 'aria-labelledby': 'preview-heading' }, preview(times.schedule, times.touched, isDraft)),
      ),
    ],
  };
}

/** What somebody else has moved while this was being set. @param {Phase[]} moved @param {Week} week */
const other = (moved, { schedule, time_zone: zone }) =>
  moved.length && schedule
    ? h(
        'div',
        { class: 'note warn', role: 'status' },
        icon('flag'),
        h('span', null, w.theirs(moved.map((phase) => `${phaseName(phase)}: ${moment(schedule[phase], zone)}`))),
      )
    : null;
