// A new week: from nothing, or from the last one with everything suggested.
import { all, get, post } from '../../lib/api.js';
import { h } from '../../lib/dom.js';
import { form, keepDraft, line, text } from '../../lib/form.js';
import { tell } from '../../lib/ui.js';
import { forgetPresentWeek, presentWeek } from '../../lib/session.js';
import { HERE, toLocal } from '../../lib/time.js';
import { go } from '../../lib/router.js';
import { hero } from '../../lib/week.js';
import { fieldsOf, layout, sent, slugFollows, slugLine, slugOf } from './fields.js';
import { sheet } from './sheet.js';
import { emptySchedule, scheduleFields } from './times.js';
import { monthsOn } from './wall.js';
import { words } from '../../words/en.js';
import { organizing } from '../../words/en-organize.js';
/** @import { Place, Week, WeekRow } from '../../types.d.ts' */
/** @import { Field } from '../../lib/form.js' */

const w = organizing.plan;

/** @typedef {{ from: Week | null, taken: Set<string>, last: WeekRow | null }} Data `taken`: the addresses that other weeks have */

/** @param {Place} place @returns {Promise<Data>} */
export async function load({ query }) {
  const copied = query.get('copy');
  const [from, weeks, last] = await Promise.all([
    copied ? get('/weeks/{slug}', { slug: copied }) : null,
    copied ? all('/weeks', {}) : [],
    presentWeek(),
    sheet('plan.css'),
  ]);
  return { from, last, taken: new Set(weeks.map((/** @type {WeekRow} */ { slug }) => slug)) };
}

/** @param {Data} data */
export const view = ({ from, taken, last }) => (from ? copy(from, taken) : create(last?.time_zone ?? HERE));

/** An address that somebody else has is said beside it. @param {Field} slug */
const slugTaken =
  (slug) =>
  (/** @type {import('../../lib/api.js').Problem} */ { code, message }) => {
    if (code !== 'slug_taken') return false;
    slug.error.set(message);
    slug.input.focus();
    return true;
  };

/** @param {string} zone that of the last week */
function create(zone) {
  const fields = fieldsOf(null, { time_zone: zone });
  slugFollows(fields);
  const times = scheduleFields(emptySchedule(zone), () => text(fields.time_zone) || zone);
  const inputs = [...Object.values(fields), ...Object.values(times.fields)];
  const draft = keepDraft(
    'week-new',
    inputs.filter(({ input }) => input.type !== 'checkbox'),
  );
  times.read();
  fields.time_zone.input.addEventListener('input', times.read);
  const run = async () => {
    const made = await post('/weeks', {}, { ...sent(fields), schedule: times.schedule.peek() });
    draft.forget();
    forgetPresentWeek();
    tell(w.created);
    await go(`/weeks/${made.slug}/plan`, 'replace');
  };
  return {
    title: w.new,
    nodes: [
      hero(w.new, null),
      h(
        'div',
        { class: 'panel' },
        form({
          fields: inputs,
          nodes: layout(fields, h('fieldset', { class: 'many whole' }, h('legend', null, words.week.schedule), times.node)),
          submit: w.create,
          run,
          problem: slugTaken(fields.slug),
          beside: () => (draft.kept() ? h('small', null, words.form.kept) : null),
        }),
      ),
    ],
  };
}

/** @param {Week} from @param {Set<string>} taken */
function copy(from, taken) {
  const zone = from.time_zone ?? HERE;
  const suggested = (/** @type {number} */ months) =>
    from.schedule ? monthsOn(from.schedule, text(fields.time_zone) || zone, months) : emptySchedule(zone);
  const free = (/** @type {string} */ title) => {
    const slug = slugOf(title);
    const names = [slug, ...Array.from({ length: 50 }, (_, at) => `${slug}-${at + 2}`)];
    return names.find((one) => !taken.has(one)) ?? slug;
  };
  const fields = {
    title: line({ label: w.title, name: 'title', required: true, maxLength: 200 }),
    slug: slugLine(),
    time_zone: line({ label: w.zone, name: 'time_zone', required: true, hint: w.zoneHint, value: zone }),
    months: line({
      label: w.months,
      name: 'months',
      type: 'number',
      min: '1',
      max: '60',
      required: true,
      value: '6',
      hint: w.monthsHint,
    }),
  };
  const times = scheduleFields(suggested(6), () => text(fields.time_zone));
  const begins = toLocal(times.schedule.peek().exploring, zone);
  fields.title.input.value = w.nextTitle(from.title, Number(begins.slice(0, 4)));
  fields.slug.input.value = free(text(fields.title));
  slugFollows(fields, free);
  const inputs = [...Object.values(fields), ...Object.values(times.fields)];
  const draft = keepDraft(`copy-${from.slug}`, inputs);
  times.read();
  fields.time_zone.input.addEventListener('input', times.read);
  fields.months.input.addEventListener('input', () => {
    const months = Number(text(fields.months));
    if (months >= 1 && months <= 60) times.put(suggested(months));
  });
  const run = async () => {
    const made = await post(
      '/weeks/{slug}/copy',
      { slug: from.slug },
      { title: text(fields.title), slug: text(fields.slug), time_zone: text(fields.time_zone), schedule: times.schedule.peek() },
    );
    draft.forget();
    forgetPresentWeek();
    tell(w.created);
    await go(`/weeks/${made.slug}/schedule`, 'replace');
  };
  const { title, slug, time_zone, months } = fields;
  return {
    title: w.new,
    nodes: [
      hero(w.copyTitle(from.title), from.schedule ? w.copyText : null),
      h(
        'div',
        { class: 'panel' },
        form({
          fields: inputs,
          nodes: [
            h('div', { class: 'pair' }, title.node, slug.node),
            h('div', { class: 'pair' }, from.schedule ? months.node : null, time_zone.node),
            h('fieldset', { class: 'many whole' }, h('legend', null, words.week.schedule), times.node),
          ],
          submit: w.make,
          run,
          problem: slugTaken(slug),
          beside: () => (draft.kept() ? h('small', null, words.form.kept) : null),
        }),
      ),
    ],
  };
}
