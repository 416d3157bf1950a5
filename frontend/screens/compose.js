// Writing a pitch: new or changed, with a preview, kept on this device until it is sent.
import { get, patch, post } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { effect, signal } from '../lib/signals.js';
import { askReason, choice, form, keepDraft, line, listed, paragraphs, text } from '../lib/form.js';
import { linkRows, linksOf } from '../lib/rows.js';
import { icon, tell, topic } from '../lib/ui.js';
import { enter } from '../lib/session.js';
import { markdown } from '../lib/markdown.js';
import { go } from '../lib/router.js';
import { words } from '../words/en.js';
import { writing } from '../words/en-writing.js';
/** @import { Child, Pitch, Place, Week } from '../types.d.ts' */
/** @import { Field } from '../lib/form.js' */

const w = writing.compose;

/** @param {Place} place @returns {Promise<{ week: Week, pitch: Pitch | null }>} */
export async function load({ params: { slug, id } }) {
  const pitch = id ? await get('/pitches/{pitch_id}', { pitch_id: id }) : null;
  return { pitch, week: await enter(pitch?.week ?? slug ?? '') };
}

/** @param {{ week: Week, pitch: Pitch | null }} data */
export function view({ week, pitch }) {
  const fields = fieldsOf(pitch);
  const { title, summary, body, tags } = fields;
  const links = linkRows('links', w.links, pitch?.links);
  const every = [...Object.values(fields), links.field];
  const draft = keepDraft(pitch ? `pitch-${pitch.id}` : `pitch-new-${week.slug}`, every);
  let version = pitch?.version ?? 0;
  const onlyDraft = pitch?.status === 'draft' || !week.can['submit_pitch']?.allowed;
  const send = () => ({ ...sent(fields), links: linksOf(links) });

  const create = async (/** @type {boolean} */ asDraft) => {
    const made = await post('/weeks/{slug}/pitches', { slug: week.slug }, { ...send(), draft: asDraft });
    draft.forget();
    tell(asDraft ? w.keptDraft : w.made);
    await go(`/pitches/${made.id}`, 'replace');
  };
  const theirs = async () => {
    const now = await get('/pitches/{pitch_id}', { pitch_id: pitch?.id ?? '' });
    ({ version } = now);
    stale.set(true);
    return [...Object.values(fieldsOf(now)), linkRows('links', w.links, now.links).field];
  };
  const change = async (/** @type {Pitch} */ { id, can }) => {
    const save = async (/** @type {string | null} */ reason) => {
      await patch('/pitches/{pitch_id}', { pitch_id: id }, send(), { version, reason });
      draft.forget();
      tell(words.saved);
      await go(`/pitches/${id}`, 'replace');
    };
    if (can['edit']?.code === 'reason_required') await askReason(words.save, save);
    else await save(null);
  };
  const stale = signal(false);
  const keep =
    pitch || !week.can['draft_pitch']?.allowed || onlyDraft ? null : h('button', { type: 'submit', class: 'button' }, w.keep);
  const heading = pitch ? w.edit : w.title;

  return {
    title: heading,
    nodes: h(
      'div',
      { class: 'split compose' },
      h(
        'div',
        { class: 'stack' },
        h(
          'div',
          null,
          h(
            'a',
            { class: 'crumb', href: pitch ? `/pitches/${pitch.id}` : `/weeks/${week.slug}/pitches` },
            pitch ? pitch.title : week.title,
          ),
          h('h1', null, heading),
        ),
        h(
          'div',
          { class: 'panel' },
          form({
            fields: every,
            nodes: layout(fields, links.node),
            submit: pitch ? words.save : onlyDraft ? w.keep : w.submit,
            run: (by) => (pitch ? change(pitch) : create(onlyDraft || (keep !== null && by === keep))),
            beside: [keep, () => (draft.kept() ? h('small', null, words.form.kept) : null)],
            theirs,
          }),
          () => (stale() && pitch ? h('p', null, h('a', { href: `/pitches/${pitch.id}`, target: '_blank' }, w.seeNow)) : null),
        ),
      ),
      h('aside', { class: 'stack sticky' }, alike(title, pitch?.id), preview(title, summary, body, tags)),
    ),
  };
}

