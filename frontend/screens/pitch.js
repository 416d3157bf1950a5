// One pitch: its text, its crew, the way in, and what people ask about it.
import { all, get } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { signal } from '../lib/signals.js';
import { action, chip, icon, topic } from '../lib/ui.js';
import { enter, me } from '../lib/session.js';
import { ago, calendarDay, moment } from '../lib/time.js';
import { linkTo, markdown } from '../lib/markdown.js';
import { begin, follow } from '../lib/live.js';
import { phaseChip } from '../lib/week.js';
import { crewPanel, soon, wayIn } from './crew.js';
import { talk } from './talk.js';
import { words } from '../words/en.js';
/** @import { Child, Comment, Pitch, Place, SignUp, Week } from '../types.d.ts' */

/** @typedef {{ pitch: Pitch, week: Week, comments: Comment[], signups: SignUp[] }} Data */

/** @param {Pitch} pitch @returns {Promise<[Pitch, SignUp[]]>} */
const fresh = ({ id, status }) =>
  Promise.all([
    get('/pitches/{pitch_id}', { pitch_id: id }),
    me() && status !== 'draft' ? all('/pitches/{pitch_id}/signups', { pitch_id: id }) : [],
  ]);

/** What is shown is read once more where the log is known: the stream tells nothing of what was before. @param {Place} place @returns {Promise<Data>} */
export async function load({ params: { id = '' } }) {
  const first = await get('/pitches/{pitch_id}', { pitch_id: id });
  const [week] = await Promise.all([enter(first.week), begin(first.week)]);
  const [[pitch, signups], comments] = await Promise.all([
    fresh(first),
    me() ? all('/pitches/{pitch_id}/comments', { pitch_id: id }) : [],
  ]);
  return { pitch, signups, comments, week };
}

/** @param {Data} data */
export function view({ pitch: first, week, comments, signups: firstSignups }) {
  const pitch = signal(first);
  const signups = signal(firstSignups);
  const thread = signal(comments);
  const text = signal(first); // drawn anew only when the words change, so that what somebody has selected stays
  const again = async () => {
    const [now, all] = await fresh(pitch.peek());
    pitch.set(now);
    signups.set(all);
    if (told(now) !== told(text.peek())) text.set(now);
  };
  const talkAgain = async () => thread.set(await all('/pitches/{pitch_id}/comments', { pitch_id: first.id }));
  let due = 0;
  follow(week.slug, ({ type, pitch_id: id }) => {
    if (id !== first.id) return;
    if (type.startsWith('comment.')) return void talkAgain().catch(() => {});
    due ||= setTimeout(() => ((due = 0), again().catch(() => {})), 60 + 200 * Math.random());
  });
  return {
    title: first.title,
    nodes: h(
      'div',
      { class: 'split three' },
      h(
        'div',
        { class: 'stack' },
        h('div', null, h('a', { class: 'crumb', href: `/weeks/${week.slug}/pitches` }, week.title), ' ', phaseChip(week)),
        () => about(text()),
      ),
      h(
        'aside',
        { class: 'stack', 'aria-label': words.pitch.facts },
        () => wayIn(pitch(), week, again),
        () => crewPanel(soon(pitch()), signups(), again),
        () => facts(pitch()),
        () => care(pitch(), again),
      ),
      me() ? talk(pitch, thread, talkAgain) : null,
    ),
  };
}

/** @param {Pitch} pitch */
const told = ({ title, summary, body, tags, links: all, status, withdraw_reason: why, outcome: what, demo: shown }) =>
  JSON.stringify([title, summary, body, tags, all, status, why, what, shown]);

/** @param {Pitch} pitch @returns {Child} */
function about(pitch) {
  return h(
    'article',
    { class: 'panel pitch-text' },
    h(
      'div',
      { class: 'row' },
      pitch.tags.map((tag) => topic(tag, `/weeks/${pitch.week}/pitches?tag=${encodeURIComponent(tag)}`)),
    ),
    h('h1', null, pitch.title),
    pitch.status === 'submitted'
      ? null
      : h(
          'p',
          { class: 'note warn' },
          icon('flag'),
          h(
            'span',
            null,
            h('b', null, words.pitches[/** @type {'draft'} */ (pitch.status)]),
            pitch.withdraw_reason ? ` ${pitch.withdraw_reason}` : '',
          ),
        ),
    pitch.summary ? h('p', { class: 'soft' }, h('b', null, pitch.summary)) : null,
    pitch.body ? markdown(pitch.body, 2) : pitch.summary ? null : h('p', { class: 'soft' }, words.pitch.noText),
    outcome(pitch),
    demo(pitch),
    links(words.pitch.links, pitch.links),
    pitch.source_results?.length
      ? h(
          'section',
          { class: 'stack' },
          h('h2', null, words.pitch.sourceResults),
          pitch.source_results.map((row) =>
            h(
              'dl',
              { class: 'facts' },
              Object.entries(row)
                .filter(([, value]) => value)
                .map(([name, value]) => [h('dt', null, name), h('dd', null, String(value))]),
            ),
          ),
        )
      : null,
  );
}

/** @param {string} heading @param {readonly { title: string, url: string }[] | null | undefined} all @returns {Child} */
const links = (heading, all) =>
  all?.length
    ? h(
        'section',
        null,
        h('h2', null, heading),
        h(
          'ul',
          null,
          all.map(({ title, url }) => h('li', null, linkTo(url, title || url) ?? `${title} ${url}`)),
        ),
      )
    : null;

