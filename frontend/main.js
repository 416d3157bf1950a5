// Start: the frame around every screen, then the screen that the address names.
import { Problem } from './lib/api.js';
import { h } from './lib/dom.js';
import { computed, signal } from './lib/signals.js';
import { avatar, icon, letGo, sentence, teller, troubleView } from './lib/ui.js';
import { go, route } from './lib/router.js';
import { here, me, presentWeek, session, whoAmI } from './lib/session.js';
import { words } from './words/en.js';
/** @import { Route } from './lib/router.js' */
/** @import { Screen } from './types.d.ts' */
/** @import { IconName } from './lib/ui.js' */

/** The server reads this table too, to preload what a screen imports. @type {Route[]} */
const routes = [
  ['/', () => import('./screens/now.js')],
  ['/sign-in', () => import('./screens/signin.js')],
  ['/me', () => import('./screens/me.js')],
  ['/outcomes', () => import('./screens/outcomes.js')],
  ['/weeks', () => import('./screens/weeks.js')],
  ['/weeks/new', () => import('./screens/organize/new.js')],
  ['/weeks/:slug', () => import('./screens/week.js')],
  ['/weeks/:slug/pitches', () => import('./screens/pitches.js')],
  ['/weeks/:slug/pitches/new', () => import('./screens/compose.js')],
  ['/weeks/:slug/demos', () => import('./screens/demos.js')],
  ['/weeks/:slug/plan', () => import('./screens/organize/plan.js')],
  ['/weeks/:slug/schedule', () => import('./screens/organize/schedule.js')],
  ['/weeks/:slug/people', () => import('./screens/organize/people.js')],
  ['/weeks/:slug/console', () => import('./screens/organize/console.js')],
  ['/pitches/:id', () => import('./screens/pitch.js')],
  ['/pitches/:id/edit', () => import('./screens/compose.js')],
  ['/pitches/:id/outcome', () => import('./screens/outcome.js')],
];

const path = signal(location.pathname);
const week = computed(() => `/weeks/${here()?.slug ?? ''}`);

/** @type {{ name: string, icon: IconName, to: () => string, at: RegExp }[]} */
const tabs = [
  { name: words.nav.now, icon: 'home', to: () => '/', at: /^\/$/ },
  { name: words.nav.pitches, icon: 'board', to: () => (here() ? `${week()}/pitches` : '/weeks'), at: /\/pitches/ },
  { name: words.nav.demos, icon: 'demo', to: () => (here() ? `${week()}/demos` : '/weeks'), at: /\/demos$/ },
  { name: words.nav.outcomes, icon: 'outcome', to: () => '/outcomes', at: /\/outcomes?$/ },
  {
    name: words.nav.weeks,
    icon: 'weeks',
    to: () => '/weeks',
    at: /^\/weeks(\/new|\/[^/]+)?(\/plan|\/schedule|\/people|\/console)?$/,
  },
];
const present = computed(() => tabs.find(({ at }) => at.test(path().replace(/^(\/pitches\/.+)\/outcome$/, '/outcome'))));

function changeTheme() {
  const root = document.documentElement;
  const dark = root.dataset['theme'] ? root.dataset['theme'] === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset['theme'] = dark ? 'light' : 'dark';
  localStorage.setItem('theme', root.dataset['theme']);
}

/** @param {typeof tabs[number]} tab */
const tabLink = (tab) =>
  h('a', { href: tab.to, 'aria-current': () => (present() === tab ? 'page' : null) }, icon(tab.icon), tab.name);

function whoLink() {
  const person = me();
  if (person)
    return h(
      'a',
      {
        class: 'button who',
        href: '/me',
        'aria-label': words.nav.me(person.name),
        'aria-current': () => (path() === '/me' ? 'page' : null),
      },
      avatar(person),
      h('span', { class: 'wide' }, words.nav.mine),
    );
  return session() && path() !== '/sign-in' ? h('a', { class: 'button', href: '/sign-in' }, words.signIn.action) : null;
}

document.querySelector('.bar')?.append(
  h('a', { class: 'brand', href: '/', 'aria-label': words.nav.home }, icon('trail'), h('span', null, 'Offtrail')),
  h('nav', { 'aria-label': words.nav.main }, tabs.map(tabLink)),
  h(
    'div',
    { class: 'row' },
    whoLink,
    () =>
      me()
        ? h(
            'button',
            { type: 'button', class: 'button round', 'aria-label': words.nav.palette, onclick: () => press('palette') },
            icon('search'),
          )
        : null,
    h('button', { type: 'button', class: 'button round', 'aria-label': words.nav.theme, onclick: changeTheme }, icon('moon')),
  ),
);
document.getElementById('overlays')?.append(teller());

/** @param {string} key */
const press = async (key) => (await import('./lib/keys.js')).press(key);
const SHORT = new Set(['/', 'n', 'u', 'j', 'k', 'o', '+', '?']);

addEventListener('keydown', (event) => {
  const { key, target, ctrlKey, metaKey, altKey } = event;
  const palette = (ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k';
  const typing = target instanceof Element && target.closest('input, textarea, select, dialog, [contenteditable]');
  if (!me() || event.defaultPrevented || (!palette && (typing || ctrlKey || metaKey || altKey || !SHORT.has(key)))) return;
  event.preventDefault();
  press(palette ? 'palette' : key);
});

/** What stands where a screen could not. @param {unknown} error @returns {Screen} */
function trouble(error) {
  const status = error instanceof Error && 'status' in error ? error.status : null;
  if (status === 401 && !me()) {
    const from = location.pathname + location.search;
    go(from === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(from)}`, 'replace');
  }
  if (error instanceof TypeError && /import|module/i.test(error.message)) location.reload(); // a newer page took this one's place
  const said = status === null ? words.problem.noSuchPage : sentence(error);
  return { load: async () => null, view: () => troubleView(said) };
}

function arrived() {
  path.set(location.pathname);
  if (me() && !here.peek())
    presentWeek()
      .then((found) => found && !here.peek() && here.set(found))
      .catch(() => {});
}

/** What a visitor may see, where the week is public; all else asks for sign-in before it asks the server. */
const OPEN = /^\/(sign-in$|weeks\/(?!new$)|pitches\/[^/]+$)/;

/** @param {Route[1]} open @returns {Route[1]} */
const whenKnown = (open) => async () => {
  await letGo();
  const [screen] = await Promise.all([open(), asked]);
  if (session.peek() && !me() && !OPEN.test(location.pathname)) throw new Problem(401, {});
  return screen;
};

const main = document.getElementById('main');
const asked = whoAmI().catch(() => {});
if (main) await route({ main, routes: routes.map(([at, open]) => [at, whenKnown(open)]), trouble, arrived });
