// Start: the frame around every screen, then the screen that the address names.
import { away, get, Problem, unheard } from './lib/api.js';
import { h } from './lib/dom.js';
import { computed, effect, ending, signal } from './lib/signals.js';
import { avatar, icon, letGo, sentence, teller, troubleView } from './lib/ui.js';
import { again, go, route } from './lib/router.js';
import { here, me, presentWeek, session, whoAmI } from './lib/session.js';
import { clock, livesIn } from './lib/time.js';
import { words } from './words/en.js';
/** @import { Route } from './lib/router.js' */
/** @import { Screen } from './types.d.ts' */
/** @import { IconName } from './lib/ui.js' */

/** The server reads this table too, to preload what a screen imports. @type {Route[]} */
const routes = [
  ['/', () => import('./screens/now.js')],
  ['/sign-in', () => import('./screens/signin.js')],
  ['/me', () => import('./screens/me.js')],
  ['/me/webhooks', () => import('./screens/organize/webhooks.js')],
  ['/people/:id', () => import('./screens/person.js')],
  ['/outcomes', () => import('./screens/outcomes.js')],
  ['/archive', () => import('./screens/archive.js')],
  ['/log', () => import('./screens/organize/log.js')],
  ['/weeks', () => import('./screens/weeks.js')],
  ['/weeks/new', () => import('./screens/organize/new.js')],
  ['/weeks/:slug', () => import('./screens/week.js')],
  ['/weeks/:slug/pitches', () => import('./screens/pitches.js')],
  ['/weeks/:slug/pitches/new', () => import('./screens/compose.js')],
  ['/weeks/:slug/crews', () => import('./screens/crews.js')],
  ['/weeks/:slug/demos', () => import('./screens/demos.js')],
  ['/weeks/:slug/stage', () => import('./screens/stage.js')],
  ['/weeks/:slug/plan', () => import('./screens/organize/plan.js')],
  ['/weeks/:slug/schedule', () => import('./screens/organize/schedule.js')],
  ['/weeks/:slug/people', () => import('./screens/organize/people.js')],
  ['/weeks/:slug/console', () => import('./screens/organize/console.js')],
  ['/pitches/:id', () => import('./screens/pitch.js')],
  ['/pitches/:id/edit', () => import('./screens/compose.js')],
  ['/pitches/:id/outcome', () => import('./screens/outcome.js')],
];

/** Who is looking, asked for once; where there was no answer, again for the next screen. @type {Promise<void> | null} */
let asked = null;
const known = () => (asked ??= whoAmI().then(sayAs, (error) => ((asked = null), Promise.reject(error))));
known().catch(() => {}); // first of all: nothing that a screen loads can be asked for before
effect(() => livesIn(me()?.time_zone));
/** Who looks as another role is told so on every screen. */
async function sayAs() {
  const { viewing } = session.peek() ?? {};
  if (viewing) document.querySelector('.bar')?.before((await import('./screens/viewing.js')).viewingBanner(viewing));
}
addEventListener('storage', ({ key }) => key === 'viewing' && location.reload());
const path = signal(location.pathname);
const week = computed(() => `/weeks/${here()?.slug ?? ''}`);

