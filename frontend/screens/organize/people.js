// Who takes part in a week, by home team and by how far they have come, and a place for those without a crew.
import { all } from '../../lib/api.js';
import { h } from '../../lib/dom.js';
import { signal } from '../../lib/signals.js';
import { button, chip, empty, icon, personLine } from '../../lib/ui.js';
import { enter, organizes } from '../../lib/session.js';
import { files, hero, mayOrganize, organizerTabs } from '../../lib/week.js';
import { words } from '../../words/en.js';
import { organizing } from '../../words/en-organize.js';
/** @import { Child, Participation, Place, Standing, Week } from '../../types.d.ts' */

const w = organizing.people;

/** Who is shown by each name in the address. @type {Record<keyof typeof w.shows, Standing['standing'][]>} */
const SHOWN = {
  without: ['idle', 'wishing'],
  idle: ['idle'],
  wishing: ['wishing'],
  with_crew: ['with_crew'],
  moving: ['wishing', 'with_crew'],
  everyone: ['idle', 'wishing', 'with_crew'],
};

/** @param {string} slug @returns {Promise<Standing[]>} */
const standings = (slug) => all('/weeks/{slug}/insights/people', { slug });

/** Others than organizers, and the archive, know who takes part and no more. @param {Participation} one @returns {Standing} */
const plain = ({ person, days }) => ({
  person,
  home_team: person.home_team,
  standing: 'idle',
  days,
  crew: null,
  wishes: [],
});

/** @param {Place} place */
export async function load({ params: { slug = '' }, query }) {
  const week = await enter(slug);
  const known = mayOrganize(week) && !week.archived;
  const people = known ? await standings(slug) : (await all('/weeks/{slug}/participation', { slug })).map(plain);
  const show = /** @type {keyof typeof SHOWN} */ (known ? query.get('show') : 'everyone');
  return { week, people, known, show: show in SHOWN ? show : 'without', team: query.get('home_team') };
}

/** @param {Awaited<ReturnType<typeof load>>} data */
export function view({ week, people: first, known, show, team }) {
  const people = signal(first);
  const again = async () => people.set(await standings(week.slug));
  const ofTeam = () => people().filter(({ home_team: at }) => team === null || (at ?? '') === team);
  const of = (/** @type {keyof typeof SHOWN} */ name) => ofTeam().filter(({ standing }) => SHOWN[name].includes(standing));
  const address = (/** @type {string} */ name, /** @type {string | null} */ at) => {
    const query = new URLSearchParams({
      ...(name === 'without' ? {} : { show: name }),
      ...(at === null ? {} : { home_team: at }),
    });
    return `/weeks/${week.slug}/people${query.size ? `?${query}` : ''}`;
  };
  const tab = (/** @type {keyof typeof SHOWN} */ name) =>
    h(
      'a',
      { class: 'button', href: address(name, team), 'aria-current': name === show ? 'page' : null },
      w.shows[name],
      ' ',
      h('small', null, () => words.number(of(name).length)),
    );
  const named = (/** @type {string | null} */ at) => at || w.unknown;
  return {
    title: w.title(week.title),
    nodes: [
      organizerTabs(week, 'people'),
      hero(w.title(week.title), () => (known ? w.said[show]?.(of(show).length) : null)),
      known
        ? h(
            'nav',
            { class: 'filters', 'aria-label': w.filter },
            /** @type {(keyof typeof SHOWN)[]} */ (Object.keys(SHOWN)).map(tab),
          )
        : null,
      team === null
        ? null
        : h(
            'p',
            { class: 'filters' },
            h(
              'a',
              { class: 'button in', href: address(show, null), 'aria-label': w.anyTeam(named(team)) },
              named(team),
              icon('cross'),
            ),
          ),
      () => {
        const rows = of(show);
        if (!rows.length)
          return empty(w.none, w.noneText, h('a', { class: 'button', href: address('everyone', null) }, w.shows.everyone));
        const groups = [...Map.groupBy(rows, ({ home_team: at }) => at ?? '')].sort(([, a], [, b]) => b.length - a.length);
        return h(
          'div',
          { class: 'trio' },
          groups.map(([name, all_]) =>
            h(
              'section',
              { class: 'panel' },
              h('h2', null, h('a', { href: address(show, name) }, named(name)), ' ', h('small', null, words.number(all_.length))),
              h(
                'ul',
                { class: 'list' },
                all_.map((one) => row(one, week, again)),
              ),
            ),
          ),
        );
      },
      organizes() ? files(['people', '/people']) : null,
    ],
  };
}

/** @param {Standing} one @param {Week} week @param {() => Promise<unknown>} again */
function row({ person, standing, days, crew, wishes }, week, again) {
  const may = week.can['place'];
  const place = async () => (await import('./place.js')).placePerson(week.slug, person, wishes, again);
  const pitch = (/** @type {{ id: string, title: string }} */ { id, title }) => h('a', { href: `/pitches/${id}` }, title);
  /** @type {Child} */
  const stands = crew
    ? pitch(crew)
    : wishes.length
      ? [w.wishes, ' ', wishes.map((wish, at) => [at ? ', ' : '', pitch(wish)])]
      : null;
  return h(
    'li',
    null,
    h(
      'div',
      null,
      personLine({ ...person, home_team: null }),
      stands ? h('p', null, stands) : null,
      days.length ? chip(w.days(days.map((day) => w.day[day]))) : null,
    ),
    standing !== 'with_crew' && (may?.allowed || may?.code === 'reason_required')
      ? button(w.place, place, { id: `place-${person.id}`, name: w.placeNamed(person.name) })
      : null,
  );
}
