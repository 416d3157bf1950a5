// Planning a week: what is said of it, who organizes it or visits it, and what is done to the whole of it.
import { del, get, patch, put } from '../../lib/api.js';
import { h } from '../../lib/dom.js';
import { signal } from '../../lib/signals.js';
import { ask, askReason, form, keepDraft } from '../../lib/form.js';
import { button, icon, personLine, tell } from '../../lib/ui.js';
import { enter, forgetPresentWeek } from '../../lib/session.js';
import { go } from '../../lib/router.js';
import { personField } from '../../lib/people.js';
import { hero, organizerTabs, phaseChip, rail } from '../../lib/week.js';
import { fieldsOf, layout, sent } from './fields.js';
import { steps } from './steps.js';
import { words } from '../../words/en.js';
import { demos as demoWords, leading } from '../../words/en-leading.js';
import { organizing } from '../../words/en-organize.js';
/** @import { Child, Person, Place, Week } from '../../types.d.ts' */

const w = organizing.plan;

/** @param {Place} place */
export const load = async ({ params: { slug = '' } }) => ({ week: await enter(slug), guests: await guestsOf(slug) });

/** @param {string} slug @returns {Promise<Person[]>} */
const guestsOf = async (slug) => (await get('/weeks/{slug}/guests', { slug })).items;

/** @param {{ week: Week, guests: Person[] }} loaded */
export function view({ week: first, guests: visiting }) {
  const week = signal(first);
  const guests = signal(visiting);
  const fields = fieldsOf(first);
  const draft = keepDraft(
    () => `week-${first.slug}-${week.peek().version}`,
    Object.values(fields).filter(({ input }) => input.type !== 'checkbox'),
  );
  let base = first;
  /** Only what was changed here, so that what somebody else changes meanwhile stays. */
  const changed = () => {
    const before = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (base));
    return Object.fromEntries(Object.entries(sent(fields)).filter(([name, value]) => value !== before[name]));
  };
  const stale = signal(false);
  /** What somebody else has saved meanwhile stands where nothing was typed; what was typed stays. */
  const merge = async () => {
    const now = await enter(base.slug);
    const mine = changed();
    for (const [name, { input }] of Object.entries(fields)) {
      const value = now[/** @type {'title'} */ (name)];
      if (name in mine) continue;
      if (typeof value === 'boolean') /** @type {HTMLInputElement} */ (input).checked = value;
      else input.value = value;
    }
    draft.along(() => week.set((base = now)));
  };
  const problem = (/** @type {import('../../lib/api.js').Problem} */ { status, code, message }) => {
    stale.set(status === 412);
    if (status === 412) void merge().catch(() => stale.set(false));
    if (code === 'slug_taken') fields.slug.error.set(message);
    return status === 412;
  };
  const save = async (/** @type {string | null} */ reason) => {
    const now = await patch('/weeks/{slug}', { slug: week.peek().slug }, changed(), { version: week.peek().version, reason });
    draft.forget();
    forgetPresentWeek();
    tell(words.saved);
    stale.set(false);
    if (now.slug !== first.slug) await go(`/weeks/${now.slug}/plan`, 'replace');
    else week.set((base = now));
  };
  const run = () => (first.can['edit']?.code === 'reason_required' ? askReason(words.save, save) : save(null));
  const again = async () => {
    const now = await enter(week.peek().slug);
    guests.set(await guestsOf(now.slug));
    draft.along(() => week.set(now));
  };
  const times = first.schedule ? h('a', { class: 'button', href: `/weeks/${first.slug}/schedule` }, w.moveTimes) : null;
  return {
    title: w.edit(first.title),
    nodes: [
      organizerTabs(first, 'plan'),
      () => hero(first.title, phaseChip(week()), steps(week(), again), times),
      () => rail(week()),
      h(
        'div',
        { class: 'split' },
        h(
          'div',
          { class: 'panel' },
          form({
            fields: Object.values(fields),
            nodes: [
              layout(fields, null),
              () => (stale() ? h('p', { class: 'note warn', role: 'alert' }, icon('flag'), w.stale) : null),
            ],
            submit: words.save,
            run,
            problem,
            beside: () => (draft.kept() ? h('small', null, words.form.kept) : null),
          }),
        ),
        h('aside', { class: 'stack' }, () => [
          named(week(), 'organizers', week().organizers, again),
          named(week(), 'guests', guests(), again),
        ]),
      ),
    ],
  };
}

/** @param {Week} week @param {'organizers' | 'guests'} what @param {Person[]} people @param {() => Promise<void>} again @returns {Child} */
function named(week, what, people, again) {
  const may = week.can['organize']?.allowed;
  const add = { organizers: w.addOrganizer, guests: w.addGuest }[what];
  const drop = (/** @type {string} */ person_id) => async () => {
    await del(`/weeks/{slug}/${what}/{person_id}`, { slug: week.slug, person_id });
    await again();
  };
  const name = () => {
    const who = personField(leading.whom);
    return ask({
      title: add,
      fields: [who],
      submit: add,
      run: async () => {
        const chosen = await who.require();
        await put(`/weeks/{slug}/${what}/{person_id}`, { slug: week.slug, person_id: chosen.id });
        await again();
      },
    });
  };
  return h(
    'section',
    { class: 'panel' },
    h('h2', null, w[what]),
    h(
      'ul',
      { class: 'list' },
      people.map((person) =>
        h(
          'li',
          null,
          personLine(person),
          may ? button(demoWords.away, drop(person.id), { kind: 'quiet', name: `${demoWords.away}: ${person.name}` }) : null,
        ),
      ),
    ),
    may ? button(add, name, { icon: 'plus', id: `add-${what}` }) : null,
  );
}