/** @type {{ name: string, icon: IconName, to: () => string, at: RegExp }[]} */
const tabs = [
  { name: words.nav.now, icon: 'home', to: () => '/', at: /^\/$/ },
  { name: words.nav.pitches, icon: 'board', to: () => (here() ? `${week()}/pitches` : '/weeks'), at: /\/(pitches|crews)/ },
  { name: words.nav.demos, icon: 'demo', to: () => (here() ? `${week()}/demos` : '/weeks'), at: /\/(demos|stage)$/ },
  { name: words.nav.outcomes, icon: 'outcome', to: () => '/outcomes', at: /\/(outcomes?|archive)$/ },
  {
    name: words.nav.weeks,
    icon: 'weeks',
    to: () => '/weeks',
    at: /^\/(log|weeks(\/new|\/[^/]+)?(\/plan|\/schedule|\/people|\/console)?)$/,
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
  return session() && path() !== '/sign-in' ? h('a', { class: 'button', href: '/sign-in' }, words.signIn) : null;
}

document.querySelector('.skip')?.replaceChildren(words.nav.skip);
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
/** What is shown while nothing new can be had. */
const banner = h('div', { class: 'away', role: 'status' }, () => {
  const now = away();
  return now ? h('p', null, icon('flag'), words.problem[now.offline ? 'offlineSince' : 'away'](clock(now.since))) : null;
});
document.getElementById('overlays')?.append(Object.assign(teller(), { onclick: settle }), banner);

/** How the screen that could not be loaded is tried again, once Offtrail can be reached. @type {(() => unknown) | null} */
let stuck = null;
const reach = () => get('/session').catch(() => {});
addEventListener('offline', unheard);
addEventListener('online', reach);
setInterval(() => away.peek() && navigator.onLine && reach(), 10e3);
effect(() => void (away() || stuck?.()));

const FOCUSABLE = 'a[href], button:not(:disabled), input, select, textarea, summary, [tabindex]';
/** What had the focus, and where it goes when that is gone: to the same by its id, in its list to the next row or the one before, to the nearest heading. */
let [last, trail] = [/** @type {Element | null} */ (null), /** @type {Element[]} */ ([])];

addEventListener('focusin', ({ target }) => {
  last = /** @type {Element} */ (target);
  if (!last.closest('main')) return;
  const row = last.closest('li');
  const all = [...(row?.parentElement?.querySelectorAll(FOCUSABLE) ?? [])].filter((one) => !row?.contains(one));
  const after = all.filter((one) => last && last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  const heading = last.matches('h1') ? null : last.closest('section')?.querySelector('h2');
  trail = [last, ...after, ...all.slice(0, all.length - after.length).reverse(), ...(heading ? [heading] : [])];
});
addEventListener('pointerdown', ({ target }) => {
  if (target instanceof Element && !target.closest(FOCUSABLE)) last = null; // who lets go of it doesn't want it back
});
new MutationObserver(() => {
  if (last && !last.isConnected && document.activeElement === document.body) settle();
}).observe(document.body, { childList: true, subtree: true });

function settle() {
  const known = trail.map((one) => (one.isConnected || !one.id ? one : (document.getElementById(one.id) ?? one)));
  const next = known.find((one) => one.isConnected && one.checkVisibility()) ?? document.querySelector('main h1');
  if (!(next instanceof HTMLElement)) return;
  if (next.tabIndex < 0) next.tabIndex = -1;
  next.focus({ preventScroll: true });
}

const { lang, dataset } = document.documentElement;

/** The choice stays on this device; the page comes anew, in that language, at the same address. @param {string} tag */
function speak(tag) {
  document.cookie = `language=${tag}; path=/; max-age=${365 * 86_400}; samesite=lax`;
  location.reload();
}

/** Each language by the name that it gives itself. @param {string} tag */
const language = (tag) =>
  h(
    'button',
    { type: 'button', class: 'button quiet', lang: tag, 'aria-pressed': String(tag === lang), onclick: () => speak(tag) },
    new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag,
  );
const foot = () =>
  h(
    'footer',
    { class: 'foot' },
    h(
      'div',
      { class: 'row', role: 'group', 'aria-label': words.nav.languages },
      (dataset['languages'] ?? lang).split(' ').map(language),
    ),
  );

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
  if (status === 401) {
    const now = session.peek();
    if (now?.person) session.set({ ...now, person: null }); // it has ended, elsewhere or by itself
    const from = location.pathname + location.search;
    go(from === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(from)}`, 'replace');
  }
  const missing = error instanceof TypeError && /import|module/i.test(error.message);
  const lost = missing || status === 0;
  const retry = missing ? afresh : lost || status === 429 || Number(status) >= 500 ? again : null;
  if (missing) afresh().catch(() => {});
  const said = lost ? words.problem.notLoaded : status === null ? words.problem.noSuchPage : sentence(error);
  return {
    load: async () => null,
    view: () => {
      if (lost) stuck = retry;
      ending(() => (stuck = null));
      return troubleView(said, retry, lost && !navigator.onLine ? words.problem.youAreOffline : words.problem.title);
    },
  };
}

/** A newer page took this one's place, or there is no server just now; only the first is mended by loading anew. */
async function afresh() {
  await whoAmI();
  location.reload();
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
  const [screen] = await Promise.all([open(), known()]);
  if (!me() && !OPEN.test(location.pathname)) throw new Problem(401, {});
  return screen;
};

/** From one screen to the next, softly where one may. @param {() => void} draw */
function move(draw) {
  if (!document.startViewTransition || matchMedia('(prefers-reduced-motion: reduce)').matches) return draw();
  const soft = document.startViewTransition(draw);
  soft.ready.catch(() => {}); // the one after it came first
  return soft.updateCallbackDone;
}

const main = document.getElementById('main');
if (main) {
  await route({ main, routes: routes.map(([at, open]) => [at, whenKnown(open)]), trouble, move, arrived });
  main.after(foot()); // below what is there, so that nothing moves
}
