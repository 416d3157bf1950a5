// Planning a week: create it, copy it, edit it, publish it, call it off.
import { del, get, patch, post, put } from '../../lib/api.js';
import { h } from '../../lib/dom.js';
import { signal } from '../../lib/signals.js';
import { ask, askReason, form, keepDraft, line, paragraphs, text, tick, ticked } from '../../lib/form.js';
import { action, button, personLine, tell } from '../../lib/ui.js';
import { enter, forgetPresentWeek } from '../../lib/session.js';
import { HERE } from '../../lib/time.js';
import { go } from '../../lib/router.js';
import { personField } from '../../lib/people.js';
import { hero, organizerTabs, phaseChip } from '../../lib/week.js';
import { emptySchedule, scheduleFields } from './times.js';
import { words } from '../../words/en.js';
import { demos as demoWords, leading } from '../../words/en-leading.js';
import { organizing } from '../../words/en-organize.js';
/** @import { Child, Place, Week } from '../../types.d.ts' */

const w = organizing.plan;

/** @param {Place} place @returns {Promise<{ week: Week | null, from: Week | null }>} */
export async function load({ params: { slug }, query }) {
  const copied = query.get('copy');
  const [week, from] = await Promise.all([slug ? enter(slug) : null, copied ? get('/weeks/{slug}', { slug: copied }) : null]);
  return { week, from };
}

/** @param {{ week: Week | null, from: Week | null }} data */
export function view({ week, from }) {
  if (week) return edit(week);
  return from ? copy(from) : create();
}

/** @param {string} title */
const slugOf = (title) =>
  title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);

/** @param {Week | null} week @param {Partial<Week>} [from] */
const fieldsOf = (week, from = week ?? {}) => ({
  title: line({ label: w.title, name: 'title', required: true, maxLength: 200, value: from.title }),
  slug: line({
    label: w.slug,
    name: 'slug',
    required: true,
    maxLength: 80,
    pattern: '[a-z0-9][a-z0-9\\-]*',
    hint: w.slugHint,
    value: week?.slug,
  }),
  time_zone: line({ label: w.zone, name: 'time_zone', required: true, hint: w.zoneHint, value: from.time_zone ?? HERE }),
  theme: line({ label: w.theme, name: 'theme', maxLength: 500, value: from.theme }),
  focus: paragraphs({ label: w.focus, name: 'focus', maxLength: 500, rows: 3, value: from.focus }),
  description: paragraphs({ label: w.description, name: 'description', rows: 4, value: from.description }),
  guardrails: paragraphs({ label: w.guardrails, name: 'guardrails', hint: w.guardrailsHint, rows: 5, value: from.guardrails }),
  location: line({ label: w.location, name: 'location', maxLength: 500, value: from.location }),
  public: tick(w.public, 'public', from.public ?? false),
});

/** @param {ReturnType<typeof fieldsOf>} fields */
const sent = (fields) => ({
  title: text(fields.title),
  slug: text(fields.slug),
  time_zone: text(fields.time_zone),
  theme: text(fields.theme),
  focus: fields.focus.input.value,
  description: fields.description.input.value,
  guardrails: fields.guardrails.input.value,
  location: text(fields.location),
  public: ticked(fields.public),
});

/** Until somebody writes an address of their own, it follows the title. @param {ReturnType<typeof fieldsOf>} fields */
function slugFollows({ title, slug }) {
  let own = Boolean(slug.input.value);
  slug.input.addEventListener('input', () => (own = slug.input.value !== ''));
  title.input.addEventListener('input', () => own || (slug.input.value = slugOf(text(title))));
}

function create() {
  const fields = fieldsOf(null);
  slugFollows(fields);
  const times = scheduleFields(emptySchedule(HERE), () => text(fields.time_zone) || HERE);
  const all = [...Object.values(fields), ...Object.values(times.fields)];
  const draft = keepDraft(
    'week-new',
    all.filter(({ input }) => input.type !== 'checkbox'),
  );
  const run = async () => {
    const made = await post('/weeks', {}, { ...sent(fields), schedule: times.schedule() });
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
        { class: 'panel narrow' },
        form({
          fields: all,
          nodes: layout(fields, h('fieldset', { class: 'many' }, h('legend', null, words.week.schedule), times.node)),
          submit: w.create,
          run,
          beside: () => (draft.kept() ? h('small', null, words.form.kept) : null),
        }),
      ),
    ],
  };
}

/** @param {ReturnType<typeof fieldsOf>} fields @param {Child} times @returns {Child} */
function layout(fields, times) {
  const { title, slug, time_zone: zone, theme, focus, description, guardrails, location, public: open } = fields;
  return [
    title.node,
    h('div', { class: 'pair' }, slug.node, zone.node),
    times,
    theme.node,
    focus.node,
    description.node,
    guardrails.node,
    location.node,
    open.node,
  ];
}

