// Programs: the addresses that are told what happens, what was sent there and what came of it; and whose tokens may write.
import { all, del, get, patch, post } from '../../lib/api.js';
import { h } from '../../lib/dom.js';
import { choice, form, line, listed, text } from '../../lib/form.js';
import { signal } from '../../lib/signals.js';
import { ago, moment } from '../../lib/time.js';
import { button, chip, tell } from '../../lib/ui.js';
import { shownOnce, writingPanel } from '../access.js';
import { hooks as w } from '../../words/en-webhooks.js';
/** @import { Delivery, TokenOfPerson, Webhook, WeekRow } from '../../types.d.ts' */
/** @import { Signal } from '../../lib/signals.js' */

/** @typedef {{ hooks: Webhook[], weeks: WeekRow[], tokens: TokenOfPerson[] }} Data */

/** @returns {Promise<Data>} */
export async function load() {
  const [{ items }, weeks, tokens] = await Promise.all([get('/webhooks'), all('/weeks'), all('/tokens/writing')]);
  return { hooks: items, weeks, tokens };
}

/** @param {Data} data */
export function view({ hooks: first, weeks, tokens }) {
  const hooks = signal(first);
  const secret = signal('');
  return {
    title: w.title,
    nodes: [
      h('div', { class: 'hero' }, h('div', null, h('h1', null, w.title), h('p', null, w.text))),
      h('div', { role: 'status' }, () => (secret() ? h('section', { class: 'panel' }, shownOnce(w.secret, secret())) : null)),
      h(
        'div',
        { class: 'split' },
        h('div', { class: 'stack' }, () => listOf(hooks, secret), writingPanel(signal(tokens))),
        making(hooks, secret, weeks),
      ),
    ],
  };
}

/** @param {Signal<Webhook[]>} hooks @param {Signal<string>} secret */
const listOf = (hooks, secret) =>
  hooks().length ? hooks().map((one) => panel(one, hooks, secret)) : h('p', { class: 'panel soft' }, w.none);

/** @param {Webhook} one @param {Signal<Webhook[]>} hooks @param {Signal<string>} secret */
function panel(one, hooks, secret) {
  const slots = { webhook_id: one.id };
  const now = (/** @type {Webhook} */ changed) =>
    hooks.set(hooks.peek().map((other) => (other.id === changed.id ? changed : other)));
  const turn = async () => now(await patch('/webhooks/{webhook_id}', slots, { on: !one.on }, { version: one.version }));
  const test = async () => {
    await post('/webhooks/{webhook_id}/test', slots);
    tell(w.tested);
  };
  const rotate = async () => {
    const { secret: fresh, ...changed } = await post('/webhooks/{webhook_id}/rotate-secret', slots, { overlap_hours: 24 });
    secret.set(fresh);
    now(changed);
  };
  const remove = async () => {
    await del('/webhooks/{webhook_id}', slots, { version: one.version });
    hooks.set(hooks.peek().filter(({ id }) => id !== one.id));
    tell(w.deleted);
  };
  const named = (/** @type {string} */ label) => ({ name: `${label}: ${one.name}` });
  return h(
    'section',
    { class: 'panel' },
    h('div', { class: 'row' }, h('h2', null, one.name), h('span', { class: one.on ? 'chip good' : 'chip' }, state(one))),
    h('p', { class: 'secret' }, one.url),
    h('p', { class: 'soft' }, about(one)),
    h(
      'div',
      { class: 'row' },
      one.on ? button(w.test, test, named(w.test)) : null,
      button(one.on ? w.turnOff : w.turnOn, turn, named(one.on ? w.turnOff : w.turnOn)),
      button(w.rotate, rotate, named(w.rotate)),
      button(w.delete, remove, named(w.delete)),
    ),
    sent(one),
    one.on ? replaying(one, now) : null,
  );
}

/** @param {Webhook} one */
const state = (one) => (one.off_because ? w.off[one.off_because] : w.on);

