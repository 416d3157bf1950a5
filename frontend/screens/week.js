// One week: when, what for, within what bounds.
import { post, put } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { signal } from '../lib/signals.js';
import { action, button, icon, personLine, tell } from '../lib/ui.js';
import { enter, me, whyCancelled } from '../lib/session.js';
import { moment, HERE } from '../lib/time.js';
import { markdown } from '../lib/markdown.js';
import { dates, hero, mayOrganize, organizerTabs, phaseChip, phaseName, rail, SCHEDULED, toCalendar } from '../lib/week.js';
import { words } from '../words/en.js';
/** @import { Child, Place, Week } from '../types.d.ts' */

/** @param {Place} place */
export async function load({ params: { slug = '' } }) {
  const week = await enter(slug);
  return { week, why: await whyCancelled(week) };
}

/** @param {{ week: Week, why: string }} data */
export function view({ week: first, why }) {
  const week = signal(first);
  const again = async () => week.set(await enter(first.slug));
  return {
    title: first.title,
    nodes: [
      mayOrganize(first) ? organizerTabs(first, '') : null,
      hero(
        first.title,
        [first.theme ? [h('b', null, first.theme), h('br', null)] : null, phaseChip(first), ' ', dates(first)],
        h('a', { class: 'button main', href: `/weeks/${first.slug}/pitches` }, words.week.see),
        first.phase === 'forming' && me()
          ? h('a', { class: 'button', href: `/weeks/${first.slug}/crews` }, words.week.crews)
          : null,
        ['wrap_up', 'closed'].includes(first.phase)
          ? h('a', { class: 'button', href: `/outcomes?week=${first.slug}` }, words.week.outcomes)
          : null,
        first.can['copy']?.allowed ? h('a', { class: 'button', href: `/weeks/new?copy=${first.slug}` }, words.week.copy) : null,
      ),
      why ? h('p', { class: 'note warn' }, icon('flag'), h('span', null, h('b', null, words.week.calledOff), ' ', why)) : null,
      rail(first),
      () =>
        h(
          'div',
          { class: 'split' },
          h('div', { class: 'stack' }, texts(week()), guardrails(week(), again)),
          h('aside', { class: 'stack', 'aria-label': words.week.schedule }, times(week()), people(week(), again)),
        ),
    ],
  };
}

/** @param {Week} week @returns {Child} */
function texts(week) {
  const part = (/** @type {string} */ heading, /** @type {string} */ text) =>
    text ? h('section', { class: 'panel' }, h('h2', null, heading), markdown(text)) : null;
  return [
    part(words.week.focus, week.focus),
    part(words.week.about, week.description),
    h(
      'p',
      { class: 'soft' },
      words.week.pitches(week.pitch_count),
      week.parent ? [`, ${words.week.part} `, h('a', { href: `/weeks/${week.parent.slug}` }, week.parent.title)] : null,
      week.location ? `, ${week.location}` : null,
      week.dates_text ? `, ${week.dates_text}` : null,
      '.',
    ),
  ];
}

/** @param {Week} week @param {() => Promise<void>} again @returns {Child} */
function guardrails(week, again) {
  if (!week.guardrails) return null;
  const accept = async () => {
    await post('/weeks/{slug}/accept-guardrails', { slug: week.slug });
    await again();
  };
  return h(
    'section',
    { class: 'panel' },
    h('h2', null, words.week.guardrails),
    markdown(week.guardrails),
    week.guardrails_accepted
      ? h('p', { class: 'note' }, icon('check'), words.week.accepted)
      : action(week.can['accept_guardrails'], words.week.accept, accept, { kind: 'main' }),
  );
}

/** @param {Week} week @returns {Child} */
function times(week) {
  const { schedule, time_zone: zone } = week;
  if (!schedule) return null;
  const both = zone && zone !== HERE;
  return h(
    'section',
    { class: 'panel' },
    h('h2', null, words.week.schedule),
    zone ? h('small', null, words.week.clocks(zone)) : null,
    h(
      'div',
      { class: 'wide-table', tabIndex: 0, role: 'region', 'aria-label': words.week.schedule },
      h(
        'table',
        null,
        h(
          'tbody',
          null,
          SCHEDULED.map((phase) =>
            h(
              'tr',
              null,
              h('th', { scope: 'row' }, phaseName(phase)),
              h(
                'td',
                null,
                moment(schedule[phase], zone),
                both && moment(schedule[phase], zone) !== moment(schedule[phase])
                  ? h('div', null, h('small', null, words.time.mine(moment(schedule[phase]))))
                  : null,
              ),
            ),
          ),
        ),
      ),
    ),
    ['closed', 'cancelled'].includes(week.phase) ? null : h('div', { class: 'row' }, toCalendar(week)),
  );
}

/** @param {Week} week @param {() => Promise<void>} again @returns {Child} */
const people = (week, again) => [
  week.organizers.length
    ? h(
        'section',
        { class: 'panel' },
        h('h2', null, words.week.organizers),
        h(
          'ul',
          { class: 'list' },
          week.organizers.map((person) => h('li', null, personLine(person))),
        ),
      )
    : null,
  takingPart(week, again),
];

/** @param {Week} week @param {() => Promise<void>} again @param {string} [free] what is said to who takes part, without a crew @returns {Child} */
export function takingPart(week, again, free = '') {
  const asked = week.can['take_part']?.allowed && !['draft', 'wrap_up'].includes(week.phase);
  const going = asked ? week.participation : null;
  if (!going) return null;
  const say = (/** @type {boolean} */ takes) => async () => {
    await put('/weeks/{slug}/participation', { slug: week.slug }, { taking_part: takes });
    tell(takes ? words.week.isIn : words.week.isOut);
    await again();
  };
  return h(
    'section',
    { class: 'panel' },
    h('h2', null, words.week.taking),
    h('p', null, taking(going)),
    going.taking_part && free ? h('p', null, free) : null,
    h(
      'div',
      { class: 'row' },
      button(going.taking_part ? words.week.out : words.week.back, say(!going.taking_part), { id: 'taking' }),
    ),
  );
}

/** @param {NonNullable<Week['participation']>} mine */
const taking = ({ taking_part: takes, days }) =>
  !takes
    ? words.week.isOut
    : days.length
      ? words.week.takingDays(days.map((one) => words.week.weekday[one]))
      : words.week.takingPart;
