// Now: the one thing to do in this phase, by when, and where I stand.
import { get } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { signal } from '../lib/signals.js';
import { button, empty, held, icon } from '../lib/ui.js';
import { enter, me, mySignUps, organizes, presentWeek } from '../lib/session.js';
import { begin, follow } from '../lib/live.js';
import { ago, both, moment } from '../lib/time.js';
import { otherClocks, phaseChip, phaseName, rail, SCHEDULED } from '../lib/week.js';
import { words } from '../words/en.js';
import { mine as mineWords, now as nowWords } from '../words/en-mine.js';
/** @import { BoardRow, Child, SignUp, Week } from '../types.d.ts' */

/** @typedef {{ week: Week, signups: SignUp[], led: BoardRow[] } | null} Data */

/** @returns {Promise<Data>} */
export async function load() {
  const row = await presentWeek();
  if (!row) return null;
  const [week, signups, led] = await Promise.all([enter(row.slug), mySignUps(row.slug), get('/me/pitches'), begin(row.slug)]);
  return { week, signups, led: led.items.filter((/** @type {BoardRow} */ one) => one.week === row.slug) };
}

/** @param {Data} data */
export function view(data) {
  if (!data)
    return {
      title: words.nav.now,
      nodes: [
        h('h1', null, words.nav.now),
        empty(
          nowWords.none,
          nowWords.noneText,
          organizes() ? h('a', { class: 'button main', href: '/weeks/new' }, words.weeks.plan) : null,
        ),
      ],
    };
  const { week, led } = data;
  const signups = signal(data.signups);
  const again = async () => signups.set(await mySignUps(week.slug));
  follow(week.slug, ({ data: about }) => {
    if (about['person_id'] === me()?.id) again().catch(() => {});
  });
  const phase = /** @type {keyof typeof nowWords.headline} */ (week.phase);
  return {
    title: words.nav.now,
    nodes: [
      () =>
        h(
          'section',
          { class: 'today' },
          h('div', { class: 'row' }, h('a', { class: 'crumb', href: `/weeks/${week.slug}` }, week.title), phaseChip(week)),
          h('h1', null, nowWords.headline[phase]),
          h('p', null, nowWords.lead[phase]),
          week.phase_until
            ? h(
                'p',
                { class: 'row' },
                icon('clock'),
                h('b', null, nowWords.deadline(phaseName(phase), ago(week.phase_until))),
                h('span', { class: 'soft' }, both(week.phase_until, week.time_zone)),
              )
            : null,
          h('div', { class: 'row' }, next(week, signups(), led)),
        ),
      rail(week),
      h(
        'div',
        { class: 'trio' },
        () => crew(signups(), again),
        () => wishes(signups(), again),
        h(
          'section',
          { class: 'panel' },
          h('h2', null, nowWords.mine),
          led.length
            ? h(
                'ul',
                { class: 'list' },
                led.map((one) =>
                  h(
                    'li',
                    null,
                    h('a', { href: `/pitches/${one.id}` }, one.title),
                    one.status === 'submitted'
                      ? null
                      : h('span', { class: 'chip' }, words.pitches[/** @type {'draft'} */ (one.status)]),
                  ),
                ),
              )
            : h('p', { class: 'soft' }, nowWords.noMine),
        ),
      ),
      upcoming(week),
    ],
  };
}

/** @param {string} href @param {string} label @param {'main' | ''} [kind] */
const to = (href, label, kind = 'main') => h('a', { class: `button ${kind}`, href }, label);

