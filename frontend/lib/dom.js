// Elements from functions: h('button', { class: 'button', onclick }, 'Sign up'). No HTML is ever parsed, so nothing
// that a person typed can become mark-up, and the policy `trusted-types 'none'` holds by construction.
import { effect, ending, quietly, scope, signal } from './signals.js';
/** @import { Child, Live, Props, SvgProps } from '../types.d.ts' */
/** @import { Signal } from './signals.js' */

const SVG = 'http://www.w3.org/2000/svg';

/** @template {keyof HTMLElementTagNameMap} K @param {K} tag @param {Props<K> | null} [props] @param {...Child} children */
export const h = (tag, props, ...children) => fill(document.createElement(tag), props, children);

/** @template {keyof SVGElementTagNameMap} K @param {K} tag @param {SvgProps | null} [props] @param {...Child} children */
export const svg = (tag, props, ...children) => fill(document.createElementNS(SVG, tag), props, children);

/** @template {HTMLElement | SVGElement} E @param {E} element @param {Record<string, any> | null | undefined} props @param {Child[]} children @returns {E} */
function fill(element, props, children) {
  append(element, children); // before the properties: a select's value needs its options
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name.startsWith('on')) Object.assign(element, { [name]: value });
    else if (name !== 'vars') put(value, (now) => set(element, name, now));
    else for (const key of Object.keys(value)) put(value[key], (now) => element.style.setProperty(key, String(now)));
  }
  return element;
}

/** A function is read again whenever it changes. @param {Live<unknown>} value @param {(now: unknown) => void} use */
const put = (value, use) => (typeof value === 'function' ? effect(() => use(value())) : use(value));

/** @param {Element} element @param {string} name @param {unknown} value */
function set(element, name, value) {
  const property = name in element && element instanceof HTMLElement && !/^(aria|data|role$|list$|form$)/.test(name);
  if (property) Object.assign(element, { [name]: value ?? '' });
  else if (value == null || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

/** @param {Node} parent @param {Child} child */
export function append(parent, child) {
  if (Array.isArray(child)) child.forEach((one) => append(parent, one));
  else if (typeof child === 'function') region(parent, child);
  else if (child instanceof Node) parent.appendChild(child);
  else if (child != null && child !== false && child !== '') parent.appendChild(document.createTextNode(String(child)));
}

/** A part that is drawn anew when what it reads changes. @param {Node} parent @param {() => Child} draw */
function region(parent, draw) {
  const from = parent.appendChild(document.createComment(''));
  const to = parent.appendChild(document.createComment(''));
  let end = () => {};
  effect(() => {
    end();
    const part = document.createDocumentFragment();
    [, end] = scope(() => append(part, draw()));
    const lost = remove(from, to);
    to.before(part);
    if (lost) refocus(lost, from, to);
  });
  ending(() => end());
}

/** Takes out all between two nodes. @param {Node} from @param {Node} to @returns {HTMLElement | null} what had the focus */
function remove(from, to) {
  let lost = /** @type {HTMLElement | null} */ (null);
  while (from.nextSibling && from.nextSibling !== to) {
    if (from.nextSibling.contains(document.activeElement)) lost = /** @type {HTMLElement} */ (document.activeElement);
    from.nextSibling.remove();
  }
  return lost;
}

const CAN_FOCUS = 'a[href], button:not(:disabled), input, select, textarea, [tabindex]';

/** The focus stays where it was: on the same control, known by its id or its words, or on its neighbour; `main.js` finds the new headline, and what else has none. @param {HTMLElement} lost @param {ChildNode} from @param {Node} to */
function refocus(lost, from, to) {
  if (lost.matches('h1')) return;
  const within = (/** @type {Element} */ one) => from.compareDocumentPosition(one) & 4 && to.compareDocumentPosition(one) & 2;
  const all = [.../** @type {Element} */ (from.parentElement).querySelectorAll(CAN_FOCUS)].filter(within);
  const told = (/** @type {Element} */ one) => one.tagName + one.ariaLabel + one.textContent;
  const next = document.getElementById(lost.id) ?? all.find((one) => told(one) === told(lost)) ?? all[0];
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}

/** Keeps `parent`'s children in step with a list. A row is made once for each key and then told its new item, so only what changed is drawn.
 * @template T @template {Element} P @param {P} parent @param {() => readonly T[]} list @param {(item: T) => string} key @param {(item: Signal<T>) => Element} row @returns {P} */
export function each(parent, list, key, row) {
  /** @type {Map<string, { item: Signal<T>, element: Element, end: () => void }>} */
  const rows = new Map();
  effect(() => {
    const items = list();
    quietly(() => {
      const stay = new Set(items.map(key));
      for (const [name, gone] of rows) if (!stay.has(name)) (gone.end(), gone.element.remove(), rows.delete(name));
      const focused = document.activeElement;
      let place = parent.firstElementChild;
      for (const element of items.map(rowFor)) {
        if (element === place) place = place.nextElementSibling;
        else parent.insertBefore(element, place);
      }
      if (focused instanceof HTMLElement && focused !== document.activeElement && parent.contains(focused)) focused.focus();
    });
  });
  ending(() => rows.forEach(({ end }) => end()));
  return parent;

  /** @param {T} item */
  function rowFor(item) {
    const known = rows.get(key(item));
    if (known) return (known.item.set(item), known.element);
    const own = signal(item);
    const [element, end] = scope(() => row(own));
    rows.set(key(item), { item: own, element, end });
    return element;
  }
}
