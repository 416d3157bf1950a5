// What the console says to organizers: sentences first, then figures.
import { counted, list } from './en.js';

/** @typedef {{ taking_part: number, with_crew: number, wishing: number, idle: number }} People */

export const console_ = {
  title: (/** @type {string} */ t) => `Console: ${t}`,
  print: 'Print',
  now: 'How the week stands',
  by: (/** @type {string} */ when) => `To be settled ${when}:`,
  /** One sentence on how the week stands. @param {People} people @param {{ submitted: number, empty: number, without_lead: number }} pitches */
  health: ({ taking_part: all, with_crew: crew, idle }, { submitted, empty, without_lead: leaderless }) => {
    if (!submitted) return 'No pitch yet: the week waits for its first one.';
    if (!all) return `${counted(submitted, 'pitch', 'pitches')}, and nobody takes part yet.`;
    const worries = [
      idle ? `${counted(idle, 'person has', 'people have')} neither a crew nor a wish` : '',
      empty ? `${counted(empty, 'pitch is', 'pitches are')} empty` : '',
      leaderless ? `${counted(leaderless, 'pitch needs', 'pitches need')} a lead` : '',
    ].filter(Boolean);
    const share = `${crew} of ${counted(all, 'person', 'people')} ${crew === 1 ? 'has' : 'have'} a crew`;
    return worries.length ? `${share}; ${list.format(worries)}.` : `${share}, and nothing is stuck.`;
  },
  funnel: 'From taking part to a crew',
  steps: { taking_part: 'Taking part', moving: 'With a wish or a crew', with_crew: 'With a crew' },
  course: 'People with a crew, day by day',
  day: 'Day',
  first: 'Day of forming',
  people: 'People',
  courseNone: 'When crews begin to form, their course is drawn here, with the week before behind it.',
  courseSaid: (/** @type {string} */ a, /** @type {string | null} */ b) => (b ? `${a}, and ${b} behind it.` : `${a}.`),
  heat: 'Home teams and topics',
  heatSaid: 'How many of each home team are in crews of each topic. A number opens these pitches.',
  heatNone: 'When people have crews, this shows which home teams meet at which topics.',
  homeTeam: 'Home team',
  noTeam: 'None known',
  withCrew: 'With a crew',
  cell: (/** @type {number} */ n, /** @type {string} */ team, /** @type {string} */ tag) =>
    `${counted(n, 'person', 'people')} of ${team}, in ${tag}`,
  tasks: 'What wants looking after',
  allTasks: (/** @type {number} */ n) => `Show all ${n}`,
  tasksNone: 'Nothing is stuck. Have a coffee.',
  /** @type {Record<string, (people: number) => string>} */
  task: {
    needs_lead: () => 'has no lead',
    asks_unanswered: (n) => `${counted(n, 'wish', 'wishes')} without an answer`,
    long_line: (n) => `${counted(n, 'person waits', 'people wait')} in line`,
    empty: () => 'has nobody in its crew',
    alone: () => 'is a crew of one',
  },
  /** @type {Record<string, string>} */
  act: {
    needs_lead: 'Find a lead',
    asks_unanswered: 'See who asks',
    long_line: 'See the line',
    empty: 'Place somebody',
    alone: 'Invite somebody',
  },
  since: (/** @type {string} */ when) => (when.endsWith(' ago') ? `for ${when.slice(0, -4)}` : `since ${when}`),
  figures: 'Show the figures',
  mixed: (/** @type {number} */ crews, /** @type {number} */ mixed) =>
    crews ? `${mixed} of ${counted(crews, 'crew')} ${mixed === 1 ? 'mixes' : 'mix'} home teams.` : '',
};
