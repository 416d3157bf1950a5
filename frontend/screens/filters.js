// What a board can be narrowed by, kept in the address: search, topic, skill, free places, order; and the topics as a chart.
import { h } from '../lib/dom.js';
import { effect, signal } from '../lib/signals.js';
import { button, hue, icon } from '../lib/ui.js';
import { words } from '../words/en.js';
/** @import { BoardRow, Child, Facets } from '../types.d.ts' */
/** @import { Signal } from '../lib/signals.js' */

/** @typedef {{ q: string, tag: string, skill: string, open: string, sort: string, home_team: string }} Filters */
/** @param {URLSearchParams} query @returns {Filters} */
export const filtersOf = (query) => ({
  q: query.get('q') ?? '',
  tag: query.get('tag') ?? '',
  skill: query.get('skill') ?? '',
  open: query.get('open') ?? '',
  sort: query.get('sort') ?? 'newest',
  home_team: query.get('home_team') ?? '',
});

/** @param {Filters} filters */
export function note(filters) {
  const search = new URLSearchParams(
    Object.entries(filters).filter(([name, value]) => value && !(name === 'sort' && value === 'newest')),
  );
  history.replaceState(null, '', location.pathname + (search.size ? `?${search}` : ''));
}

/** @param {Signal<Filters>} filters @param {() => Facets} facets @param {(change: Partial<Filters>) => void} ask */
export function controls(filters, facets, ask) {
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
    pick('tag', words.pitches.tag, words.pitches.anyTag, () => named(facets().tags)),
    pick('skill', words.pitches.skill, words.pitches.anySkill, () => named(facets().skills)),
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
    () => {
      const { home_team: team } = filters();
      const drop = () => ask({ home_team: '' });
      return team
        ? button([words.pitches.with(team), icon('cross')], drop, { kind: 'in', name: words.pitches.anyTeam(team) })
        : null;
    },
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

/** @param {Facets['tags']} labels */
const named = (labels) => labels.map(({ name }) => name).sort((a, b) => a.localeCompare(b));

/** The counts after a pitch has changed, so that nobody has to ask for them again. @param {Facets} facets @param {BoardRow | undefined} before @param {BoardRow | null} after @returns {Facets} */
export function recounted(facets, before, after) {
  const count = (/** @type {Facets['tags']} */ labels, /** @type {(row: BoardRow) => string[]} */ of) => {
    const all = new Map(labels.map((label) => [label.name.toLowerCase(), { ...label }]));
    for (const [row, by] of /** @type {const} */ ([
      [before, -1],
      [after, 1],
    ])) {
      for (const name of new Set(row ? of(row) : [])) {
        const label = all.get(name.toLowerCase()) ?? { name, pitches: 0, places: 0, places_taken: 0 };
        label.pitches += by;
        label.places += by * (row?.crew_limit ?? 0);
        label.places_taken += row?.crew_limit == null ? 0 : by * row.places_taken;
        all.set(name.toLowerCase(), label);
      }
    }
    return [...all.values()].filter(({ pitches }) => pitches > 0);
  };
  return {
    ...facets,
    tags: count(facets.tags, ({ tags }) => tags),
    skills: count(facets.skills, (row) => [...row.skills_needed, ...row.skills_to_learn]),
  };
}

const MOST = 9;

/** @param {() => Facets} facets @param {Signal<Filters>} filters @param {(change: Partial<Filters>) => void} ask @returns {Child} */
export function byTopic(facets, filters, ask) {
  const whole = signal(false);
  const bar = (/** @type {Facets['tags'][number]} */ { name, pitches, places, places_taken: taken }) => {
    const on = filters().tag === name;
    return h(
      'li',
      null,
      h(
        'button',
        { type: 'button', id: `topic-${name}`, 'aria-pressed': String(on), onclick: () => ask({ tag: on ? '' : name }) },
        h('span', null, name),
        h('small', null, places ? words.pitches.places(taken, places) : words.week.pitches(pitches)),
        h('i', { 'aria-hidden': 'true', vars: { '--hue': hue(name), '--part': `${places ? (100 * taken) / places : 0}%` } }),
      ),
    );
  };
  return () => {
    const { tags } = facets();
    if (!tags.length) return null;
    const shown = whole() ? tags : tags.filter(({ name }, at) => at < MOST || name === filters().tag);
    return h(
      'section',
      { class: 'panel' },
      h('div', null, h('h2', null, words.pitches.byTopic), h('small', null, words.pitches.byTopicText)),
      h('ul', { class: 'bars' }, shown.map(bar)),
      tags.length > MOST
        ? button(whole() ? words.pitches.fewerTopics : words.pitches.allTopics(tags.length), () => whole.set(!whole.peek()), {
            kind: 'quiet',
            id: 'all-topics',
          })
        : null,
    );
  };
}
