// Small parts that every screen shares: icons, people, buttons that follow `can`, words that appear and go.
import { h, svg } from './dom.js';
import { me } from './session.js';
import { signal } from './signals.js';
import { both } from './time.js';
import { words } from '../words/en.js';
/** @import { Child, Decision, Person } from '../types.d.ts' */

const PATHS = {
  trail: 'M4 20c5-1 5-5 8-8s4-6 8-7M15 4.5l5 .5-1.5 4.5M5 8a1.5 1.5 0 1 0 0-.1',
  home: 'M4 11l8-7 8 7M6 10v10h12V10M10 20v-6h4v6',
  board: 'M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z',
  demo: 'M4 5h16v11H4zM9 20h6M12 16v4M10 8l5 2.5-5 2.5z',
  outcome: 'M5 21V4M5 4h13l-3 4 3 4H5',
  weeks: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20',
  plus: 'M12 5v14M5 12h14',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6 6l12 12M18 6L6 18',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  grip: 'M9 6v.1M15 6v.1M9 12v.1M15 12v.1M9 18v.1M15 18v.1',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 8v4.5l3 2',
  pen: 'M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4',
  people: 'M9 4.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3 20c0-4 2.5-6 6-6s6 2 6 6M16 5a3 3 0 0 1 0 5.5M18 14.5c2 .7 3 2.5 3 5.5',
  spark: 'M12 3l2 7 7 2-7 2-2 7-2-7-7-2 7-2z',
  flag: 'M12 3l9.5 17h-19zM12 10v4.5M12 17.2v.3',
};

/** @param {keyof typeof PATHS} name */
export const icon = (name) =>
  svg(
    'svg',
    {
      viewBox: '0 0 24 24',
      class: 'icon',
      'aria-hidden': 'true',
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 1.8,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    },
    svg('path', { d: PATHS[name] }),
  );

/** @typedef {keyof typeof PATHS} IconName */

/** One of twelve hues, the same for a word wherever it stands; lightness is fixed, so contrast holds. @param {string} word */
export function hue(word) {
  let sum = 0x811c9dc5;
  for (const char of word.toLowerCase()) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (((sum ^ (sum >>> 15)) >>> 0) % 12) * 30 + 15;
}

/** @param {Person} person */
export const avatar = (person) =>
  h(
    'span',
    { class: 'avatar', vars: { '--hue': hue(person.name) }, 'aria-hidden': 'true', title: person.name },
    initials(person.name),
  );

/** @param {string} name */
const initials = (name) =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .map((part) => [...part][0])
    .filter((_, at, all) => at === 0 || at === all.length - 1)
    .join('')
    .toUpperCase();

/** Somebody, with a link to their page for whoever may open it. @param {Person} person @param {Child} [beside] @param {boolean} [linked] */
export const personLine = (person, beside, linked = Boolean(me())) => {
  const parts = [avatar(person), h('span', null, h('b', null, person.name), h('small', null, person.home_team ?? ''), beside)];
  return linked ? h('a', { class: 'person', href: `/people/${person.id}` }, parts) : h('span', { class: 'person' }, parts);
};

/** A name in running text. @param {Pick<Person, 'id' | 'name'>} person */
export const personName = ({ id, name }) => (me() ? h('a', { href: `/people/${id}` }, name) : name);

const SHOWN = 8;

/** Who is in, and the places that are left. @param {{ crew: readonly { person: Person, role?: string }[], places_taken: number, crew_limit: number | null, waiting: number }} row */
export function seats({ crew, places_taken: taken, crew_limit: limit, waiting }) {
  const members = crew.filter(({ role }) => (role ?? 'member') === 'member');
  const free = Math.max(0, Math.min((limit ?? 0) - taken, SHOWN - Math.min(members.length, SHOWN)));
  return h(
    'div',
    { class: 'seats' },
    members.slice(0, SHOWN).map(({ person }) => avatar(person)),
    Array.from({ length: free }, () => h('span', { class: 'free', 'aria-hidden': 'true' })),
    h(
      'small',
      { 'aria-hidden': 'true' },
      words.pitches.places(taken, limit),
      waiting ? `, ${words.pitches.waiting(waiting)}` : '',
    ),
    h('span', { class: 'unseen' }, words.pitches.seats(taken, limit), waiting ? `, ${words.pitches.waiting(waiting)}` : ''),
  );
}

/** @param {string} text @param {string} [href] */
export const topic = (text, href) =>
  href
    ? h('a', { class: 'topic', href, vars: { '--hue': hue(text) } }, text)
    : h('span', { class: 'topic', vars: { '--hue': hue(text) } }, text);

/** @param {string} text @param {'learn' | ''} [kind] */
export const chip = (text, kind = '') => h('span', { class: `chip ${kind}` }, text);

/** @typedef {{ kind?: 'main' | 'quiet' | 'in' | 'bare' | '', icon?: IconName, id?: string, name?: string }} Look */

/** A button that can't be pressed twice while its work goes on; what goes wrong is told. @param {Child} label @param {() => unknown} run @param {Look} [look] */
export function button(label, run, look = {}) {
  const busy = signal(false);
  const press = async () => {
    if (busy.peek()) return;
    busy.set(true);
    await attempt(run);
    busy.set(false);
  };
  return h(
    'button',
    {
      type: 'button',
      class: `button ${look.kind ?? ''}`,
      id: look.id,
      'aria-label': look.name,
      'aria-busy': () => busy() || null,
      onclick: press,
    },
    look.icon ? icon(look.icon) : null,
    label,
  );
}

