// Who else acts as me: the programs that carry my tokens, and the browsers in which I am signed in.
import { del, get, post } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { form, line, text, tick, ticked } from '../lib/form.js';
import { me, organizes } from '../lib/session.js';
import { signal } from '../lib/signals.js';
import { ago, calendarDay, moment } from '../lib/time.js';
import { button, tell } from '../lib/ui.js';
import { words } from '../words/en.js';
import { mine as w } from '../words/en-mine.js';
/** @import { Address, MySession, Token, TokenOfPerson } from '../types.d.ts' */
/** @import { Signal } from '../lib/signals.js' */

/** What is shown this once, to be copied. @param {string} said @param {string} secret */
export const shownOnce = (said, secret) => [
  h('p', null, said),
  h('code', { class: 'secret' }, secret),
  button(w.copy, async () => {
    await navigator.clipboard.writeText(secret);
    tell(w.copied);
  }),
];

/** @param {Signal<Token[]>} tokens */
export function tokenPanel(tokens) {
  const fresh = signal({ id: '', secret: '' });
  const offered = /** @type {(keyof typeof w.scope)[]} */ ([
    'read',
    'outcomes:read',
    'write',
    ...(organizes() ? ['organize'] : []),
    ...(me()?.role === 'admin' ? ['admin'] : []),
  ]);
  const name = line({ label: w.tokenName, name: 'name', required: true, maxLength: 200 });
  const until = line({ label: w.until, name: 'expires_at', type: 'date' });
  const scopes = offered.map((scope) => ({ scope, field: tick(w.scope[scope], scope, scope === 'read') }));
  const run = async () => {
    const made = await post(
      '/tokens',
      {},
      {
        name: text(name),
        scopes: scopes.filter(({ field }) => ticked(field)).map(({ scope }) => scope),
        expires_at: text(until) ? `${text(until)}T23:59:59Z` : null,
      },
    );
    tokens.set([...tokens.peek(), made]);
    fresh.set(made);
    name.input.value = '';
  };
  const making = [
    name.node,
    h(
      'fieldset',
      null,
      h('legend', null, w.scopes),
      scopes.map(({ field }) => field.node),
    ),
    until.node,
  ];
  return h(
    'section',
    { class: 'panel', id: 'tokens' },
    h('h2', null, w.tokens),
    h('p', { class: 'soft' }, w.tokensText),
    () => (tokens().length ? listOf(tokens) : h('p', { class: 'soft' }, w.noTokens)),
    h('div', { role: 'status' }, () => {
      const { id, secret } = fresh();
      return tokens().some((one) => one.id === id) ? shownOnce(w.secret, secret) : null;
    }),
    h('details', null, h('summary', null, w.makeToken), form({ fields: [name, until], nodes: making, submit: w.makeToken, run })),
    organizes() ? h('p', null, h('a', { href: '/me/webhooks' }, w.webhooks)) : null,
  );
}

/** Everyone's tokens that can change something. @param {Signal<TokenOfPerson[]>} tokens */
export const writingPanel = (tokens) =>
  h('section', { class: 'panel' }, h('h2', null, w.writing), h('p', { class: 'soft' }, w.writingText), () =>
    tokens().length ? listOf(tokens, me()?.role === 'admin') : h('p', { class: 'soft' }, w.noWriting),
  );

/** @template {Token | TokenOfPerson} T @param {Signal<T[]>} tokens @param {boolean} [revocable] */
function listOf(tokens, revocable = true) {
  const revoke = async (/** @type {string} */ id) => {
    await del('/tokens/{token_id}', { token_id: id });
    tokens.set(tokens.peek().filter((one) => one.id !== id));
    tell(w.revoked);
  };
  const one = (/** @type {T} */ token) =>
    h(
      'li',
      null,
      h('div', null, h('b', null, token.name), h('p', null, about(token))),
      revocable ? button(w.revoke, () => revoke(token.id), { name: `${w.revoke}: ${token.name}` }) : null,
    );
  return h('ul', { class: 'list' }, tokens().map(one));
}

/** @param {Token | TokenOfPerson} token */
const about = (token) =>
  [
    'person' in token ? token.person.name : '',
    token.scopes.map((/** @type {keyof typeof w.scope} */ scope) => w.scope[scope] ?? scope).join(', '),
    token.last_used_at ? w.used(ago(token.last_used_at)) : w.unused,
    token.expires_at ? words.until(calendarDay(token.expires_at.slice(0, 10))) : '',
  ]
    .filter(Boolean)
    .join(' · ');

