// Forms that lose nothing: inputs are made once, errors are written beside them, drafts are kept on this device.
import { Problem } from './api.js';
import { append, h } from './dom.js';
import { signal } from './signals.js';
import { draftAt, storage } from './session.js';
import { button, icon, sentence, way } from './ui.js';
import { words } from '../words/en.js';
/** @import { Child } from '../types.d.ts' */
/** @import { Signal } from './signals.js' */

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Input */
/** `first` is what stood there before anything was typed; `rival`, what somebody else wrote meanwhile; `passing`, what is not worth keeping.
 * @typedef {{ node: HTMLElement, input: Input, name: string, error: Signal<string>, first: string, rival: Signal<Rival | null>, kept?: boolean, passing?: string, fill?: (value: string) => void, tell?: (value: string) => string }} Field */
/** @typedef {{ other: string, taken: boolean }} Rival */
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
    oninvalid: () => unfold(input),
    'aria-invalid': () => (error() ? 'true' : null),
    'aria-describedby': `${id}-hint`,
  });
  input.addEventListener('input', () => error.set(''));
  const note = h('span', { id: `${id}-hint`, class: () => (error() ? 'hint bad' : 'hint') }, () => error() || hint);
  /** @type {Field} */
  const whole = {
    input,
    name,
    error,
    first: String(value ?? ''),
    rival: signal(/** @type {Rival | null} */ (null)),
    node: h(
      'div',
      { class: 'field' },
      h('label', { htmlFor: id }, label, attributes.required ? null : h('small', null, ` ${words.form.optional}`)),
      input,
      more,
      note,
    ),
  };
  append(whole.node, () => meanwhile(whole));
  return whole;
}

/** Opens what a field is folded away in, as nobody can fill in, nor be led to, what isn't seen. @param {Input | undefined} input */
const unfold = (input) => input?.closest('details')?.setAttribute('open', '');

/** @param {Field} field @returns {string} */
const valueOf = ({ input }) =>
  input.type === 'checkbox' ? String(/** @type {HTMLInputElement} */ (input).checked) : input.value;

