// When I am on: my slots in the running order.
import { h } from '../lib/dom.js';
import { me } from '../lib/session.js';
import { ago } from '../lib/time.js';
import { icon } from '../lib/ui.js';
import { demos as w } from '../words/en-leading.js';
/** @import { Demo, SignUp } from '../types.d.ts' */

/** The demos that I show and that are not over, with a time. @param {readonly Demo[]} items @param {readonly SignUp[]} signups */
export function mySlots(items, signups) {
  const crews = new Set(signups.filter(({ status }) => status === 'accepted').map(({ pitch_id: id }) => id));
  const mine = (/** @type {Demo} */ { pitch, leads }) => crews.has(pitch.id) || leads.some(({ id }) => id === me()?.id);
  return items.filter((demo) => demo.starts_at && mine(demo) && ends(demo) > Date.now());
}

const FIVE = 5;

/** When a demo is over, as far as it says. @param {Demo} demo */
const ends = ({ starts_at: at, minutes }) => Date.parse(at ?? '') + (minutes ?? FIVE) * 60e3;

/** You're on in 38 minutes, Main hall. @param {Demo} demo @returns {string} */
const onIn = ({ starts_at: at, place }) => (at && Date.parse(at) > Date.now() ? w.on(ago(at), place) : w.onNow(place));

/** @param {Demo} demo */
export const slotNote = (demo) =>
  h(
    'p',
    { class: 'note' },
    icon('clock'),
    h(
      'span',
      null,
      h('b', null, onIn(demo)),
      ': ',
      h('a', { href: `/pitches/${demo.pitch.id}` }, demo.title || demo.pitch.title),
    ),
  );
