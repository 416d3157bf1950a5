// Who is looking, and which week they are in.
import { all, del, get } from './api.js';
import { signal } from './signals.js';
/** @import { Me, Session, SignUp, Week, WeekRow } from '../types.d.ts' */

export const session = signal(/** @type {Session | null} */ (null));

/** The person who is looking, or null. @returns {Me | null} */
export const me = () => session()?.person ?? null;

/** @param {{ id: string } | null | undefined} person */
export const isMe = (person) => Boolean(person && person.id === session.peek()?.person?.id);

/** What this device keeps; null where it is told to keep nothing. */
export function storage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/** Where this device keeps what one has typed and not sent. @param {string} name */
export const draftAt = (name) => `draft:${me()?.id ?? ''}:${name}`;

export const organizes = () => ['organizer', 'admin'].includes(me()?.role ?? '');

export const whoAmI = async () => known(await get('/session'));

/** Who has come takes over what was typed here while nobody was signed in, but for what they have a draft of themselves. @param {Session} now */
export function known(now) {
  const kept = storage();
  if (kept && now.person)
    for (const [key, typed] of Object.entries(kept)) {
      const own = key.replace('draft::', `draft:${now.person.id}:`);
      if (own === key || (kept[own] ?? '{}') !== '{}') continue;
      delete kept[key];
      kept[own] = typed;
    }
  session.set(now);
}

export async function signOut() {
  const there = session.peek()?.signs_out_at_provider;
  await del('/session', {});
  location.assign(there ? '/api/v1/session/provider/sign-out' : '/sign-in');
}

/** The week that the reader is in: of the address, or else the one that is on now. */
export const here = signal(/** @type {{ slug: string, title: string } | null} */ (null));

/** @type {Promise<WeekRow | null> | null} */
let now = null;

/** The week that is on, else the next one, else the last; asked for once. */
export function presentWeek() {
  now ??= get('/weeks', {}, { limit: 20 })
    .then(({ items }) => pick(items))
    .catch((error) => ((now = null), Promise.reject(error)));
  return now;
}

export const forgetPresentWeek = () => void (now = null);

/** @param {WeekRow[]} weeks newest first */
function pick(weeks) {
  const ours = weeks.filter((week) => !week.archived);
  const running = ours.filter((week) => ['pitching', 'forming', 'exploring', 'demos', 'wrap_up'].includes(week.phase));
  return (
    running.at(-1) ??
    ours.filter((week) => week.phase === 'announced').at(-1) ??
    ours.find((week) => week.phase === 'closed') ??
    ours[0] ??
    weeks[0] ??
    null
  );
}

/** A week with all that it says of itself; the frame shows that the reader is in it. @param {string} slug @returns {Promise<Week>} */
export async function enter(slug) {
  const week = await get('/weeks/{slug}', { slug });
  here.set({ slug: week.slug, title: week.title });
  return week;
}

/** My places and wishes. @param {string} [week] its slug; all weeks without @returns {Promise<SignUp[]>} */
export const mySignUps = (week) => all('/me/signups', {}, { week });

/** Why a week was called off, as its organizer told everyone. @param {Week} week @returns {Promise<string>} */
export async function whyCancelled({ slug, phase }) {
  if (phase !== 'cancelled' || !me()) return '';
  const { items } = await get('/weeks/{slug}/events', { slug }, { types: 'week.cancelled', limit: 1 });
  return String(items[0]?.data['why'] ?? '');
}