/** @param {Signal<Address[]>} addresses */
export function addressPanel(addresses) {
  const given = signal('');
  const path = {
    calendar: (/** @type {string} */ secret) => `/calendars/${secret}.ics`,
    feeds: (/** @type {string} */ secret) => `/feeds/${secret}/outcomes.atom`,
  };
  const make = (/** @type {Address['kind']} */ kind) => async () => {
    const { secret, ...made } = await post('/me/addresses', {}, { kind });
    given.set(`${location.origin}/api/v1${path[kind](secret)}`);
    addresses.set([made, ...addresses.peek()]);
  };
  const revoke =
    (/** @type {Address} */ { id }) =>
    async () => {
      await del('/me/addresses/{address_id}', { address_id: id });
      addresses.set(addresses.peek().filter((one) => one.id !== id));
      given.set('');
      tell(w.revoked);
    };
  const one = (/** @type {Address} */ address) =>
    h(
      'li',
      null,
      h(
        'div',
        null,
        h('b', null, w.address[address.kind]),
        h('p', null, address.last_used_at ? w.used(ago(address.last_used_at)) : w.unused),
      ),
      button(w.revoke, revoke(address), { name: `${w.revoke}: ${w.address[address.kind]}` }),
    );
  return h(
    'section',
    { class: 'panel', id: 'addresses' },
    h('h2', null, w.addresses),
    h('p', { class: 'soft' }, w.addressesText),
    () => (addresses().length ? h('ul', { class: 'list' }, addresses().map(one)) : h('p', { class: 'soft' }, w.noAddresses)),
    h('div', { role: 'status' }, () => (given() ? shownOnce(w.addressGiven, given()) : null)),
    h('div', { class: 'row' }, button(w.makeAddress.calendar, make('calendar')), button(w.makeAddress.feeds, make('feeds'))),
  );
}

/** A browser as its owner would call it, the first that its own words name: most name others too. @param {string | null} said */
function browser(said) {
  const named = (/** @type {[RegExp, string][]} */ all) => all.find(([found]) => found.test(said ?? ''))?.[1];
  const program = named([
    [/Edg/, 'Edge'],
    [/OPR/, 'Opera'],
    [/Firefox|FxiOS/, 'Firefox'],
    [/Chrom|CriOS/, 'Chrome'],
    [/Safari/, 'Safari'],
  ]);
  const system = named([
    [/Android/, 'Android'],
    [/iPhone|iPad/, 'iOS'],
    [/Windows/, 'Windows'],
    [/Mac OS/, 'macOS'],
    [/CrOS/, 'ChromeOS'],
    [/Linux/, 'Linux'],
  ]);
  return [program, system].filter(Boolean).join(' · ');
}

/** @param {Signal<MySession[]>} sessions */
export function sessionPanel(sessions) {
  const again = async () => sessions.set((await get('/me/sessions')).items);
  const end =
    (/** @type {MySession} */ { id }) =>
    async () => {
      await del('/me/sessions/{session_id}', { session_id: id });
      await again();
      tell(w.sessionEnded);
    };
  const endOthers = async () => {
    await del('/me/sessions', {});
    await again();
    tell(w.othersEnded);
  };
  const one = (/** @type {MySession} */ session) => {
    const since = [browser(session.agent), w.signedIn(moment(session.created_at))].filter(Boolean).join(', ');
    return h(
      'li',
      null,
      h(
        'div',
        null,
        h('b', null, since),
        h(
          'p',
          null,
          [
            ago(session.created_at),
            session.last_used_at ? w.used(ago(session.last_used_at)) : '',
            words.until(calendarDay(session.expires_at.slice(0, 10))),
          ]
            .filter(Boolean)
            .join(' · '),
        ),
      ),
      session.current
        ? h('span', { class: 'chip good' }, w.thisOne)
        : button(w.endSession, end(session), { name: `${w.endSession}: ${since}` }),
    );
  };
  return h(
    'section',
    { class: 'panel', id: 'sessions' },
    h('h2', null, w.sessions),
    h('p', { class: 'soft' }, w.sessionsText),
    () =>
      h(
        'ul',
        { class: 'list' },
        sessions()
          .toSorted((a, b) => Number(b.current) - Number(a.current))
          .map(one),
      ),
    () => (sessions().some(({ current }) => !current) ? h('div', { class: 'row' }, button(w.endOthers, endOthers)) : null),
  );
}
