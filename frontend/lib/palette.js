// One field that goes anywhere: screens at once, pitches and people as the server finds them.
import { get } from './api.js';
import { append, h } from './dom.js';
import { scope, signal } from './signals.js';
import { go } from './router.js';
import { here, organizes } from './session.js';
import { keys as w } from '../words/en-keys.js';
import { words } from '../words/en.js';
/** @typedef {{ name: string, kind: string, href: string }} Goal */

/** @returns {Goal[]} */
function screens() {
  const week = here.peek() ? `/weeks/${here.peek()?.slug}` : '';
  const all = /** @type {[string, string][]} */ ([
    [words.nav.now, '/'],
    ...(week
      ? [
          [words.nav.pitches, `${week}/pitches`],
          [words.week.crews, `${week}/crews`],
          [w.pitchIdea, `${week}/pitches/new`],
          [words.nav.demos, `${week}/demos`],
          [here.peek()?.title ?? '', week],
        ]
      : []),
    [words.nav.outcomes, '/outcomes'],
    [w.archive, '/archive'],
    [words.nav.weeks, '/weeks'],
    [w.mine, '/me'],
    ...(week && organizes()
      ? [
          [w.console, `${week}/console`],
          [words.files.log, '/log'],
          [words.week.people, `${week}/people`],
          [words.week.times, `${week}/schedule`],
          [words.week.plan, `${week}/plan`],
        ]
      : []),
  ]);
  return all.map(([name, href]) => ({ name, href, kind: w.screen }));
}

/** @param {string} q @returns {Promise<Goal[]>} */
async function found(q) {
  const { pitches, people } = await get('/search', {}, { q });
  return [
    ...pitches
      .slice(0, 8)
      .map(({ title, id, week_title: of }) => ({ name: title, href: `/pitches/${id}`, kind: `${w.pitch}, ${of}` })),
    ...people.slice(0, 5).map(({ name, id }) => ({ name, href: `/people/${id}`, kind: w.person })),
  ];
}

export function open() {
  if (document.querySelector('dialog[open]')) return;
  const goals = signal(screens());
  const at = signal(0);
  let [typing, turn] = [0, 0];
  const show = (/** @type {Goal[]} */ all) => (goals.set(all), at.set(0));
  const ask = async (/** @type {string} */ q) => {
    const mine = ++turn;
    const own = screens().filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()));
    show(own);
    if (q.length < 2) return;
    clearTimeout(typing);
    typing = setTimeout(
      () =>
        found(q).then(
          (more) => mine === turn && show([...own, ...more]),
          () => {},
        ),
      120,
    );
  };
  const follow = (/** @type {Goal | undefined} */ goal) => {
    if (!goal) return;
    field.blur(); // what is pressed next is meant for where one goes
    box.close();
    go(goal.href);
  };
  const moved = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const many = goals.peek().length;
    if (by && many) (event.preventDefault(), at.set((at.peek() + by + many) % many));
    if (event.key === 'Enter') (event.preventDefault(), follow(goals.peek()[at.peek()]));
  };
  const field = h('input', {
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    'aria-label': w.palette,
    placeholder: w.type,
    'aria-expanded': 'true',
    'aria-controls': 'goals',
    'aria-autocomplete': 'list',
    'aria-activedescendant': () => (goals().length ? `goal-${at()}` : null),
    oninput: () => ask(field.value.trim()),
    onkeydown: moved,
  });
  const one = (/** @type {Goal} */ goal, /** @type {number} */ index) =>
    h(
      'div',
      {
        role: 'option',
        id: `goal-${index}`,
        'aria-selected': () => String(at() === index),
        onclick: () => follow(goal),
      },
      h('span', null, goal.name),
      h('small', null, goal.kind),
    );
  const list = h('div', { role: 'listbox', id: 'goals', 'aria-label': w.found });
  const box = h('dialog', { class: 'box palette', 'aria-label': w.palette }, field, list);
  const [, end] = scope(() => {
    append(list, () => goals().map(one));
    append(
      box,
      h('p', { class: 'soft', role: 'status' }, () => (goals().length ? null : w.none)),
    );
  });
  box.onclose = () => (end(), box.remove());
  document.getElementById('overlays')?.append(box);
  box.showModal();
}
