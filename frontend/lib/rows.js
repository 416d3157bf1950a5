// Rows that can be added and taken away, each with its own fields; to a form they are one field, kept and compared as a whole.
import { append, each, h } from './dom.js';
import { signal } from './signals.js';
import { line, meanwhile, text } from './form.js';
import { button } from './ui.js';
import { words } from '../words/en.js';
/** @import { Field, Rival } from './form.js' */

let made = 0;

/** @template {Record<string, Field>} R @typedef {{ node: HTMLElement, rows: () => R[], field: Field }} Rows */

/** @template {Record<string, Field>} R @param {string} name @param {string} legend @param {string} add @param {R[]} first @param {() => R} blank @returns {Rows<R>} */
export function rows(name, legend, add, first, blank) {
  const keyed = (/** @type {R} */ row) => ({ key: `r${(made += 1)}`, row });
  const all = signal(first.map(keyed));
  const written = () => JSON.stringify(all.peek().map(({ row }) => Object.values(row).map(({ input }) => input.value)));
  const input = h('input', { type: 'hidden', name, value: written() });
  const note = () => {
    input.value = written();
    input.dispatchEvent(new Event('input'));
  };
  /** @param {string} value */
  const fill = (value) => {
    const typed = /** @type {string[][]} */ (JSON.parse(value));
    const anew = typed.map((values) => {
      const row = blank();
      Object.values(row).forEach((field, at) => (field.input.value = values[at] ?? ''));
      return row;
    });
    all.set(anew.map(keyed));
    input.value = written();
  };
  const drop = (/** @type {string} */ gone) => {
    all.set(all.peek().filter(({ key }) => key !== gone));
    note();
  };
  const more = () => {
    all.set([...all.peek(), keyed(blank())]);
    note();
  };
  const list = each(
    h('div', { class: 'rows', oninput: note }),
    all,
    ({ key }) => key,
    (item) => {
      const { key, row } = item.peek();
      return h(
        'div',
        { class: 'set' },
        Object.values(row).map(({ node }) => node),
        button(null, () => drop(key), { icon: 'cross', name: words.form.takeAway, kind: 'bare' }),
      );
    },
  );
  const node = h(
    'fieldset',
    { class: 'many' },
    h('legend', null, legend),
    list,
    button(add, more, { icon: 'plus', id: `add-${name}` }),
  );
  /** @param {string} value */
  const tell = (value) =>
    JSON.parse(value)
      .map((/** @type {string[]} */ values) => values.filter(Boolean).join(', '))
      .join('\n');
  const rival = signal(/** @type {Rival | null} */ (null));
  /** @type {Field} */
  const field = { node, input, name, error: signal(''), first: input.value, rival, fill, tell };
  append(node, () => meanwhile(field));
  return { node, rows: () => all.peek().map(({ row }) => row), field };
}

/** @param {{ title: string, url: string }} [row] */
const link = (row) => ({
  title: line({ label: words.form.linkTitle, name: 'link_title', required: true, maxLength: 200, value: row?.title }),
  url: line({ label: words.form.linkUrl, name: 'link_url', type: 'url', required: true, value: row?.url }),
});

/** Links, each with its name. @param {string} name @param {string} legend @param {{ title: string, url: string }[]} [first] */
export const linkRows = (name, legend, first = []) => rows(name, legend, words.form.addLink, first.map(link), () => link());

/** @param {Rows<ReturnType<typeof link>>} from */
export const linksOf = (from) => from.rows().map(({ title, url }) => ({ title: text(title), url: text(url) }));