/** @param {Pitch} pitch @returns {Child} */
function demo({ demo: shown }) {
  if (!shown) return null;
  return h(
    'section',
    { class: 'stack' },
    h('h2', null, words.pitch.demo, ' ', chip(words.pitch.mode[/** @type {'live'} */ (shown.mode)])),
    shown.title ? h('p', null, h('b', null, shown.title)) : null,
    shown.starts_at || shown.place
      ? h('p', null, [shown.starts_at ? moment(shown.starts_at) : '', shown.place].filter(Boolean).join(', '))
      : null,
    shown.notes ? markdown(shown.notes) : null,
    links(words.pitch.links, shown.links),
    shown.recording_url ? h('p', null, linkTo(shown.recording_url, words.pitch.recording)) : null,
  );
}

/** @param {Pitch} pitch @returns {Child} */
function outcome({ outcome: what }) {
  if (!what) return null;
  return h(
    'section',
    { class: 'stack' },
    h('h2', null, words.pitch.outcome, ' ', chip(words.outcomes.kind[/** @type {'shipped'} */ (what.kind)])),
    what.summary ? markdown(what.summary) : null,
    what.learned ? [h('h3', null, words.outcomes.learned), markdown(what.learned)] : null,
    (what.impact ?? []).map((one) =>
      h(
        'p',
        { class: 'number' },
        h('b', null, words.number(one.value), ' ', one.unit),
        one.metric,
        one.baseline == null ? null : h('small', null, words.outcomes.was(words.number(one.baseline))),
        one.as_of ? h('small', null, words.outcomes.asOf(calendarDay(one.as_of))) : null,
        one.confidence ? h('small', null, words.outcomes.sure[/** @type {'measured'} */ (one.confidence)]) : null,
      ),
    ),
    links(words.outcomes.evidence, what.evidence),
    what.next || what.home
      ? h(
          'p',
          { class: 'soft' },
          what.next ? `${words.outcomes.next}: ${words.outcomes.step[/** @type {'park'} */ (what.next)]}. ` : '',
          what.home ? `${words.outcomes.home}: ${what.home}` : '',
        )
      : null,
  );
}

/** @param {Pitch} pitch @returns {Child} */
function facts(pitch) {
  const many = (/** @type {string} */ name, /** @type {readonly string[]} */ all) =>
    all.length
      ? [
          h('dt', null, name),
          h(
            'dd',
            { class: 'chips' },
            all.map((one) =>
              h('a', { class: 'chip', href: `/weeks/${pitch.week}/pitches?skill=${encodeURIComponent(one)}` }, one),
            ),
          ),
        ]
      : null;
  const one = (/** @type {string} */ name, /** @type {Child} */ value) =>
    value ? [h('dt', null, name), h('dd', null, value)] : null;
  const other = (/** @type {{ id: string, title: string }} */ { id, title }) => h('a', { href: `/pitches/${id}` }, title);
  return h(
    'section',
    { class: 'panel' },
    h('h2', null, words.pitch.facts),
    h(
      'dl',
      { class: 'facts' },
      many(words.pitch.wanted, pitch.skills_needed),
      many(words.pitch.learn, pitch.skills_to_learn),
      one(words.pitch.joining, words.pitch.join[/** @type {'open'} */ (pitch.join)]),
      one(words.pitch.where, pitch.where),
      one(words.pitch.chat, linkTo(pitch.chat_url)),
      one(words.pitch.continues, pitch.continues ? other(pitch.continues) : null),
      one(
        words.pitch.continuedBy,
        pitch.continued_by?.length ? pitch.continued_by.map((next) => h('div', null, other(next))) : null,
      ),
    ),
    pitch.submitted_at ? h('small', null, words.pitch.since(ago(pitch.submitted_at))) : null,
  );
}

/** What leads and organizers do, where there is anything. @param {Pitch} pitch @param {() => Promise<void>} again @returns {Child} */
function care(pitch, again) {
  if (!me()) return null;
  const { can } = pitch;
  const open =
    (/** @type {'submit' | 'withdraw' | 'restore' | 'discard' | 'handOver' | 'goOn' | 'demoDetails'} */ verb) =>
    async (/** @type {string | null} */ reason) => {
      const lead = await import('./lead.js');
      await lead[verb](pitch, reason, again);
    };
  const link = (
    /** @type {string} */ to,
    /** @type {string} */ label,
    /** @type {import('../types.d.ts').Decision | undefined} */ may,
  ) =>
    may?.allowed || may?.code === 'reason_required'
      ? h('a', { class: 'button', href: `/pitches/${pitch.id}/${to}` }, label)
      : null;
  const parts = [
    pitch.status === 'draft' ? action(can['submit'], words.pitch.submit, open('submit'), { kind: 'main', told: true }) : null,
    link('outcome', pitch.outcome ? words.pitch.changeOutcome : words.pitch.record, can['outcome']),
    link('edit', words.pitch.edit, can['edit']),
    action(can['demo'], words.pitch.changeDemo, open('demoDetails')),
    pitch.status === 'withdrawn'
      ? action(can['restore'], words.pitch.restore, open('restore'), { id: 'withdraw' })
      : pitch.status === 'submitted'
        ? action(can['withdraw'], words.pitch.withdraw, open('withdraw'), { id: 'withdraw' })
        : null,
    action(can['hand_over'], words.pitch.handOver, open('handOver')),
    pitch.status === 'draft' ? action(can['delete'], words.pitch.delete, open('discard')) : null,
    pitch.status === 'draft' ? null : action(can['continue'], words.pitch.continue, open('goOn')),
  ].filter(Boolean);
  return parts.length
    ? h('section', { class: 'panel' }, h('h2', null, words.pitch.actions), h('div', { class: 'row' }, parts))
    : null;
}
