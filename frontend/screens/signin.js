// Sign in: at the company's provider, by a link that comes by mail, or locally, one click as anybody.
import { get, post, Problem } from '../lib/api.js';
import { h } from '../lib/dom.js';
import { signal } from '../lib/signals.js';
import { button, empty, icon, personLine, sentence } from '../lib/ui.js';
import { forgetPresentWeek, here, known, session } from '../lib/session.js';
import { go } from '../lib/router.js';
import { signIn as w } from '../words/en-signin.js';
/** @import { Child, LocalPerson, Person, Place, Session } from '../types.d.ts' */

/** @typedef {{ people: LocalPerson[] | null, forms: typeof import('../lib/form.js') | null }} Ways */

/** @returns {Promise<Ways>} `null` for a way that is not there */
export async function load() {
  const { local_sign_in: local, link_by_mail: mail } = session.peek() ?? {};
  const [people, forms] = await Promise.all([
    local ? get('/session/people').then(({ items }) => items) : null,
    mail ? import('../lib/form.js') : null,
  ]);
  return { people, forms };
}

/** @param {Ways} ways @param {Place} place */
export function view({ people, forms }, { query, hash }) {
  const asked = query.get('next') ?? '/';
  const next = /^\/(?![/\\])/.test(asked) ? asked : '/';
  const ways = [atProvider(next), forms && byMail(forms, next)].filter(Boolean);
  const secret = forms && hash.slice(1);
  const nodes = secret
    ? opened(secret, next)
    : [
        refusal(query.get('refused')),
        ways.length || !people ? h('div', { class: 'stack' }, h('h1', null, w.title), ways) : null,
        people ? anyone(people, next, ways.length ? 'h2' : 'h1') : null,
        ways.length || people ? null : empty(w.off, null),
      ];
  return { title: w.title, nodes: h('div', { class: 'stack' }, nodes) };
}

/** Goes on as whom the service has let in. @param {Session} now @param {string} next */
async function enter(now, next) {
  known(now);
  forgetPresentWeek();
  here.set(null);
  await go(next, 'replace');
}

/** Why nobody was let in, where the provider has sent somebody back. @param {string | null} code */
const refusal = (code) =>
  code
    ? h(
        'p',
        { class: 'note warn', role: 'alert' },
        icon('flag'),
        h('span', null, w.refused[/** @type {'deactivated'} */ (code)] ?? w.notLetIn),
      )
    : null;

/** @param {string} next @returns {Child} */
function atProvider(next) {
  const { provider } = session.peek() ?? {};
  const href = `/api/v1/session/provider?next=${encodeURIComponent(next)}`;
  return provider ? h('p', null, h('a', { class: 'button main', href }, w.at(provider))) : null;
}

/** Asks for a link; whether the address is known here is told to nobody. @param {typeof import('../lib/form.js')} forms @param {string} next @returns {Child} */
function byMail({ form, line, text }, next) {
  const sent = signal('');
  const email = line({ label: w.email, name: 'email', type: 'email', autocomplete: 'email', required: true, hint: w.emailHint });
  const ask = async () => {
    const { lasts_minutes: minutes } = await post(
      '/session/links',
      {},
      { email: text(email), language: document.documentElement.lang, next },
    );
    sent.set(w.sent(text(email), minutes));
  };
  return [
    form({ fields: [email], submit: w.send, run: ask }),
    h('div', { role: 'status' }, () => (sent() ? h('p', { class: 'note' }, icon('check'), h('span', null, sent())) : null)),
  ];
}

/** A link was opened. It is used by a press alone: programs that look at links in mails would use it up. @param {string} secret @param {string} next @returns {Child} */
function opened(secret, next) {
  const over = signal('');
  const use = async () => {
    try {
      await enter(await post('/session/links/use', {}, { secret }), next);
    } catch (error) {
      if (!(error instanceof Problem && [403, 410, 422].includes(error.status))) throw error;
      over.set(error.status === 403 ? sentence(error) : w.over);
    }
  };
  return [
    h('h1', null, w.title),
    () =>
      over()
        ? [
            h('p', { class: 'note warn', role: 'alert' }, icon('flag'), h('span', null, over())),
            h(
              'p',
              null,
              h(
                'a',
                { class: 'button main', href: next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}` },
                w.anew,
              ),
            ),
          ]
        : h('p', null, button(w.goOn, use, { kind: 'main' })),
  ];
}

/** @param {LocalPerson[]} people @param {string} next @param {'h1' | 'h2'} heading */
function anyone(people, next, heading) {
  const wanted = signal('');
  const become = async (/** @type {Person} */ { id }) => enter(await post('/session', {}, { person_id: id }), next);
  const fits = (/** @type {Person} */ { name, home_team: at }) =>
    `${name} ${at ?? ''}`.toLowerCase().includes(wanted().trim().toLowerCase());
  const groups = Map.groupBy(people, (person) => person.home_team ?? '');
  const buttons = new Map(
    people.map((person) => [
      person.id,
      h(
        'li',
        null,
        button(personLine({ ...person, home_team: w.role[person.role] }, null, false), () => become(person)),
      ),
    ]),
  );
  const shown = () => {
    const parts = [...groups]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, all]) => [name, all.filter(fits)])
      .filter(([, all]) => all?.length);
    if (!parts.length) return h('p', null, w.none);
    return parts.map(([name, all]) =>
      h(
        'section',
        { class: 'stack' },
        h('h2', null, /** @type {string} */ (name)),
        h(
          'ul',
          { class: 'people' },
          /** @type {Person[]} */ (all).map(({ id }) => buttons.get(id)),
        ),
      ),
    );
  };
  return [
    h('div', { class: 'hero' }, h('div', null, h(heading, null, w.who), h('p', null, w.local))),
    h(
      'div',
      { class: 'filters' },
      h('input', {
        type: 'search',
        'aria-label': w.find,
        placeholder: w.find,
        oninput: (event) => wanted.set(event.currentTarget.value),
      }),
    ),
    shown,
  ];
}
