// What the page says to organizers alone, apart so that nobody else waits for it.
import { counted, list } from './en.js';

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
    begins: (/** @type {string} */ phase) => `${phase} begins`,
    publish: 'Publish',
    cancel: 'Cancel the week',
    copy: 'Copy it',
    copyTitle: (/** @type {string} */ t) => `The next one, from ${t}`,
    copyText: 'Six months on, the same weekdays, on the same clocks. Everything can still be changed.',
    months: 'Months on',
    created: 'The draft is made. Organizers alone see it until it is published.',
    published: 'Published. Everyone can see it now.',
    cancelled: 'The week is cancelled, and it says why.',
    organizers: 'Organizers of this week',
    addOrganizer: 'Add an organizer',
    stale: 'Somebody changed this week while you were writing. Your text is still here. Look at theirs, then save again.',
  },
  times: {
    title: (/** @type {string} */ t) => `Times: ${t}`,
    said: (/** @type {string} */ zone) =>
      `On the clocks of ${zone}. What has begun stays as it was, but for the start of the present phase.`,
    save: 'Change the times',
    reason: 'Why?',
    reasonHint: 'It is recorded, and told to people.',
    saved: 'The times are changed, and people are told why.',
    lasts: (/** @type {string} */ long) => `lasts ${long}`,
    none: 'skipped',
    begun: 'has begun',
    backwards: 'ends before it begins',
    beginNext: 'Begin the next phase now',
    archived: 'An archived week has no schedule.',
    long: (/** @type {number} */ hours) =>
      hours < 48 ? counted(Math.round(hours), 'hour') : counted(Math.round(hours / 24), 'day'),
  },
  people: {
    title: (/** @type {string} */ t) => `People: ${t}`,
    without: 'Without a crew',
    everyone: 'Everyone',
    said: (/** @type {number} */ n) =>
      n
        ? `${counted(n, 'person takes part and has no crew', 'people take part and have no crew')}.`
        : 'Everyone who takes part has a crew.',
    unknown: 'No home team known',
    out: 'out',
    days: (/** @type {readonly string[]} */ d) => `only ${list.format(d)}`,
    day: { monday: 'Mon', tuesday: 'Tue', wednesday: 'Wed', thursday: 'Thu', friday: 'Fri', saturday: 'Sat', sunday: 'Sun' },
  },
};
