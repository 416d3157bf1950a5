// Was die Seite von einer Person sagt, und von dem, was früher versucht wurde.
import { counted, list } from './de.js';

/** @type {typeof import('./en-people.js').person} */
export const person = {
  you: 'Das bist du',
  edit: 'Mein Profil ändern',
  gone: 'Nicht mehr hier',
  role: { guest: 'Gast', member: '', organizer: 'Organisation', admin: 'Verwaltung' },
  said: (weeks, led, joined) => {
    const parts = [
      led ? `leitet ${counted(led, 'Vorschlag', 'Vorschläge')}` : '',
      joined ? `ist in ${counted(joined, 'Crew', 'Crews')}` : '',
    ].filter(Boolean);
    return `In ${counted(weeks, 'Woche', 'Wochen')}: ${list.format(parts)}.`;
  },
  none: 'Noch kein Vorschlag und keine Crew',
  noneText: 'Was diese Person leitet und wo sie mitmacht, steht hier Woche für Woche.',
  part: { lead: 'Leitung', member: 'Mitglied', helper: 'Hilfe', mentor: 'Mentoring' },
  about: 'Über die Person',
  nothing: 'Noch nichts erzählt.',
  can: 'Kann',
  learn: 'Will lernen',
  homeTeam: 'Heimatteam',
  manager: 'Führungskraft',
  zone: 'Zeitzone',
  there: (zone, time) => `${zone}, dort ist es ${time}`,
  email: 'E-Mail',
};

/** @type {typeof import('./en-people.js').archive} */
export const archive = {
  title: 'Archiv',
  said: 'Alle Wochen: was versucht wurde, was daraus wurde und wen man fragen kann.',
  search: 'Alle Vorschläge und Ergebnisse durchsuchen',
  hint: 'In allen Wochen suchen …',
  found: (n, cut) =>
    cut ? `Die ${n} neuesten Vorschläge; ein Wort mehr findet weniger.` : counted(n, 'Vorschlag', 'Vorschläge'),
  noneText: 'Versuch es mit weniger Wörtern, einer anderen Art oder allen Wochen.',
  none: 'So etwas hat noch niemand versucht',
  talkTried: 'Schon versucht, sprich mit',
  talk: 'Sprich mit',
  open: 'Kein Ergebnis festgehalten',
  continue: 'Weiterführen',
  continueIn: (t, week) => `${t} in ${week} weiterführen`,
  continued: 'Daraus ist ein Entwurf von dir geworden. Niemand sonst sieht ihn, bis du ihn einreichst.',
};
