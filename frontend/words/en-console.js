// What the console says to organizers: sentences first, then figures.
import { counted, list } from './en.js';

export const console_ = {
  title: (/** @type {string} */ t) => `Console: ${t}`,
  print: 'Print',
  log: 'Log of this week',
  now: 'How the week stands',
  by: (/** @type {string} */ when) => `To be settled ${when}:`,
  /** How the week stands: what is said first, and what worries, each with what it counts. */
  noPitch: 'No pitch yet: the week waits for its first one.',
  nobody: (/** @type {number} */ n) => `${counted(n, 'pitch', 'pitches')}, and nobody takes part yet.`,
  share: (/** @type {number} */ crew, /** @type {number} */ all) =>
    `${crew} of ${counted(all, 'person', 'people')} ${crew === 1 ? 'has' : 'have'} a crew`,
  calm: ', and nothing is stuck.',
  worries: {
    idle: (/** @type {number} */ n) => `${counted(n, 'person has', 'people have')} neither a crew nor a wish`,
    empty: (/** @type {number} */ n) => `${counted(n, 'pitch is', 'pitches are')} empty`,
    without_lead: (/** @type {number} */ n) => `${counted(n, 'pitch needs', 'pitches need')} a lead`,
  },
  join: (/** @type {string[]} */ parts) => list.formatToParts(parts),
  stand: 'How the pitches stand',
  stands: {
    submitted: 'Submitted',
    with_crew: 'With a crew',
    full: 'Full',
    empty: 'Empty',
    without_lead: 'Without a lead',
  },
  inLine: (/** @type {number} */ n) => `${counted(n, 'person waits', 'people wait')} in line`,
  funnel: 'From taking part to a crew',
  steps: { taking_part: 'Taking part', moving: 'With a wish or a crew', with_crew: 'With a crew' },
  course: 'People with a crew, day by day',
  day: 'Day',
  first: 'Day of forming',
  people: 'People',
  courseNone: 'When crews begin to form, their course is drawn here, with the week before behind it.',
  courseSaid: (/** @type {string} */ a, /** @type {string | null} */ b) => (b ? `${a}, and ${b} behind it.` : `${a}.`),
  heat: 'Home teams and topics',
  heatSaid: 'How many of each home team are in crews of each topic. A number opens these pitches, a home team its people.',
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
    alone: 'Place somebody',
  },
  since: (/** @type {string} */ when) => (when.endsWith(' ago') ? `for ${when.slice(0, -4)}` : `since ${when}`),
  figures: 'Show the figures',
  years: 'Over the years',
  yearsHeads: ['Week', 'Taking part', 'With a crew', 'Crews', 'Of several home teams'],
  mixed: (/** @type {number} */ crews, /** @type {number} */ mixed) =>
    crews ? `${mixed} of ${counted(crews, 'crew')} ${mixed === 1 ? 'mixes' : 'mix'} home teams.` : '',
};

export const placing = {
  title: (/** @type {string} */ name) => `Place ${name}`,
  place: 'Place',
  where: 'In which crew?',
  wished: 'their wish',
  reasonHint: 'It is recorded.',
  placed: (/** @type {string} */ name, /** @type {string} */ title) => `${name} has a place: ${title}.`,
  noRoom: 'No crew has a free place now.',
  elsewhere: 'They have a place in another crew. Press once more, and they give it up for this one.',
};
