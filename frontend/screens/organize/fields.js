// What is said of a week: the fields that planning one and changing one share.
import { h } from '../../lib/dom.js';
import { line, paragraphs, text, tick, ticked } from '../../lib/form.js';
import { HERE } from '../../lib/time.js';
import { organizing } from '../../words/en-organize.js';
/** @import { Child, Week } from '../../types.d.ts' */
/** @import { Field } from '../../lib/form.js' */

const w = organizing.plan;

/** @param {string} title */
export const slugOf = (title) =>
  title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);

/** @param {Week | null} week @param {Partial<Week>} [from] */
export const fieldsOf = (week, from = week ?? {}) => ({
  title: line({ label: w.title, name: 'title', required: true, maxLength: 200, value: from.title }),
  slug: slugLine(week?.slug),
  time_zone: line({ label: w.zone, name: 'time_zone', required: true, hint: w.zoneHint, value: from.time_zone ?? HERE }),
  theme: line({ label: w.theme, name: 'theme', maxLength: 500, value: from.theme }),
  focus: paragraphs({ label: w.focus, name: 'focus', maxLength: 500, rows: 3, value: from.focus }),
  description: paragraphs({ label: w.description, name: 'description', rows: 4, value: from.description }),
  guardrails: paragraphs({ label: w.guardrails, name: 'guardrails', hint: w.guardrailsHint, rows: 5, value: from.guardrails }),
  location: line({ label: w.location, name: 'location', maxLength: 500, value: from.location }),
  public: tick(w.public, 'public', from.public ?? false),
});

/** @param {string} [value] */
export const slugLine = (value) =>
  line({ label: w.slug, name: 'slug', required: true, maxLength: 80, pattern: '[a-z0-9][a-z0-9\\-]*', hint: w.slugHint, value });

/** @param {ReturnType<typeof fieldsOf>} fields */
export const sent = (fields) => ({
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

/** Until somebody writes an address of their own, it follows the title. @param {{ title: Field, slug: Field }} fields @param {(title: string) => string} [name] */
export function slugFollows({ title, slug }, name = slugOf) {
  let own = Boolean(slug.input.value) && slug.input.value !== name(text(title));
  slug.input.addEventListener('input', () => (own = slug.input.value !== ''));
  title.input.addEventListener('input', () => own || (slug.input.value = name(text(title))));
}

/** @param {ReturnType<typeof fieldsOf>} fields @param {Child} times @returns {Child} */
export function layout(fields, times) {
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
