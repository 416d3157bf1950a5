// Was der Überblick der Organisation sagt: erst Sätze, dann Zahlen.
import { counted, list } from './de.js';

/** @type {typeof import('./en-console.js').console_} */
export const console_ = {
  title: (t) => `Überblick: ${t}`,
  print: 'Drucken',
  health: ({ taking_part: all, with_crew: crew, idle }, { submitted, empty, without_lead: leaderless }) => {
    if (!submitted) return 'Noch kein Vorschlag: Die Woche wartet auf den ersten.';
    if (!all) return `${counted(submitted, 'Vorschlag', 'Vorschläge')}, und noch macht niemand mit.`;
    const worries = [
      idle ? `${counted(idle, 'Person hat', 'Leute haben')} weder Crew noch Wunsch` : '',
      empty ? `${counted(empty, 'Vorschlag ist', 'Vorschläge sind')} leer` : '',
      leaderless ? `${counted(leaderless, 'Vorschlag sucht', 'Vorschläge suchen')} eine Leitung` : '',
    ].filter(Boolean);
    const share = `${crew} von ${counted(all, 'Person', 'Leuten')} ${crew === 1 ? 'hat' : 'haben'} eine Crew`;
    return worries.length ? `${share}; ${list.format(worries)}.` : `${share}, und nichts klemmt.`;
  },
  funnel: 'Vom Mitmachen zur Crew',
  steps: { taking_part: 'Machen mit', moving: 'Mit Wunsch oder Crew', with_crew: 'Mit Crew' },
  course: 'Leute mit Crew, Tag für Tag',
  day: 'Tag',
  first: 'Tag der Crewfindung',
  people: 'Leute',
  courseNone: 'Wenn sich Crews finden, steht hier ihr Verlauf, dahinter der der Woche davor.',
  courseSaid: (a, b) => (b ? `${a}, dahinter ${b}.` : `${a}.`),
  heat: 'Heimatteams und Themen',
  heatSaid: 'Wie viele aus jedem Heimatteam in Crews jedes Themas sind. Eine Zahl öffnet diese Vorschläge.',
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
    alone: 'Jemanden einladen',
  },
  since: (when) => `seit ${when.replace(/^vor /, '')}`,
  figures: 'Zahlen zeigen',
  mixed: (crews, mixed) =>
    crews ? `${mixed} von ${counted(crews, 'Crew', 'Crews')} ${mixed === 1 ? 'mischt' : 'mischen'} Heimatteams.` : '',
};