/** The one primary action, and at most one beside it. @param {Week} week @param {SignUp[]} signups @param {{ id: string }[]} led @returns {Child} */
function next(week, signups, led) {
  const at = `/weeks/${week.slug}`;
  const crew =
    signups.find(({ status, role }) => status === 'accepted' && role === 'member') ??
    signups.find(({ status }) => status === 'accepted');
  const own = crew?.pitch_id ?? led[0]?.id;
  if (week.phase === 'draft') return to(`${at}/plan`, nowWords.plan);
  if (week.can['submit_pitch']?.allowed && week.phase === 'pitching')
    return [to(`${at}/pitches/new`, nowWords.pitch), to(`${at}/pitches`, nowWords.find, '')];
  if (week.phase === 'announced')
    return week.can['draft_pitch']?.allowed
      ? [to(`${at}/pitches/new`, nowWords.draft), to('/outcomes', nowWords.outcomes, '')]
      : to(at, week.title);
  if (week.phase === 'forming')
    return crew
      ? [to(`/pitches/${crew.pitch_id}`, nowWords.crewPage), to(`${at}/pitches`, nowWords.find, '')]
      : [
          to(`${at}/pitches`, nowWords.find),
          week.can['submit_pitch']?.allowed ? to(`${at}/pitches/new`, nowWords.pitch, '') : null,
        ];
  if (week.phase === 'exploring') return own ? to(`/pitches/${own}`, nowWords.crewPage) : to(`${at}/pitches`, nowWords.find);
  if (week.phase === 'demos')
    return [to(`${at}/demos`, nowWords.order), own ? to(`/pitches/${own}/outcome`, nowWords.record, '') : null];
  if (week.phase === 'wrap_up' && own)
    return [to(`/pitches/${own}/outcome`, nowWords.record), to('/outcomes', nowWords.outcomes, '')];
  return to('/outcomes', nowWords.outcomes);
}

/** @param {SignUp} one @returns {Child} */
const named = (one) => h('a', { href: `/pitches/${one.pitch_id}` }, one.pitch.title);

/** @param {SignUp[]} signups @param {() => Promise<void>} again @returns {Child} */
function crew(signups, again) {
  const mine = signups.filter(({ status }) => status === 'accepted' || status === 'offered' || status === 'invited');
  return h(
    'section',
    { class: 'panel' },
    h('h2', null, nowWords.crew),
    mine.length
      ? h(
          'ul',
          { class: 'list' },
          mine.map((one) =>
            h(
              'li',
              null,
              named(one),
              one.status === 'accepted'
                ? h('span', { class: 'chip good' }, words.signUp.role_[/** @type {'member'} */ (one.role)])
                : offer(one, again),
            ),
          ),
        )
      : h('p', { class: 'soft' }, nowWords.noCrew),
  );
}

/** A place that waits for my answer, and until when. @param {SignUp} one @param {() => Promise<void>} again */
export function offer(one, again) {
  const say = (/** @type {'accept' | 'decline'} */ verb) => async () => {
    await (await import('../lib/signup.js')).answer(one, verb);
    await again();
  };
  const until =
    one.status === 'offered' && one.offer_expires_at
      ? h('small', null, mineWords.offerUntil(words.until(moment(one.offer_expires_at))))
      : null;
  return h(
    'span',
    { class: 'row' },
    until,
    button(one.status === 'offered' ? words.signUp.take : words.signUp.accept, say('accept'), { kind: 'main' }),
    button(words.signUp.decline, say('decline')),
  );
}

/** @param {SignUp[]} signups @param {() => Promise<void>} again @returns {Child} */
function wishes(signups, again) {
  const mine = signups.filter(({ id, status }) => (status === 'waiting' || status === 'asked') && id !== held()?.key);
  const leave = (/** @type {SignUp} */ one) =>
    button(one.status === 'waiting' ? words.signUp.leaveLine : words.signUp.withdraw, async () => {
      (await import('../lib/signup.js')).leaveSoon(one, null, again);
    });
  const state = (/** @type {SignUp} */ one) =>
    one.status === 'waiting' ? words.signUp.state.waiting(one.position ?? null) : words.signUp.state.asked;
  return h(
    'section',
    { class: 'panel' },
    h('h2', null, nowWords.wishes),
    mine.length
      ? h(
          'ul',
          { class: 'list' },
          mine.map((one) => h('li', null, h('div', null, named(one), h('p', null, state(one))), leave(one))),
        )
      : h('p', { class: 'soft' }, nowWords.noWishes),
  );
}

/** @param {Week} week @returns {Child} */
function upcoming(week) {
  const { schedule } = week;
  const other = otherClocks(week);
  const next = schedule ? SCHEDULED.filter((phase) => Date.parse(schedule[phase]) > Date.now()) : [];
  if (!schedule || !next.length) return null;
  return h(
    'section',
    { class: 'panel' },
    h('h2', null, nowWords.next, other ? h('small', null, ` ${other}`) : null),
    h(
      'ul',
      { class: 'list' },
      next.map((phase) =>
        h(
          'li',
          null,
          h('b', null, phaseName(phase)),
          h('span', { class: 'soft' }, both(schedule[phase], week.time_zone), ', ', ago(schedule[phase])),
        ),
      ),
    ),
  );
}
