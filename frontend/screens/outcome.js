// The outcome form: what became of a pitch, kept current long after the week.
import { get, put } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { askReason, choice, form, keepDraft, line, paragraphs, text } from '../lib/form.js';
import { linkRows, linksOf, rows } from '../lib/rows.js';
import { tell, whyNot } from '../lib/ui.js';
import { enter } from '../lib/session.js';
import { go } from '../lib/router.js';
import { words } from '../words/en.js';
import { writing } from '../words/en-writing.js';
/** @import { Outcome, Pitch, Place } from '../types.d.ts' */

const w = writing.outcome;

/** @param {Place} place @returns {Promise<{ pitch: Pitch, outcome: Outcome | null }>} */
export async function load({ params: { id = '' } }) {
  const pitch = await get('/pitches/{pitch_id}', { pitch_id: id });
  const [outcome] = await Promise.all([
    pitch.outcome ? get('/pitches/{pitch_id}/outcome', { pitch_id: id }) : null,
    enter(pitch.week),
  ]);
  return { pitch, outcome };
}

/** @param {{ pitch: Pitch, outcome: Outcome | null }} data */
export function view({ pitch, outcome }) {
  const may = pitch.can['outcome'];
  const heading = [h('a', { class: 'crumb', href: `/pitches/${pitch.id}` }, pitch.title), h('h1', null, w.title)];
  if (may && !may.allowed && may.code !== 'reason_required')
    return { title: w.title, nodes: [heading, h('p', { class: 'note warn' }, whyNot(may))] };
  const fields = fieldsOf(outcome);
  const [evidence, impact] = rowsOf(outcome);
  const every = [...Object.values(fields), evidence.field, impact.field];
  const draft = keepDraft(`outcome-${pitch.id}`, every);
  // Of two who write the first, the second is told of the other.
  let version = outcome?.version ?? 0;
  const theirs = async () => {
    const now = await get('/pitches/{pitch_id}/outcome', { pitch_id: pitch.id });
    ({ version } = now);
    return [...Object.values(fieldsOf(now)), ...rowsOf(now).map(({ field }) => field)];
  };
  const save = async (/** @type {string | null} */ reason) => {
    const body = {
      kind: /** @type {'shipped'} */ (text(fields.kind)),
      summary: fields.summary.input.value,
      learned: fields.learned.input.value,
      next: /** @type {'park' | null} */ (text(fields.next) || null),
      home: text(fields.home),
      evidence: linksOf(evidence),
      impact: impact.rows().map((row) => ({
        metric: text(row.metric),
        unit: text(row.unit),
        baseline: numeric(text(row.baseline)),
        value: numeric(text(row.value)) ?? 0,
        as_of: text(row.as_of) || null,
        confidence: /** @type {'measured' | null} */ (text(row.confidence) || null),
      })),
    };
    await put('/pitches/{pitch_id}/outcome', { pitch_id: pitch.id }, body, { version, reason });
    draft.forget();
    tell(w.saved);
    await go(`/pitches/${pitch.id}`, 'replace');
  };
  const run = () => (may?.code === 'reason_required' ? askReason(w.save, save) : save(null));
  const { kind, summary, learned, next, home } = fields;
  const nodes = [
    kind.node,
    summary.node,
    learned.node,
    evidence.node,
    impact.node,
    h('div', { class: 'pair' }, next.node, home.node),
  ];
  const beside = () => (draft.kept() ? h('small', null, words.form.kept) : null);
  return {
    title: w.title,
    nodes: [
      h('div', { class: 'hero' }, h('div', null, heading)),
      h('div', { class: 'panel narrow' }, form({ fields: every, nodes, submit: w.save, run, beside, theirs })),
    ],
  };
}

/** @param {Outcome | null} outcome */
const rowsOf = (outcome) =>
  /** @type {const} */ ([
    linkRows('evidence', w.evidence, outcome?.evidence),
    rows('impact', w.impact, w.addImpact, (outcome?.impact ?? []).map(impactRow), () => impactRow()),
  ]);

/** @param {string} typed */
const numeric = (typed) => (typed === '' ? null : Number(typed));

/** All kinds are of equal rank, so that none is chosen from the start. @type {[string, string][]} */
const NO_KIND = [['', w.choose]];

/** @param {Outcome | null} outcome */
const fieldsOf = (outcome) => ({
  kind: choice({
    label: w.kind,
    name: 'kind',
    options: [...(outcome ? [] : NO_KIND), .../** @type {[string, string][]} */ (Object.entries(words.outcomes.kind))],
    value: outcome?.kind ?? '',
  }),
  summary: paragraphs({ label: w.summary, name: 'summary', rows: 4, value: outcome?.summary }),
  learned: paragraphs({ label: w.learned, name: 'learned', rows: 4, hint: w.learnedHint, value: outcome?.learned }),
  next: choice({
    label: w.next,
    name: 'next',
    options: [['', w.undecided], .../** @type {[string, string][]} */ (Object.entries(words.outcomes.step))],
    value: outcome?.next ?? '',
  }),
  home: line({ label: w.home, name: 'home', hint: w.homeHint, maxLength: 500, value: outcome?.home }),
});

/** @param {NonNullable<Outcome['impact']>[number]} [row] */
const impactRow = (row) => ({
  metric: line({ label: w.metric, name: 'metric', required: true, maxLength: 200, value: row?.metric }),
  unit: line({ label: w.unit, name: 'unit', required: true, maxLength: 60, value: row?.unit }),
  baseline: line({
    label: w.baseline,
    name: 'baseline',
    type: 'number',
    step: 'any',
    value: row?.baseline == null ? '' : String(row.baseline),
  }),
  value: line({
    label: w.value,
    name: 'value',
    type: 'number',
    step: 'any',
    required: true,
    value: row ? String(row.value) : '',
  }),
  as_of: line({ label: w.asOf, name: 'as_of', type: 'date', value: row?.as_of }),
  confidence: choice({
    label: w.sure,
    name: 'confidence',
    options: [['', '–'], .../** @type {[string, string][]} */ (Object.entries(words.outcomes.sure))],
    value: row?.confidence ?? '',
  }),
});
