// A style sheet that one screen alone needs, loaded with it; nobody else waits for it.
import { h } from '../../lib/dom.js';

/** @param {'console.css' | 'plan.css'} name @returns {Promise<unknown> | undefined} */
export function sheet(name) {
  const href = new URL(`../../${name}`, import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return;
  const link = h('link', { rel: 'stylesheet', href });
  document.head.append(link);
  return new Promise((done) => (link.onload = link.onerror = done));
}