/** Runs it and says what went wrong, if something did. @param {() => unknown} run @returns {Promise<boolean>} whether it went well */
export async function attempt(run) {
  try {
    await run();
    return true;
  } catch (error) {
    tell([sentence(error), way(error)], { bad: true });
    return false;
  }
}

/** @param {unknown} error */
export function sentence(error) {
  if (error instanceof Error && 'code' in error) return error.message;
  reportError(error);
  return words.problem.unexpected;
}

/** The way on, where there is one: who was signed out signs in again, and comes back to what they were writing. @param {unknown} error @returns {Child} */
export const way = (error) =>
  error instanceof Error && 'status' in error && error.status === 401
    ? [
        ' ',
        h(
          'a',
          {
            href: `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`,
            onclick: (event) => (told.set(null), event.currentTarget.closest('dialog')?.close()),
          },
          words.problem.signIn,
        ),
      ]
    : null;

/** A button as `can` has it: to press, to press with a reason, or told why not and when. Without `told`, what is never mine to do isn't shown.
 * @param {Decision | undefined} can @param {string} label @param {(reason: string | null) => unknown} run @param {Look & { told?: boolean, zone?: string | null }} [look] @returns {Child} */
export function action(can, label, run, look = {}) {
  if (can?.allowed) return button(label, () => run(null), look);
  if (can?.code === 'reason_required') {
    return button(label, async () => (await import('./form.js')).askReason(label, run), look);
  }
  if (!can || (!look.told && !can.allowed_from)) return null;
  return h(
    'span',
    { class: 'barred' },
    h(
      'button',
      { type: 'button', class: `button ${look.kind ?? ''}`, disabled: true },
      look.icon ? icon(look.icon) : null,
      label,
    ),
    whyNot(can, look.zone),
  );
}

/** @param {Decision} can */
export const refusal = (can) => words.refused(can.code ?? '', can.reason ?? '', Boolean(can.allowed_from));

/** @param {Decision} can @param {string | null} [zone] */
export const whyNot = (can, zone) =>
  h('small', { class: 'why' }, refusal(can), can.allowed_from ? ` ${words.from(both(can.allowed_from, zone))}` : null);

/** @typedef {{ text: Child, bad: boolean, undo?: { label: string, run: () => unknown } | undefined }} Told */

const told = signal(/** @type {Told | null} */ (null));
let quiet = 0;

/** Says something in the corner, and to screen readers. @param {Child} text @param {{ bad?: boolean, undo?: Told['undo'] }} [how] */
export function tell(text, { bad = false, undo } = {}) {
  told.set({ text, bad, undo });
  clearTimeout(quiet);
  if (!bad || !undo) quiet = setTimeout(() => told.set(null), bad || undo ? 12e3 : 6e3);
}

/** Where it is said. */
export const teller = () =>
  h('div', { class: 'teller', role: 'status' }, () => {
    const now = told();
    if (!now) return null;
    const close = button(null, () => told.set(null), { icon: 'cross', name: words.close, kind: 'bare' });
    return h(
      'div',
      { class: now.bad ? 'told bad' : 'told' },
      h('p', null, now.text),
      now.undo ? button(now.undo.label, now.undo.run) : null,
      close,
    );
  });

const HELD_MS = 6000;
let holding = 0;

/** `lost` is said when it does not arrive. @typedef {{ key: string, text: string, lost: string, shown: boolean, send: () => unknown, after: () => unknown, sending?: boolean }} Held */

/** What somebody has done that is not sent yet: until then it can be taken back. */
export const held = signal(/** @type {Held | null} */ (null));

/** @param {Held} what */
export function holdBack(what) {
  letGo();
  held.set(what);
  tell(what.text, what.shown ? {} : { undo: { label: words.undo, run: takeBack } });
  clearTimeout(quiet);
  holding = setTimeout(letGo, HELD_MS);
}

export function takeBack() {
  if (held.peek()?.sending) return;
  clearTimeout(holding);
  held.set(null);
  told.set(null);
}

/** Sends what is held back: its time is over, or its screen is left. */
export async function letGo() {
  const now = held.peek();
  clearTimeout(holding);
  if (!now || now.sending) return;
  now.sending = true;
  if (told.peek()?.text === now.text) told.set(null);
  try {
    await now.send();
    await attempt(now.after);
  } catch (error) {
    now.sending = false;
    const lost = error instanceof Error && 'status' in error && error.status === 0;
    const run = () => (told.set(null), held.set(now), letGo());
    if (lost) tell(now.lost, { bad: true, undo: { label: words.problem.again, run } });
    else if (await attempt(now.after)) tell([sentence(error), way(error)], { bad: true });
  }
  if (held.peek() === now) held.set(null);
}
addEventListener('pagehide', letGo);

/** @param {Child} heading @param {Child} text @param {...Child} more */
export const empty = (heading, text, ...more) =>
  h('div', { class: 'empty' }, icon('spark'), h('h2', null, heading), h('p', null, text), more);

/** A whole screen that says why there is none, and what to do. @param {string} said @param {(() => unknown) | null} again where trying again may help @param {string} [title] */
export const troubleView = (said, again, title = words.problem.title) => ({
  title,
  nodes: [
    h('h1', null, title),
    empty(
      said,
      again ? null : words.problem.help,
      again
        ? button(words.problem.again, again, { kind: 'main' })
        : h('a', { class: 'button main', href: '/' }, words.problem.start),
    ),
  ],
});
