// What those who look after a pitch do to it; loaded when the first of these buttons is pressed.
import { all, del, get, post, put } from '../lib/api.js';
import { ask, askReason, choice, line, paragraphs, text } from '../lib/form.js';
import { linkRows, linksOf } from '../lib/rows.js';
import { personField } from '../lib/people.js';
import { presentWeek } from '../lib/session.js';
import { go } from '../lib/router.js';
import { tell } from '../lib/ui.js';
import { words } from '../words/en.js';
import { leading } from '../words/en-leading.js';
/** @import { Pitch, WeekRow } from '../types.d.ts' */

/** @typedef {(pitch: Pitch, reason: string | null, again: () => Promise<void>) => Promise<any>} Verb */

/** @type {Verb} */
export const submit = async ({ id }, reason, again) => {
  await post('/pitches/{pitch_id}/submit', { pitch_id: id }, undefined, { reason });
  await again();
  tell(leading.submitted);
};

/** @type {Verb} */
export const withdraw = ({ id }, reason, again) =>
  askReason(
    words.pitch.withdraw,
    async (why) => {
      await post('/pitches/{pitch_id}/withdraw', { pitch_id: id }, { reason: why }, { reason });
      await again();
    },
    leading.withdrawWhy,
  );

/** @type {Verb} */
export const restore = async ({ id }, reason, again) => {
  await post('/pitches/{pitch_id}/restore', { pitch_id: id }, undefined, { reason });
  await again();
};

/** @type {Verb} */
export const discard = async ({ id, week, version }, reason) => {
  await del('/pitches/{pitch_id}', { pitch_id: id }, { version, reason });
  tell(leading.deleted);
  await go(`/weeks/${week}/pitches`, 'replace');
};

/** @type {Verb} */
export const handOver = (pitch, reason, again) =>
  person(words.pitch.handOver, leading.to, async (id) => {
    await post('/pitches/{pitch_id}/hand-over', { pitch_id: pitch.id }, { person_id: id }, { reason });
    await again();
  });

/** @type {Verb} */
export const invite = (pitch, reason, again) =>
  person(words.pitch.invite, leading.whom, async (id) => {
    await post('/pitches/{pitch_id}/signups', { pitch_id: pitch.id }, { person_id: id }, { reason });
    await again();
  });

/** @param {string} title @param {string} label @param {(id: string) => unknown} run */
function person(title, label, run) {
  const who = personField(label);
  return ask({ title, fields: [who], submit: title, run: async () => run((await who.require()).id) });
}

/** @type {Verb} */
export const goOn = async (pitch, reason) => {
  const [now, weeks] = await Promise.all([presentWeek(), all('/weeks', {})]);
  const taking = weeks.filter(
    (/** @type {WeekRow} */ week) =>
      ['announced', 'pitching', 'forming'].includes(week.phase) && !week.archived && week.slug !== pitch.week,
  );
  if (!taking.length) return tell(leading.noWeeks);
  const week = choice({
    label: leading.toWeek,
    name: 'week',
    options: taking.map(({ slug, title }) => [slug, title]),
    value: taking.find(({ slug }) => slug === now?.slug)?.slug ?? taking[0]?.slug,
  });
  let made = '';
  const run = async () => {
    ({ id: made } = await post('/pitches/{pitch_id}/continue', { pitch_id: pitch.id }, { week: text(week) }, { reason }));
  };
  const done = await ask({ title: words.pitch.continue, fields: [week], submit: words.pitch.continue, run });
  if (done) await go(`/pitches/${made}/edit`); // once the dialog has given the focus back
};

/** @typedef {Pick<NonNullable<Pitch['demo']>, 'mode' | 'title' | 'notes' | 'minutes' | 'recording_url' | 'links'>} Details */

/** @param {Details | null | undefined} demo @param {string} title */
function demoFields(demo, title) {
  return {
    mode: choice({
      label: leading.modeLabel,
      name: 'mode',
      options: /** @type {[string, string][]} */ (Object.entries(words.pitch.mode)),
      value: demo?.mode ?? 'live',
    }),
    title: line({ label: leading.demoTitle, name: 'title', maxLength: 200, value: demo?.title ?? title }),
    minutes: line({
      label: leading.minutesLabel,
      name: 'minutes',
      type: 'number',
      min: '1',
      max: '120',
      value: demo?.minutes == null ? '' : String(demo.minutes),
    }),
    notes: paragraphs({ label: leading.notes, name: 'notes', value: demo?.notes, rows: 3 }),
    recording: line({ label: words.pitch.recording, name: 'recording_url', type: 'url', value: demo?.recording_url }),
    links: linkRows('links', words.pitch.links, demo?.links),
  };
}

/** @type {Verb} */
export const demoDetails = async (pitch, reason, again) => {
  // Of two who write the first, the second is told of the other.
  let version = pitch.demo?.version ?? 0;
  const made = demoFields(pitch.demo, pitch.title);
  const { mode, title, notes, minutes, recording, links } = made;
  const all_ = ({ links: list, ...rest } = made) => [...Object.values(rest), list.field];
  const run = async () => {
    const body = {
      mode: /** @type {'live'} */ (text(mode)),
      title: text(title),
      notes: notes.input.value,
      minutes: text(minutes) ? Number(text(minutes)) : null,
      recording_url: text(recording) || null,
      links: linksOf(links),
    };
    await put('/pitches/{pitch_id}/demo', { pitch_id: pitch.id }, body, { version, reason });
    await again();
  };
  const theirs = async () => {
    const { demo } = await get('/pitches/{pitch_id}', { pitch_id: pitch.id });
    version = demo?.version ?? 0;
    return all_(demoFields(demo, pitch.title));
  };
  return ask({ title: words.pitch.changeDemo, fields: all_(), submit: words.save, run, theirs });
};