/** @param {Field} field @param {string} value */
function fill({ input, fill: own }, value) {
  if (own) own(value);
  else if (input.type === 'checkbox') /** @type {HTMLInputElement} */ (input).checked = value === 'true';
  else input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

/** What somebody else wrote, under what I did, to be taken or left. @param {Field} field @returns {Child} */
export function meanwhile(field) {
  const now = field.rival();
  if (!now) return null;
  const option = [...field.input.querySelectorAll('option')].find(({ value }) => value === now.other);
  const swap = () => {
    field.rival.set({ other: valueOf(field), taken: !now.taken });
    fill(field, now.other);
  };
  return h(
    'div',
    { class: 'note warn' },
    icon('flag'),
    h(
      'div',
      { class: 'stack' },
      h('small', null, now.taken ? words.form.yours : words.form.theirs),
      h('p', { class: 'as-typed' }, option?.text ?? (field.tell?.(now.other) || now.other || words.form.nothing)),
      button(now.taken ? words.form.takeMine : words.form.takeTheirs, swap, { id: `${field.input.id}-swap` }),
    ),
  );
}

/** Brings what somebody else wrote together with what I did: what I left alone is theirs now, the rest is mine to choose. @param {Field[]} fields @param {Record<string, string>} theirs by name */
export function meet(fields, theirs) {
  for (const field of fields) {
    const [other, mine, before] = [theirs[field.name] ?? field.first, valueOf(field), field.first];
    field.first = other;
    if (other === before || other === mine) continue;
    if (mine === before) fill(field, other);
    field.rival.set(mine === before ? { other: mine, taken: true } : { other, taken: false });
  }
  fields.find((one) => one.rival.peek() && !one.rival.peek()?.taken)?.input.focus();
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
    first: String(checked),
    rival: signal(/** @type {Rival | null} */ (null)),
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

/** @typedef {{ fields: Field[], nodes?: Child, submit: string, run: (by: HTMLElement | null) => unknown, beside?: Child, title?: string, problem?: (problem: Problem) => boolean, theirs?: () => Promise<Field[]> }} FormSpec */

/** A form whose refusal stands where it belongs: beside its field, or above the button. What is typed is kept on this device until it
 * is sent; `theirs` reads anew what somebody else changed, as fields of the same names; what `problem` says yes to is said elsewhere. @param {FormSpec} spec */
export function form({ fields, nodes, submit, run, beside, title = submit, problem, theirs }) {
  const trouble = signal(/** @type {Child} */ (null));
  const draft = keepDraft(
    `${location.pathname} ${title}`,
    fields.filter(({ kept }) => !kept),
  );
  const busy = signal(false);
  const send = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (busy.peek()) return;
    busy.set(true);
    trouble.set(null);
    try {
      if ((await run(event.submitter)) !== false && !fields.some((one) => one.error.peek())) sent();
    } catch (error) {
      trouble.set(await say(error));
    }
    busy.set(false);
  };
  const sent = () => {
    draft.forget();
    for (const field of fields) {
      field.first = valueOf(field);
      field.rival.set(null);
    }
  };
  /** @param {unknown} error @returns {Promise<Child>} */
  const say = async (error) => {
    if (error instanceof Problem && problem?.(error)) return null;
    if (!(error instanceof Problem && error.status === 412 && theirs)) return [place(error, fields), way(error)];
    try {
      meet(fields, Object.fromEntries((await theirs()).map((one) => [one.name, one.first])));
      return words.form.rival;
    } catch (worse) {
      return [sentence(worse), way(worse)];
    }
  };
  return h(
    'form',
    { class: 'form', onsubmit: send },
    nodes ?? fields.map(({ node }) => node),
    h('div', { role: 'alert', class: 'trouble' }, () =>
      trouble() ? h('p', null, icon('flag'), h('span', null, trouble())) : null,
    ),
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
  for (const { field: path, code = '', detail } of error.errors) {
    const found = fields.find(({ name }) => path.split('.').includes(name));
    if (found) found.error.set(words.refused(code, detail));
    else homeless.push(`${path}: ${detail}`);
  }
  const first = fields.find((one) => one.error.peek())?.input;
  unfold(first);
  first?.focus();
  const kept =
    error.status === 0 || error.status === 403 || error.status === 404 || error.status === 409 ? [words.form.stillHere] : [];
  return [error.message, ...homeless, ...kept].join(' ');
}

/** Keeps what is typed on this device until `forget` is called, apart for each person, with what stood there before.
 * @param {string | (() => string)} key @param {Field[]} fields */
export function keepDraft(key, fields) {
  const place = () => draftAt(typeof key === 'string' ? key : key());
  /** @type {Record<string, [typed: string, first: string]>} */
  const found = JSON.parse(storage()?.getItem(place()) ?? '{}');
  const kept = signal(Object.keys(found).length > 0);
  const theirs = Object.fromEntries(fields.map(({ name, first }) => [name, first]));
  const keep = () => {
    const typed = fields.filter((one) => valueOf(one) !== one.first && valueOf(one) !== one.passing);
    storage()?.setItem(place(), JSON.stringify(Object.fromEntries(typed.map((one) => [one.name, [valueOf(one), one.first]]))));
    kept.set(typed.length > 0);
  };
  for (const field of fields) {
    field.kept = true;
    const [typed, first] = found[field.name] ?? [];
    if (typed !== undefined) fill(field, typed);
    if (first !== undefined) field.first = first;
  }
  meet(fields, theirs);
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

/** @typedef {{ title: string, text?: Child, fields?: Field[], submit: string, run: () => unknown, theirs?: () => Promise<Field[]> }} Question */

/** A dialog with a form; it stays open, with all that was typed, until `run` succeeds. @param {Question} question @returns {Promise<boolean>} whether it did */
export function ask({ title, text: said, fields = [], submit, run, theirs }) {
  return new Promise((answer) => {
    const done = async () => {
      await run();
      answer(true);
      box.close();
    };
    const later = button(words.later, () => box.close());
    const box = h(
      'dialog',
      { class: 'box', 'aria-labelledby': 'box-title', onclose: () => (box.remove(), answer(false)) },
      h('h2', { id: 'box-title' }, title),
      said ? h('div', { class: 'soft' }, said) : null,
      form({ fields, submit, title, run: done, beside: later, theirs }),
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