/** @param {Webhook} one */
const about = (one) =>
  [
    one.types.join(', '),
    one.week ?? w.everyWeek,
    w.owner(one.owner.name),
    one.pending ? w.waiting(one.pending) : '',
    one.dead ? w.dead(one.dead) : '',
    one.failing_since ? w.failing(ago(one.failing_since)) : '',
  ]
    .filter(Boolean)
    .join(' · ');

/** What was sent, asked for when it is opened. @param {Webhook} one */
function sent({ id, name }) {
  const slots = { webhook_id: id };
  const rows = signal(/** @type {Delivery[] | null} */ (null));
  const look = async () => rows.set((await get('/webhooks/{webhook_id}/deliveries', slots, { limit: 20 })).items);
  const again = (/** @type {Delivery} */ row) => async () => {
    await post('/webhooks/{webhook_id}/deliveries/{delivery_id}/replay', { ...slots, delivery_id: row.id });
    await look();
  };
  const opened = (/** @type {Event & { currentTarget: HTMLDetailsElement }} */ { currentTarget: details }) =>
    details.open && !rows.peek() ? look() : null;
  const shown = (/** @type {Delivery} */ row) =>
    h(
      'li',
      null,
      h('div', null, h('b', null, row.type), ' ', chip(w.status[row.status]), h('p', null, outcome(row))),
      row.status === 'pending' ? null : button(w.again, again(row), { name: `${w.again}: ${row.type}` }),
    );
  return h(
    'details',
    { ontoggle: opened },
    h('summary', null, w.deliveries),
    () =>
      rows()?.length ? h('ul', { class: 'list' }, rows()?.map(shown)) : rows() ? h('p', { class: 'soft' }, w.nothing) : null,
    h('div', { class: 'row' }, button(w.look, look, { name: `${w.look}: ${name}` })),
  );
}

/** @param {Delivery} row */
function outcome({ created_at, tries }) {
  const last = tries.at(-1);
  return [moment(created_at), last?.status ?? last?.problem, last?.reply].filter(Boolean).join(' · ');
}

/** @param {Webhook} one @param {(changed: Webhook) => void} now */
function replaying({ id, name }, now) {
  const number = line({ label: w.number, name: 'after', type: 'number', min: '0', required: true, hint: w.numberHint });
  const run = async () => {
    now(await post('/webhooks/{webhook_id}/replay', { webhook_id: id }, { after: Number(text(number)) }));
    tell(w.replayed);
  };
  return h(
    'details',
    null,
    h('summary', null, w.replay),
    form({ fields: [number], title: `${w.replay}: ${name}`, submit: w.replay, run }),
  );
}

/** @param {Signal<Webhook[]>} hooks @param {Signal<string>} secret @param {WeekRow[]} weeks */
function making(hooks, secret, weeks) {
  const name = line({ label: w.name, name: 'name', required: true, maxLength: 200 });
  const url = line({ label: w.url, name: 'url', type: 'url', required: true, maxLength: 2000, hint: w.urlHint });
  const types = line({ label: w.types, name: 'types', required: true, hint: w.typesHint });
  /** @type {[string, string][]} */
  const options = [['', w.everyWeek], ...weeks.map(({ slug, title }) => /** @type {[string, string]} */ ([slug, title]))];
  const week = choice({ label: w.week, name: 'week', options });
  const run = async () => {
    const { secret: fresh, ...made } = await post(
      '/webhooks',
      {},
      { name: text(name), url: text(url), types: listed(types), week: text(week) || null },
    );
    secret.set(fresh);
    hooks.set([...hooks.peek(), made]);
    for (const { input } of [name, url, types]) input.value = '';
  };
  return h(
    'aside',
    { class: 'stack', 'aria-label': w.make },
    h('section', { class: 'panel' }, h('h2', null, w.make), form({ fields: [name, url, types, week], submit: w.make, run })),
  );
}
