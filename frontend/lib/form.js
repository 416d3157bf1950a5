// Forms that lose nothing: inputs are made once, errors are written beside them, drafts are kept on this device.
import { Problem } from './api.js';
import { each, h } from './dom.js';
import { signal } from './signals.js';
import { icon, sentence } from './ui.js';
import { words } from '../words/en.js';
/** @import { Child } from '../types.d.ts' */
/** @import { Signal } from './signals.js' */

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Input */
/** @typedef {{ node: HTMLElement, input: Input, name: string, error: Signal<string> }} Field */
/** @typedef {{ label: string, name: string, hint?: Child, value?: string | null, required?: boolean, more?: Child, [attribute: string]: any }} Asked */

let made = 0;

/** @param {Asked} asked @param {(shared: any) => Input} make @returns {Field} */
function field({ label, name, hint, value, more, ...attributes }, make) {
  const id = attributes['id'] ?? `f${(made += 1)}-${name}`;
  const error = signal('');
  const input = make({
    id,
    name,
    value: value ?? '',
    ...attributes,
    'aria-invalid': () => (error() ? 'true' : null),
    'aria-describedby': `${id}-hint`,
  });
  input.addEventListener('input', () => error.set(''));
  const note = h('span', { id: `${id}-hint`, class: () => (error() ? 'hint bad' : 'hint') }, () => error() || hint);
  return {
    input,
    name,
    error,
    node: h(
      'div',
      { class: 'field' },
      h('label', { htmlFor: id }, label, attributes.required ? null : h('small', null, ` ${words.form.optional}`)),
      input,
      more,
      note,
    ),
  };
}

/** @param {Asked} asked */
export const line = (asked) => field(asked, (shared) => h('input', { type: 'text', autocomplete: 'off', ...shared }));
/** @param {Asked} asked */
export const paragraphs = (asked) => field(asked, (shared) => h('textarea', { rows: 5, ...shared }));
/** One of a few; that none of them is an answer too is for the options to say. @param {Asked & { options: [value: string, label: string][] }} asked */
export const choice = ({ options, ...asked }) =>
  field({ required: true, ...asked }, (shared) =>
    h(
      'select',
      { ...shared, required: false },
      options.map(([value, label]) => h('option', { value }, label)),
    ),
  );

/** @param {string} label @param {string} name @param {boolean} checked @param {Child} [hint] @returns {Field} */
export function tick(label, name, checked, hint) {
  const input = h('input', { type: 'checkbox', name, checked });
  return {
    input,
    name,
    error: signal(''),
    node: h('label', { class: 'tick' }, input, h('span', null, label, hint ? h('small', null, hint) : null)),
  };
}

/** @param {Field} from */
export const text = (from) => from.input.value.trim();
/** @param {Field} from */
export const ticked = (from) => /** @type {HTMLInputElement} */ (from.input).checked;
/** Words parted by commas. @param {Field} from */
export const listed = (from) => [
  ...new Set(
    text(from)
      .split(/[,\n]/)
      .map((word) => word.trim())
      .filter(Boolean),
  ),
];

/** @typedef {{ fields: Field[], nodes?: Child, submit: string, run: () => unknown, beside?: Child, problem?: (problem: Problem) => boolean }} FormSpec */

/** A form whose refusal stands where it belongs: beside its field, or above the button. @param {FormSpec} spec */
export function form({ fields, nodes, submit, run, beside, problem }) {
  const trouble = signal('');
  const busy = signal(false);
  const send = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (busy.peek()) return;
    busy.set(true);
    trouble.set('');
    try {
      await run();
    } catch (error) {
      if (!(error instanceof Problem && problem?.(error))) trouble.set(place(error, fields));
    }
    busy.set(false);
  };
  return h(
    'form',
    { class: 'form', onsubmit: send },
    nodes ?? fields.map(({ node }) => node),
    h('div', { role: 'alert', class: 'trouble' }, () => (trouble() ? h('p', null, icon('flag'), trouble()) : null)),
    h(
      'div',
      { class: 'row' },
      h('button', { type: 'submit', class: 'button main', 'aria-busy': () => busy() || null }, submit),
      beside,
    ),
  );
}

