// What the page says to organizers alone, apart so that nobody else waits for it.
import { counted, list, nth } from './en.js';

const ORDINALS =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(
    ' ',
  );
/** @type {Record<string, string>} */
const HALVES = { spring: 'autumn', autumn: 'spring', fall: 'spring', summer: 'winter', winter: 'summer' };

/** What the week after this one is called: the tenth is followed by the eleventh, spring by autumn, 2026 by its year.
 * @param {string} title @param {number} year in which it explores */
function nextTitle(title, year) {
  const like = (/** @type {string} */ word, /** @type {string} */ next) =>
    /^\p{Lu}/u.test(word) ? next.charAt(0).toUpperCase() + next.slice(1) : next;
  let done = false;
  const turned = (/** @type {string} */ next) => ((done = true), next);
  const half = title.replace(/\b(spring|autumn|fall|summer|winter)\b/i, (word) =>
    turned(like(word, HALVES[word.toLowerCase()] ?? word)),
  );
  const dated = half.replace(/\b20\d\d\b/, () => turned(String(year)));
  if (done) return dated;
  const counted = title.replace(new RegExp(`\\b(${ORDINALS.slice(0, -1).join('|')})\\b`, 'i'), (word) =>
    turned(like(word, ORDINALS[ORDINALS.indexOf(word.toLowerCase()) + 1] ?? word)),
  );
  if (done) return counted;
  const numbered = title.replace(/\b(\d+)(st|nd|rd|th)?\b/, (_, n, end) =>
    turned(end ? nth(Number(n) + 1) : String(Number(n) + 1)),
  );
  return done ? numbered : `${title}, ${year}`;
}

export const organizing = {
  plan: {
    new: 'Plan a week',
    edit: (/** @type {string} */ t) => `Plan: ${t}`,
    create: 'Create the draft',
    title: 'Title',
    slug: 'Address',
    slugHint: 'Lower-case letters, digits and hyphens: /weeks/…',
    zone: 'Time zone',
    zoneHint: 'Such as Europe/Berlin. The times below are on its clocks.',
    theme: 'Theme',
    focus: 'Focus',
    description: 'About the week',
    guardrails: 'Guardrails',
    guardrailsHint: 'Markdown. People accept them once, before their first sign-up. Empty asks for nothing.',
    location: 'Where',
    public: 'Anyone may read this week without sign-in',
    begins: (/** @type {string} */ phase) => (phase === 'Closed' ? 'The week closes' : `Start of ${phase.toLowerCase()}`),
    publish: 'Publish',
    cancel: 'Cancel the week',
    copy: 'Copy it',
    copyTitle: (/** @type {string} */ t) => `The next one, from ${t}`,
    copyText:
      'Its texts and guardrails are taken along, its people and pitches are not. Title, address and dates are suggested: change what you like.',
    make: 'Make the week',
    months: 'Months on',
    monthsHint: 'Sets all dates below anew, on the same weekdays.',
    moveTimes: 'Move the times',
    nextTitle,
    created: 'The draft is made. Organizers alone see it until it is published.',
    published: 'Published. Everyone can see it now.',
    cancelled: 'The week is cancelled, and it says why.',
    organizers: 'Organizers of this week',
    addOrganizer: 'Add an organizer',
    guests: 'Guests of this week',
    addGuest: 'Invite a guest',
    stale:
      'Somebody else changed this week meanwhile. What you typed is still here, the rest is as they saved it. Look at it, then save again.',
  },
  times: {
    title: (/** @type {string} */ t) => `Times: ${t}`,
    said: (/** @type {string} */ zone) =>
      `On the clocks of ${zone}. What has begun stays as it was, but for the start of the present phase.`,
    save: 'Change the times',
    reason: 'Why?',
    reasonHint: 'It is recorded, and told to people.',
    draftHint: 'Not needed until the week is published.',
    changed: 'The times are changed.',
    unpublished: 'The week is not published yet.',
    nowHint: 'It is filled in above. Say why: “Change the times” then begins it.',
    saved: 'The times are changed, and people are told why.',
    lasts: (/** @type {string} */ long) => `lasts ${long}`,
    none: 'skipped',
    begun: 'has begun',
    present: 'has begun, may begin anew later',
    twice: 'the clocks show this time twice',
    along: 'Later ones move along',
    alongHint: 'Otherwise a handle stops at its neighbours, and nothing else moves.',
    backwards: 'ends before it begins',
    reset: 'Put it back as it was',
    theirs: (/** @type {readonly string[]} */ t) =>
      `Somebody else moved the times meanwhile: ${list.format(t)}. What you set is kept; look at it, then save again.`,
    beginNext: 'Begin the next phase now',
    archived: 'An archived week has no schedule.',
    long: (/** @type {number} */ hours) =>
      hours < 48 ? counted(Math.round(hours), 'hour') : counted(Math.round(hours / 24), 'day'),
  },
  timeline: {
    name: 'The schedule as a timeline',
    whole: 'All of it',
    near: 'The week itself',
    now: 'now',
    hour: 'an hour',
    quarter: 'a quarter of an hour',
    stopped: (/** @type {string} */ a, /** @type {string} */ b) => `${a} stops at ${b}.`,
    clocks: (/** @type {string} */ when, /** @type {boolean} */ ahead) =>
      `The clocks go ${ahead ? 'forward' : 'back'} on ${when}. Times here are those on the wall.`,
    help: (/** @type {string} */ step) =>
      `Drag a handle, or press the arrow keys: ${step} at a time; with Shift a day; Page Up and Page Down a week; Home and End as far as it goes; Escape puts it back. Or type below.`,
  },
  preview: {
    title: 'As an engineer reads it',
    draft: 'Until the week is published, they read nothing.',
    moment: 'At this moment',
    zone: 'On the clocks of',
    said: 'It follows the times as you set them, before they are saved.',
  },
  people: {
    title: (/** @type {string} */ t) => `People: ${t}`,
    filter: 'Who is shown',
    shows: {
      without: 'Without a crew',
      idle: 'Neither crew nor wish',
      wishing: 'With a wish',
      with_crew: 'With a crew',
      moving: 'With a wish or a crew',
      everyone: 'Everyone',
    },
    /** @type {Record<string, (n: number) => string>} */
    said: {
      without: (n) =>
        n
          ? `${counted(n, 'person takes part and has no crew', 'people take part and have no crew')}.`
          : 'Everyone who takes part has a crew.',
      idle: (n) => `${counted(n, 'person has', 'people have')} neither a crew nor a wish.`,
      wishing: (n) => `${counted(n, 'person has', 'people have')} no crew, and a wish for one.`,
      with_crew: (n) => `${counted(n, 'person has', 'people have')} a crew.`,
      moving: (n) => `${counted(n, 'person has', 'people have')} a crew, or a wish for one.`,
      everyone: (n) => `${counted(n, 'person takes', 'people take')} part.`,
    },
    none: 'Nobody here',
    noneText: 'Nobody is like that just now.',
    anyTeam: (/** @type {string} */ team) => `${team}: show all home teams`,
    wishes: 'Wishes for',
    place: 'Place',
    placeNamed: (/** @type {string} */ name) => `Place ${name}`,
    unknown: 'No home team known',
    days: (/** @type {readonly string[]} */ d) => `only ${list.format(d)}`,
    day: { monday: 'Mon', tuesday: 'Tue', wednesday: 'Wed', thursday: 'Thu', friday: 'Fri', saturday: 'Sat', sunday: 'Sun' },
  },
};
