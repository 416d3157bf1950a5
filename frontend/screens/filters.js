// What a board can be narrowed by, kept in the address: search, topic, skill, free places, order; and the topics as a chart.
import { h } from '../lib/dom.js';
import { computed, effect } from '../lib/signals.js';
import { hue } from '../lib/ui.js';
import { words } from '../words/en.js';
/** @import { BoardRow, Child } from '../types.d.ts' */
/** @import { Signal } from '../lib/signals.js' */

/** @typedef {{ q: string, tag: string, skill: string, open: string, sort: string }} Filters */
/** @param {URLSearchParams} query @returns {Filters} */
export const filtersOf = (query) => ({
  q: query.get('q') ?? '',
  tag: query.get('tag') ?? '',
  skill: query.get('skill') ?? '',
  open: query.get('open') ?? '',
  sort: query.get('sort') ?? 'newest',
});

/** @param {Filters} filters */
export function note(filters) {
  const search = new URLSearchParams(
    Object.entries(filters).filter(([name, value]) => value && !(name === 'sort' && value === 'newest')),
  );
  history.replaceState(null, '', location.pathname + (search.size ? `?${search}` : ''));
}

/** Every topic and skill seen on this week's board so far, so that a filter does not take away the others. @type {Map<string, { tags: Set<string>, skills: Set<string> }>} */
const seen = new Map();

/** @param {string} slug @param {() => readonly BoardRow[]} items */
export function known(slug, items) {
  const all = seen.get(slug) ?? { tags: new Set(), skills: new Set() };
  seen.set(slug, all);
  return computed(() => {
    for (const row of items()) {
      row.tags.forEach((tag) => all.tags.add(tag));
      [...row.skills_needed, ...row.skills_to_learn].forEach((skill) => all.skills.add(skill));
    }
    return { tags: [...all.tags].sort((a, b) => a.localeCompare(b)), skills: [...all.skills].sort((a, b) => a.localeCompare(b)) };
  });
}

/** @param {Signal<Filters>} filters @param {() => { tags: string[], skills: string[] }} choices @param {(change: Partial<Filters>) => void} ask */
export function controls(filters, choices, ask) {
  let typing = 0;
  const search = h('input', {
    type: 'search',
    'aria-label': words.pitches.searchLabel,
    placeholder: words.pitches.search,
    value: filters.peek().q,
    maxLength: 200,
    oninput: (event) => {
      clearTimeout(typing);
      const q = event.currentTarget.value.trim();
      typing = setTimeout(() => ask({ q }), 200);
    },
  });
  effect(() => {
    if (filters().q !== search.value.trim() && document.activeElement !== search) search.value = filters().q;
  });
  return h(
    'form',
    { class: 'filters', role: 'search', onsubmit: (event) => event.preventDefault() },
    search,
    pick('tag', words.pitches.tag, words.pitches.anyTag, () => choices().tags),
    pick('skill', words.pitches.skill, words.pitches.anySkill, () => choices().skills),
    select(
      words.pitches.sort,
      () => words.pitches.sorts,
      () => filters().sort,
      (sort) => ask({ sort }),
    ),
    h(
      'label',
      { class: 'tick' },
      h('input', {
        type: 'checkbox',
        checked: () => filters().open === 'true',
        onchange: (event) => ask({ open: event.currentTarget.checked ? 'true' : '' }),
      }),
      words.pitches.open,
    ),
  );

  /** @param {'tag' | 'skill'} name @param {string} label @param {string} any @param {() => string[]} all */
  function pick(name, label, any, all) {
    const options = () =>
      /** @type {[string, string][]} */ (
        [['', any], ...new Set([...all(), filters()[name]].filter(Boolean))].map((one) =>
          typeof one === 'string' ? [one, one] : one,
        )
      );
    return select(
      label,
      options,
      () => filters()[name],
      (value) => ask({ [name]: value }),
    );
  }
}

/** @param {string} label @param {() => [string, string][]} options @param {() => string} value @param {(value: string) => void} chosen */
function select(label, options, value, chosen) {
  const element = h('select', { 'aria-label': label, onchange: (event) => chosen(event.currentTarget.value) });
  let drawn = '';
  effect(() => {
    const now = options();
    if (drawn !== JSON.stringify(now)) element.replaceChildren(...now.map(([one, name]) => h('option', { value: one }, name)));
    drawn = JSON.stringify(now);
    element.value = value();
  });
  return element;
}

/** @param {() => readonly BoardRow[]} items @param {Signal<Filters>} filters @param {(change: Partial<Filters>) => void} ask @returns {Child} */
export function byTopic(items, filters, ask) {
  return () => {
    const topics = new Map();
    for (const { tags, places_taken: taken, crew_limit: limit } of items()) {
      for (const tag of tags) {
        const [t, l] = topics.get(tag) ?? [0, 0];
        topics.set(tag, [t + taken, l + (limit ?? taken)]);
      }
    }
    const most = [...topics].sort(([, [, a]], [, [, b]]) => b - a).slice(0, 9);
    if (!most.length) return null;
    const bar = (/** @type {[string, [number, number]]} */ [tag, [taken, limit]]) => {
      const on = filters().tag === tag;
      return h(
        'li',
        null,
        h(
          'button',
          { type: 'button', id: `topic-${tag}`, 'aria-pressed': String(on), onclick: () => ask({ tag: on ? '' : tag }) },
          h('span', null, tag),
          h('small', null, words.pitches.places(taken, limit)),
          h('i', { 'aria-hidden': 'true', vars: { '--hue': hue(tag), '--part': `${limit ? (100 * taken) / limit : 0}%` } }),
        ),
      );
    };
    return h(
      'section',
      { class: 'panel' },
      h('div', null, h('h2', null, words.pitches.byTopic), h('small', null, words.pitches.byTopicText)),
      h('ul', { class: 'bars' }, most.map(bar)),
    );
  };
}
