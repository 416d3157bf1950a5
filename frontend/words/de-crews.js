// Was die Seite sagt, wo man eine Crew sucht.
import { counted } from './de.js';

/** @type {typeof import('./en-crews.js').crews} */
export const crews = {
  said: (n, fit) =>
    `${counted(n, 'Crew hat', 'Crews haben')} noch Plätze${fit ? `, ${counted(fit, 'davon passt', 'davon passen')} zu dir` : ''}.`,
  all: 'Alle Vorschläge',
  fitting: 'Passt zu dir',
  others: 'Mit Plätzen',
  none: 'Gerade hat keine Crew einen Platz',
  noneText: 'Stell dich bei einem Vorschlag an, oder schlag selbst etwas vor.',
  aside: 'Du, und wer noch fehlt',
  free: 'Du bist frei: Die Organisation sieht, dass du mitmachst und noch keine Crew hast.',
  unknown: 'Mit dem, was du kannst und lernen möchtest, stehen passende Crews zuerst.',
  tell: 'Erzähl es',
  alone: 'Crews mit nur einer Person',
  noneAlone: 'Keine, die noch Plätze hat.',
  without: 'Leute ohne Crew',
};
