// Addresses are state: real links, the History API, the focus on the new heading, or on what asks for it by `autofocus`.
import { append } from './dom.js';
import { scope } from './signals.js';
/** @import { Place, Screen } from '../types.d.ts' */
/** @typedef {[path: string, open: () => Promise<Screen>]} Route */
/** @typedef {{ main: HTMLElement, routes: Route[], trouble: (error: unknown) => Screen, move: (draw: () => void) => void | Promise<void>, arrived: (place: Place) => void }} Site */

let site = /** @type {Site} */ (/** @type {unknown} */ (null));
let [turn, end] = [0, () => {}];

/** Shows the screen that the address names, now and whenever it changes. @param {Site} given */
export function route(given) {
  site = given;
  addEventListener('popstate', () => show());
  document.addEventListener('click', followLink);
  return show({ first: true });
}

/** @param {string} url @param {'push' | 'replace'} [how] */
export const go = (url, how = 'push') => (history[`${how}State`](null, '', url), show());

/** Loads and draws the present screen again, where the reader is. */
export const again = () => show({ stay: true });

/** @param {{ first?: boolean, stay?: boolean }} [how] */
async function show({ first = false, stay = false } = {}) {
  const mine = ++turn;
  site.main.ariaBusy = 'true';
  const [screen, place, data] = await prepare();
  const draw = () => {
    if (mine !== turn) return; // the reader went on meanwhile
    end();
    const fragment = document.createDocumentFragment();
    [, end] = scope(() => {
      const { title, nodes } = screen.view(data, place);
      append(fragment, nodes);
      document.title = `${title} · Offtrail`;
    });
    site.main.replaceChildren(fragment);
    site.main.ariaBusy = null;
    site.arrived(place);
    if (!first && !stay) arrive(place);
  };
  if (first || stay) draw();
  else await site.move(draw);
}

/** @returns {Promise<[Screen, Place, unknown]>} */
async function prepare() {
  const params = /** @type {Record<string, string>} */ ({});
  const place = { path: location.pathname, params, query: new URLSearchParams(location.search), hash: location.hash };
  try {
    for (const [path, open] of site.routes) {
      const found = RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`).exec(location.pathname);
      if (!found) continue;
      for (const [name, value] of Object.entries(found.groups ?? {})) params[name] = decodeURIComponent(value);
      return await open().then(async (screen) => [screen, place, await screen.load(place)]);
    }
    throw Error('no page');
  } catch (error) {
    return [site.trouble(error), place, undefined];
  }
}

/** @param {Place} place */
function arrive(place) {
  const aim = document.getElementById(place.hash.slice(1));
  const heading = aim ?? site.main.querySelector('[autofocus]') ?? site.main.querySelector('h1') ?? site.main;
  if (heading.tabIndex < 0) heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  aim ? aim.scrollIntoView() : scrollTo(0, 0);
}

const NOT_PAGES = /^\/(api|assets|docs|redoc|metrics|healthz|readyz|openapi)\b/;

/** @param {MouseEvent} event */
function followLink(event) {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link?.href || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  if (link.origin !== location.origin || link.target || link.hasAttribute('download') || NOT_PAGES.test(link.pathname)) return;
  if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
  event.preventDefault();
  go(link.href);
}
