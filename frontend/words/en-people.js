// What the page says of a person, and of what was tried before.
import { counted, list } from './en.js';

export const person = {
  you: 'This is you',
  edit: 'Change my profile',
  gone: 'No longer here',
  role: { guest: 'Guest', member: '', organizer: 'Organizer', admin: 'Admin' },
  /** One sentence first. @param {number} weeks @param {number} led @param {number} joined */
  said: (weeks, led, joined) => {
    const parts = [
      led ? `leads ${counted(led, 'pitch', 'pitches')}` : '',
      joined ? `is in ${counted(joined, 'crew')}` : '',
    ].filter(Boolean);
    return `Over ${counted(weeks, 'week')}: ${list.format(parts)}.`;
  },
  none: 'No pitch and no crew yet',
  noneText: 'What this person leads and joins is shown here, week by week.',
  part: { lead: 'Lead', member: 'Member', helper: 'Helper', mentor: 'Mentor' },
  about: 'About',
  nothing: 'Nothing told yet.',
  can: 'Can do',
  learn: 'Wants to learn',
  homeTeam: 'Home team',
  manager: 'Manager',
  zone: 'Time zone',
  there: (/** @type {string} */ zone, /** @type {string} */ time) => `${zone}, ${time} there now`,
  email: 'E-mail',
};

export const archive = {
  title: 'Archive',
  said: 'All weeks: what was tried before, what came of it, and whom to ask.',
  search: 'Search all pitches and outcomes',
  hint: 'Search all weeks…',
  found: (/** @type {number} */ n, /** @type {boolean} */ cut) =>
    cut ? `The newest ${counted(n, 'pitch', 'pitches')}; one more word finds fewer.` : counted(n, 'pitch', 'pitches'),
  noneText: 'Try fewer words, another kind, or all weeks.',
  none: 'Nothing like that was tried',
  talkTried: 'Tried before, talk to',
  talk: 'Talk to',
  open: 'No outcome recorded',
  continue: 'Continue',
  continueIn: (/** @type {string} */ t, /** @type {string} */ week) => `Continue ${t} in ${week}`,
  continued: 'A draft of yours is made from it. Nobody else sees it until you submit it.',
};