/** @param {Pitch | null} pitch */
function fieldsOf(pitch) {
  const joined = (/** @type {readonly string[] | undefined} */ all) => (all ?? []).join(', ');
  return {
    title: line({
      label: w.name,
      name: 'title',
      hint: w.nameHint,
      required: true,
      maxLength: 200,
      value: pitch?.title,
      autofocus: !pitch,
    }),
    summary: line({ label: w.summary, name: 'summary', hint: w.summaryHint, maxLength: 500, value: pitch?.summary }),
    body: paragraphs({ label: w.body, name: 'body', hint: w.bodyHint, rows: 10, value: pitch?.body }),
    tags: line({ label: w.tags, name: 'tags', hint: w.tagsHint, value: joined(pitch?.tags) }),
    skills_needed: line({ label: w.needed, name: 'skills_needed', value: joined(pitch?.skills_needed) }),
    skills_to_learn: line({ label: w.learn, name: 'skills_to_learn', value: joined(pitch?.skills_to_learn) }),
    crew_limit: line({
      label: w.limit,
      name: 'crew_limit',
      hint: w.limitHint,
      type: 'number',
      min: '1',
      max: '500',
      value: pitch ? (pitch.crew_limit == null ? '' : String(pitch.crew_limit)) : '4',
    }),
    join: choice({ label: w.join, name: 'join', options: w.joins, value: pitch?.join ?? 'open' }),
    where: line({ label: w.where, name: 'where', maxLength: 500, value: pitch?.where }),
    chat_url: line({ label: w.chat, name: 'chat_url', type: 'url', value: pitch?.chat_url }),
  };
}

/** @param {ReturnType<typeof fieldsOf>} fields */
const sent = (fields) => ({
  title: text(fields.title),
  summary: text(fields.summary),
  body: fields.body.input.value,
  tags: listed(fields.tags),
  skills_needed: listed(fields.skills_needed),
  skills_to_learn: listed(fields.skills_to_learn),
  crew_limit: text(fields.crew_limit) ? Number(text(fields.crew_limit)) : null,
  join: /** @type {'open' | 'ask' | 'invite'} */ (fields.join.input.value),
  where: text(fields.where),
  chat_url: text(fields.chat_url) || null,
});

/** @param {ReturnType<typeof fieldsOf>} fields @param {Node} links @returns {Child} */
function layout(fields, links) {
  const pair = (/** @type {Field} */ one, /** @type {Field} */ other) => h('div', { class: 'pair' }, one.node, other.node);
  return [
    fields.title.node,
    fields.summary.node,
    fields.body.node,
    pair(fields.crew_limit, fields.join),
    fields.tags.node,
    pair(fields.skills_needed, fields.skills_to_learn),
    h('details', null, h('summary', null, w.more), h('div', { class: 'form' }, pair(fields.where, fields.chat_url), links)),
  ];
}

/** Pitches like the one that is being named, so that twins find each other. @param {Field} title @param {string | undefined} own */
function alike(title, own) {
  const found = signal(/** @type {{ id: string, title: string, week: string, summary: string }[]} */ ([]));
  let [typing, turn] = [0, 0];
  const look = async () => {
    const mine = ++turn;
    const asked = text(title)
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 3)
      .slice(0, 4);
    // Every word of a search must be there, and a twin has another title: ask for all of them, then for each.
    const queries = asked.length ? [...new Set([asked.join(' '), ...asked])] : [];
    const replies = await Promise.all(queries.map((q) => get('/search', {}, { q }).catch(() => ({ pitches: [] }))));
    if (mine !== turn) return;
    const all = new Map(replies.flatMap(({ pitches }) => pitches.map((one) => [one.id, one])));
    all.delete(own ?? '');
    const score = (/** @type {string} */ id) => replies.filter(({ pitches }) => pitches.some((one) => one.id === id)).length;
    found.set([...all.values()].sort((a, b) => score(b.id) - score(a.id)).slice(0, 3));
  };
  title.input.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => void look(), 350);
  });
  return h('div', { role: 'status' }, () =>
    found().length
      ? h(
          'section',
          { class: 'panel' },
          h('h2', null, w.alike),
          h(
            'ul',
            { class: 'list' },
            found().map((one) =>
              h(
                'li',
                null,
                h('div', null, h('a', { href: `/pitches/${one.id}`, target: '_blank' }, one.title), h('p', null, one.summary)),
              ),
            ),
          ),
        )
      : null,
  );
}

/** As people will see it, while it is written. @param {Field} title @param {Field} summary @param {Field} body @param {Field} tags */
function preview(title, summary, body, tags) {
  const typed = signal(0);
  for (const { input } of [title, summary, body, tags]) input.addEventListener('input', () => typed.set(typed.peek() + 1));
  const done = () => [text(title).length > 5, text(summary).length > 30, text(body).length > 80];
  const box = h('div', { class: 'prose' });
  effect(() => (typed(), box.replaceChildren(markdown(body.input.value))));
  return h(
    'div',
    { class: 'preview stack', tabIndex: 0, role: 'region', 'aria-label': w.preview },
    h('small', null, w.preview),
    () => (
      typed(),
      [
        h(
          'div',
          { class: 'row' },
          listed(tags).map((tag) => topic(tag)),
        ),
        h('h2', null, text(title) || '…'),
        text(summary) ? h('p', { class: 'soft' }, h('b', null, text(summary))) : null,
      ]
    ),
    box,
    () => (
      typed(),
      h(
        'ul',
        { class: 'checks' },
        w.checks.map((check, at) => h('li', { class: done()[at] ? 'done' : '' }, icon(done()[at] ? 'check' : 'pen'), check)),
      )
    ),
  );
}
