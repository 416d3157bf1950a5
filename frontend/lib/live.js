// What happens in a week while it is looked at: one stream for the tab, closed while nobody looks, resumed by number.
import { Problem, answered, get } from './api.js';
import { again } from './router.js';
import { me } from './session.js';
import { ending } from './signals.js';
import { tell } from './ui.js';
import { words } from '../words/en.js';
/** @import { Happening } from '../types.d.ts' */

const TYPES = [
  ...['submitted', 'edited', 'withdrawn', 'restored', 'handed_over'].map((verb) => `pitch.${verb}`),
  ...['asked', 'invited', 'waiting', 'offered', 'accepted', 'declined', 'left', 'expired', 'ended'].map(
    (verb) => `signup.${verb}`,
  ),
  ...['interest.said', 'interest.lost', 'comment.written', 'comment.edited', 'comment.deleted'],
  ...['demo.described', 'demos.ordered', 'outcome.recorded', 'outcome.revised'],
  ...['week.edited', 'week.rescheduled', 'week.phase_began', 'week.cancelled'],
];
const MOVES = new Set(['week.rescheduled', 'week.phase_began', 'week.cancelled']);
const PATIENCE = 4000;
const LATEST = 60e3;

/** @typedef {(happening: Happening) => void} Hear */

const hearing = /** @type {Set<Hear>} */ (new Set());
let slug = '';
let stream = /** @type {EventSource | null} */ (null);
let last = /** @type {number | null} */ (null);
let retry = 0;
let wait = PATIENCE;

/** Marks where a screen's data begin, so that nothing is missed between reading them and the stream. @param {string} week */
export async function begin(week) {
  if (!me() || (week === slug && stream)) return;
  const now = await end(week);
  if (week !== slug) close();
  [slug, last] = [week, now];
}

/** The number that the log has reached. @param {string} week */
const end = async (week) => (await get('/weeks/{slug}/events', { slug: week }, { types: 'week.created', limit: 1 })).last;

/** Tells `hear` all that happens in a week, until the screen is left. @param {string} week @param {Hear} hear */
export function follow(week, hear) {
  if (!me()) return;
  if (week !== slug) (close(), (slug = week), (last = null));
  hearing.add(hear);
  open();
  ending(() => {
    hearing.delete(hear);
    setTimeout(() => hearing.size || close(), 1000); // the next screen may well follow the same week
  });
}

function open() {
  if (stream || !hearing.size || document.hidden) return;
  const mine = new EventSource(`/api/v1/weeks/${encodeURIComponent(slug)}/live`);
  stream = mine;
  mine.onopen = () => {
    well();
    catchUp().catch(() => {});
  };
  mine.onerror = () => void check();
  for (const type of TYPES) mine.addEventListener(type, ({ data }) => heard(JSON.parse(data)));
}

function close() {
  clearTimeout(retry);
  stream?.close();
  stream = null;
}

/** Each number is told once, in whichever way it came. @param {Happening} happening */
function heard(happening) {
  well();
  if (last !== null && happening.seq <= last) return;
  last = happening.seq;
  for (const hear of hearing) hear(happening);
  if (MOVES.has(happening.type)) tell(words.week.moved, { undo: { label: words.week.showMoved, run: again } });
}

/** What happened while no stream was open: a new one cannot be told where to begin. */
async function catchUp() {
  for (let more = last !== null; more; ) {
    const page = await get('/weeks/{slug}/events', { slug }, { after: last, limit: 200 });
    page.items.forEach(heard);
    ({ last, more } = page);
  }
}

function well() {
  wait = PATIENCE;
  answered();
}

/** The browser reopens a stream that ended. Where it gave up, or there is no network, ask; if that fails too, the frame says so. */
async function check() {
  const mine = stream;
  clearTimeout(retry);
  try {
    if (last === null) last = await end(slug);
    await catchUp();
    well();
  } catch (error) {
    if (error instanceof Problem && error.status && error.status < 500) return close(); // asked and refused: no use to ask again
  }
  if (stream !== mine || mine?.readyState !== EventSource.CLOSED) return;
  stream = null;
  retry = setTimeout(open, wait * (0.5 + Math.random()));
  wait = Math.min(wait * 2, LATEST);
}

addEventListener('online', () => (close(), open()));
document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
addEventListener('pagehide', close);
addEventListener('pageshow', () => open());
