// Was die Seite über ihre Tasten sagt, und beim Springen.

/** @type {typeof import('./en-keys.js').keys} */
export const keys = {
  title: 'Tasten',
  said: 'Sie gelten überall, wo du nicht gerade schreibst.',
  sheet: [
    ['/', 'suchen'],
    ['n', 'eine Idee vorschlagen'],
    ['j', 'nächste Karte'],
    ['k', 'Karte davor'],
    ['o', 'Karte öffnen'],
    ['+', 'anmelden oder anfragen'],
    ['u', 'rückgängig machen, was noch nicht gesendet ist'],
    ['Ctrl K', 'zu jeder Seite, jedem Vorschlag, jeder Person'],
    ['?', 'diese Übersicht'],
  ],
  palette: 'Springen zu',
  type: 'Seite, Vorschlag, Person …',
  none: 'Nichts heißt so.',
  found: 'Was es gibt',
  screen: 'Seite',
  pitch: 'Vorschlag',
  person: 'Vorschläge dieser Person',
  archive: 'Archiv: was schon versucht wurde',
  mine: 'Meine Woche',
  pitchIdea: 'Idee vorschlagen',
  console: 'Überblick',
  noCards: 'Hier gibt es keine Karten.',
  noWeek: 'Noch gibt es keine Woche, für die du etwas vorschlagen kannst.',
  nothing: 'Geh zuerst mit j oder k zu einer Karte.',
};