/** @param {Week} from */
function copy(from) {
  const title = line({ label: w.title, name: 'title', required: true, maxLength: 200, value: from.title });
  const slug = line({ label: w.slug, name: 'slug', required: true, maxLength: 80, hint: w.slugHint });
  const months = line({ label: w.months, name: 'months', type: 'number', min: '1', max: '60', required: true, value: '6' });
  const zone = line({ label: w.zone, name: 'time_zone', required: true, hint: w.zoneHint, value: HERE });
  const times = scheduleFields(emptySchedule(HERE), () => text(zone) || HERE);
  const fields = from.archived ? [title, slug, zone, ...Object.values(times.fields)] : [title, slug, months];
  const run = async () => {
    const anew = { schedule: times.schedule(), time_zone: text(zone) };
    const made = await post(
      '/weeks/{slug}/copy',
      { slug: from.slug },
      { title: text(title), slug: text(slug), ...(from.archived ? anew : { months: Number(text(months)) }) },
    );
    forgetPresentWeek();
    tell(w.created);
    await go(`/weeks/${made.slug}/schedule`, 'replace');
  };
  const nodes = [title.node, slug.node, from.archived ? [zone.node, times.node] : months.node];
  return {
    title: w.new,
    nodes: [
      hero(w.copyTitle(from.title), w.copyText),
      h('div', { class: 'panel narrow' }, form({ fields, nodes, submit: w.copy, run })),
    ],
  };
}

/** @param {Week} first */
function edit(first) {
  const week = signal(first);
  const fields = fieldsOf(first);
  const draft = keepDraft(
    `week-${first.slug}-${first.version}`,
    Object.values(fields).filter(({ input }) => input.type !== 'checkbox'),
  );
  const save = async (/** @type {string | null} */ reason) => {
    const now = await patch('/weeks/{slug}', { slug: week.peek().slug }, sent(fields), { version: week.peek().version, reason });
    draft.forget();
    forgetPresentWeek();
    tell(words.saved);
    if (now.slug !== first.slug) await go(`/weeks/${now.slug}/plan`, 'replace');
    else week.set(now);
  };
  const run = () => (first.can['edit']?.code === 'reason_required' ? askReason(words.save, save) : save(null));
  const again = async () => week.set(await enter(week.peek().slug));
  return {
    title: w.edit(first.title),
    nodes: [
      organizerTabs(first, 'plan'),
      () => hero(first.title, phaseChip(week()), steps(week(), again)),
      h(
        'div',
        { class: 'split' },
        h(
          'div',
          { class: 'panel' },
          form({
            fields: Object.values(fields),
            nodes: layout(fields, null),
            submit: words.save,
            run,
            beside: () => (draft.kept() ? h('small', null, words.form.kept) : null),
          }),
        ),
        h('aside', { class: 'stack' }, () => organizers(week(), again)),
      ),
    ],
  };
}

/** @param {Week} week @param {() => Promise<void>} again @returns {Child} */
function steps(week, again) {
  const { slug, can } = week;
  const publish = async (/** @type {string | null} */ reason) => {
    await post('/weeks/{slug}/publish', { slug }, undefined, { reason });
    forgetPresentWeek();
    await again();
    tell(w.published);
  };
  const cancel = () =>
    askReason(
      w.cancel,
      async (reason) => {
        await post('/weeks/{slug}/cancel', { slug }, { reason });
        forgetPresentWeek();
        await again();
        tell(w.cancelled);
      },
      organizing.times.reasonHint,
    );
  return [
    action(can['publish'], w.publish, publish, { kind: 'main' }),
    can['copy']?.allowed ? h('a', { class: 'button', href: `/weeks/new?copy=${slug}` }, w.copy) : null,
    can['cancel']?.allowed ? button(w.cancel, cancel) : null,
  ];
}

/** @param {Week} week @param {() => Promise<void>} again @returns {Child} */
function organizers(week, again) {
  const may = week.can['organize']?.allowed;
  const drop = (/** @type {string} */ person_id) => async () => {
    await del('/weeks/{slug}/organizers/{person_id}', { slug: week.slug, person_id });
    await again();
  };
  const add = () => {
    const who = personField(leading.whom);
    return ask({
      title: w.addOrganizer,
      fields: [who],
      submit: w.addOrganizer,
      run: async () => {
        const chosen = await who.require();
        await put('/weeks/{slug}/organizers/{person_id}', { slug: week.slug, person_id: chosen.id });
        await again();
      },
    });
  };
  return h(
    'section',
    { class: 'panel' },
    h('h2', null, w.organizers),
    h(
      'ul',
      { class: 'list' },
      week.organizers.map((person) =>
        h(
          'li',
          null,
          personLine(person),
          may ? button(demoWords.away, drop(person.id), { kind: 'quiet', name: `${demoWords.away}: ${person.name}` }) : null,
        ),
      ),
    ),
    may ? button(w.addOrganizer, add, { icon: 'plus', id: 'add-organizer' }) : null,
  );
}
