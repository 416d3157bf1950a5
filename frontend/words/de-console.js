// Was der Überblick der Organisation sagt: erst Sätze, dann Zahlen.
import { counted, list } from './de.js';

/** @type {typeof import('./en-console.js').console_} */
export const console_ = {
  title: (t) => `Überblick: ${t}`,
  print: 'Drucken',
  log: 'Protokoll dieser Woche',
  now: 'Wie die Woche steht',
  by: (when) => `Zu klären ${when}:`,
  noPitch: 'Noch kein Vorschlag: Die Woche wartet auf den ersten.',
  nobody: (n) => `${counted(n, 'Vorschlag', 'Vorschläge')}, und noch macht niemand mit.`,
  share: (crew, all) => `${crew} von ${counted(all, 'Person', 'Leuten')} ${crew === 1 ? 'hat' : 'haben'} eine Crew`,
  calm: ', und nichts klemmt.',
  worries: {
    idle: (n) => `${counted(n, 'Person hat', 'Leute haben')} weder Crew noch Wunsch`,
    empty: (n) => `${counted(n, 'Vorschlag ist', 'Vorschläge sind')} leer`,
    without_lead: (n) => `${counted(n, 'Vorschlag sucht', 'Vorschläge suchen')} eine Leitung`,
  },
  join: (parts) => list.formatToParts(parts),
  stand: 'Wie die Vorschläge stehen',
  stands: {
    submitted: 'Eingereicht',
    with_crew: 'Mit Crew',
    full: 'Voll',
    empty: 'Leer',
    without_lead: 'Ohne Leitung',
  },
  inLine: (n) => `${counted(n, 'Person wartet', 'Leute warten')} auf einen Platz`,
  funnel: 'Vom Mitmachen zur Crew',
  steps: { taking_part: 'Machen mit', moving: 'Mit Wunsch oder Crew', with_crew: 'Mit Crew' },
  course: 'Leute mit Crew, Tag für Tag',
  day: 'Tag',
  first: 'Tag der Crewfindung',
  people: 'Leute',
  courseNone: 'Wenn sich Crews finden, steht hier ihr Verlauf, dahinter der der Woche davor.',
  courseSaid: (a, b) => (b ? `${a}, dahinter ${b}.` : `${a}.`),
  heat: 'Heimatteams und Themen',
  heatSaid:
    'Wie viele aus jedem Heimatteam in Crews jedes Themas sind. Eine Zahl öffnet diese Vorschläge, ein Heimatteam seine Leute.',
  heatNone: 'Sobald es Crews gibt, steht hier, welche Heimatteams sich bei welchen Themen treffen.',
  homeTeam: 'Heimatteam',
  noTeam: 'Unbekannt',
  withCrew: 'Mit Crew',
  cell: (n, team, tag) => `${counted(n, 'Person', 'Leute')} aus ${team}, bei ${tag}`,
  tasks: 'Was Aufmerksamkeit braucht',
  allTasks: (n) => `Alle ${n} zeigen`,
  tasksNone: 'Nichts klemmt. Hol dir einen Kaffee.',
  task: {
    needs_lead: () => 'hat keine Leitung',
    asks_unanswered: (n) => `${counted(n, 'Anfrage', 'Anfragen')} ohne Antwort`,
    long_line: (n) => `${counted(n, 'Person', 'Leute')} auf der Warteliste`,
    empty: () => 'hat niemanden in der Crew',
    alone: () => 'ist eine Crew aus einer Person',
  },
  act: {
    needs_lead: 'Leitung finden',
    asks_unanswered: 'Anfragen ansehen',
    long_line: 'Warteliste ansehen',
    empty: 'Jemandem einen Platz geben',
    alone: 'Jemandem einen Platz geben',
  },
  since: (when) => `seit ${when.replace(/^vor /, '')}`,
  figures: 'Zahlen zeigen',
  years: 'Über die Jahre',
  yearsHeads: ['Woche', 'Machen mit', 'Mit Crew', 'Crews', 'Aus mehreren Heimatteams'],
  mixed: (crews, mixed) =>
    crews ? `${mixed} von ${counted(crews, 'Crew', 'Crews')} ${mixed === 1 ? 'mischt' : 'mischen'} Heimatteams.` : '',
};

/** @type {typeof import('./en-console.js').placing} */
export const placing = {
  title: (name) => `Einen Platz für ${name}`,
  place: 'Platz geben',
  where: 'In welcher Crew?',
  wished: 'gewünscht',
  reasonHint: 'Der Grund wird festgehalten.',
  placed: (name, title) => `${name} hat einen Platz: ${title}.`,
  noRoom: 'In keiner Crew ist gerade ein Platz frei.',
  elsewhere: 'Diese Person hat einen Platz in einer anderen Crew. Noch ein Klick, und sie gibt ihn für diesen auf.',
};
