// Was die Seite denen sagt, die einen Vorschlag leiten, und was zu den Demos.
import { nth } from './de.js';

/** @type {typeof import('./en-leading.js').leading} */
export const leading = {
  to: 'An wen?',
  toWeek: 'In welche Woche?',
  whom: 'Wen?',
  deleted: 'Der Entwurf ist weg.',
  submitted: 'Eingereicht. Jetzt kann man ihn finden.',
  noWeeks: 'Gerade nimmt keine Woche Vorschläge an.',
  modeLabel: 'Wie wird es gezeigt?',
  demoTitle: 'Titel der Demo',
  notes: 'Was ihr braucht, was man wissen sollte',
  minutesLabel: 'Minuten',
  findPerson: 'Tipp einen Namen und wähl jemanden aus.',
  pickPerson: 'Wähl jemanden aus der Liste.',
  severalPeople: 'So heißen mehrere. Wähle eine der vorgeschlagenen Personen.',
  withdrawWhy: 'Die Crew erfährt, warum, und ist frei. Gelöscht wird nichts; solange die Phase es erlaubt, geht es zurück.',
};

/** @type {typeof import('./en-leading.js').demos} */
export const demos = {
  title: 'Demos',
  none: 'Noch keine Demos',
  noneText: 'Wenn Crews sagen, wie sie es zeigen, steht hier der Ablauf.',
  save: 'Ablauf speichern',
  up: (t) => `${t} nach oben`,
  down: (t) => `${t} nach unten`,
  moved: (t, n) => `${t} ist jetzt an ${nth(n)} Stelle.`,
  said: 'In dieser Folge. Je fünf Minuten, wenn nichts anderes dabeisteht.',
  unplaced: 'Noch nicht im Ablauf',
  savedOrder: 'Der Ablauf ist gespeichert.',
  add: 'In den Ablauf',
  away: 'Herausnehmen',
  unsaved: 'Verschoben und noch nicht gespeichert. Es bleibt auf diesem Gerät.',
  reset: 'Wie es war',
  grip: (t) => `${t} verschieben: Die Leertaste nimmt auf`,
  moveTo: (t) => `${t} verschieben an`,
  place: (n) => nth(n),
  picked: (t, n, all) =>
    `${t} ist aufgenommen, ${nth(n)} von ${all}. Pfeil auf und ab verschieben, die Leertaste legt ab, Escape legt zurück.`,
  dropped: (t, n) => `${t} ist abgelegt, ${nth(n)}.`,
  back: (t, n) => `${t} ist wieder da, wo es war, ${nth(n)}.`,
  stage: 'Bühne öffnen',
  times: 'Zeiten festlegen',
  timesText: 'Eine nach der anderen in dieser Folge, ab einem Zeitpunkt. Wer eine Dauer angegeben hat, behält sie.',
  begins: (zone) => `Beginn der ersten, Ortszeit ${zone}`,
  each: 'Minuten für alle ohne eigene Angabe',
  where: 'Wo',
  timesSet: 'Die Zeiten stehen. Speichere den Ablauf, damit alle sie sehen.',
  on: (when, place) => `Du bist ${when} dran${place ? `, ${place}` : ''}`,
  onNow: (place) => `Du bist jetzt dran${place ? `, ${place}` : ''}`,
};