/** Puts each error of a reply beside its field; what is left is for above the button. @param {unknown} error @param {Field[]} fields */
function place(error, fields) {
  if (!(error instanceof Problem)) return sentence(error);
  const homeless = [];
  for (const { field: path, detail } of error.errors) {
    const found = fields.find(({ name }) => path.split('.').includes(name));
    if (found) found.error.set(detail);
    else homeless.push(`${path}: ${detail}`);
  }
  fields.find((one) => one.error.peek())?.input.focus();
  return [error.message, ...homeless].join(' ');
}

/** Keeps what is typed on this device until `forget` is called. @param {string | (() => string)} key @param {Field[]} fields */
export function keepDraft(key, fields) {
  const place = () => `draft:${typeof key === 'string' ? key : key()}`;
  const kept = signal(false);
  const typed = JSON.parse(storage()?.getItem(place()) ?? '{}');
  for (const { name, input } of fields) if (typeof typed[name] === 'string') input.value = typed[name];
  kept.set(Object.keys(typed).length > 0);
  const keep = () => {
    storage()?.setItem(place(), JSON.stringify(Object.fromEntries(fields.map(({ name, input }) => [name, input.value]))));
    kept.set(true);
  };
  for (const { input } of fields) input.addEventListener('input', keep);
  const forget = () => (storage()?.removeItem(place()), kept.set(false));
  /** Takes the draft along while its key changes. @param {() => void} change */
  const along = (change) => {
    const had = kept.peek();
    if (had) forget();
    change();
    if (had) keep();
  };
  return { kept, keep, forget, along };
}

function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/** @typedef {{ title: string, text?: Child, fields?: Field[], submit: string, run: () => unknown }} Question */

/** A dialog with a form; it stays open, with all that was typed, until `run` succeeds. @param {Question} question @returns {Promise<boolean>} whether it did */
export function ask({ title, text: said, fields = [], submit, run }) {
  return new Promise((answer) => {
    const done = async () => {
      await run();
      answer(true);
      box.close();
    };
    const later = h('button', { type: 'button', class: 'button', onclick: () => box.close() }, words.later);
    const box = h(
      'dialog',
      { class: 'box', 'aria-labelledby': 'box-title', onclose: () => (box.remove(), answer(false)) },
      h('h2', { id: 'box-title' }, title),
      said ? h('div', { class: 'soft' }, said) : null,
      form({ fields, submit, run: done, beside: later }),
    );
    document.getElementById('overlays')?.append(box);
    box.showModal();
  });
}

/** @param {string} title @param {(reason: string) => unknown} run @param {Child} [said] */
export function askReason(title, run, said = words.form.whyReason) {
  const reason = line({ label: words.form.reason, name: 'reason', required: true, maxLength: 500 });
  return ask({ title, text: said, fields: [reason], submit: title, run: () => run(text(reason)) });
}

/** Rows that can be added and taken away, each with its own fields. @template {Record<string, Field>} R @param {string} legend @param {string} add @param {R[]} first @param {() => R} blank */
export function rows(legend, add, first, blank) {
  const all = signal(first.map((row) => ({ key: `r${(made += 1)}`, row })));
  const list = each(
    h('div', { class: 'rows' }),
    all,
    ({ key }) => key,
    (item) => {
      const { key, row } = item.peek();
      const drop = h(
        'button',
        {
          type: 'button',
          class: 'button bare',
          'aria-label': words.form.takeAway,
          onclick: () => all.set(all.peek().filter((one) => one.key !== key)),
        },
        icon('cross'),
      );
      return h(
        'div',
        { class: 'set' },
        Object.values(row).map(({ node }) => node),
        drop,
      );
    },
  );
  const more = h(
    'button',
    { type: 'button', class: 'button', onclick: () => all.set([...all.peek(), { key: `r${(made += 1)}`, row: blank() }]) },
    icon('plus'),
    add,
  );
  return {
    node: h('fieldset', { class: 'many' }, h('legend', null, legend), list, more),
    rows: () => all.peek().map(({ row }) => row),
  };
}
