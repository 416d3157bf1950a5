// Was die Seite nur der Organisation sagt.
import { counted, list } from './de.js';

/** @type {Record<string, string>} */
const HALVES = { Frühjahr: 'Herbst', Frühling: 'Herbst', Herbst: 'Frühjahr', Sommer: 'Winter', Winter: 'Sommer' };

/** Wie die Woche danach heißt: auf die 9. folgt die 10., auf Herbst Frühjahr, auf 2026 ihr Jahr.
 * @param {string} title @param {number} year in dem erkundet wird */
function nextTitle(title, year) {
  const half = title.replace(/(Früh(?:jahr|ling)|Herbst|Sommer|Winter)/, (word) => HALVES[word] ?? word);
  const dated = half.replace(/\b20\d\d\b/, String(year));
  if (dated !== title || /\b20\d\d\b/.test(title)) return dated;
  const numbered = title.replace(/\b\d+\b/, (n) => String(Number(n) + 1));
  return numbered !== title ? numbered : `${title}, ${year}`;
}

/** @type {typeof import('./en-organize.js').organizing} */
export const organizing = {
  plan: {
    new: 'Woche planen',
    edit: (t) => `Planung: ${t}`,
    create: 'Entwurf anlegen',
    title: 'Titel',
    slug: 'Adresse',
    slugHint: 'Kleinbuchstaben, Ziffern und Bindestriche: /weeks/…',
    zone: 'Zeitzone',
    zoneHint: 'Zum Beispiel Europe/Berlin. Die Zeiten unten sind Ortszeit dort.',
    theme: 'Motto',
    focus: 'Schwerpunkt',
    description: 'Worum es geht',
    guardrails: 'Leitplanken',
    guardrailsHint: 'Markdown. Man nimmt sie einmal an, vor der ersten Anmeldung. Leer fragt nach nichts.',
    location: 'Wo',
    public: 'Diese Woche dürfen alle lesen, auch ohne sich einzuloggen',
    begins: (phase) => (phase === 'Vorbei' ? 'Die Woche endet' : `Beginn: ${phase}`),
    publish: 'Veröffentlichen',
    cancel: 'Woche absagen',
    copy: 'Kopieren',
    copyTitle: (t) => `Die nächste, aus: ${t}`,
    copyText:
      'Texte und Leitplanken kommen mit, Leute und Vorschläge nicht. Titel, Adresse und Zeiten sind vorgeschlagen: Ändere, was du magst.',
    make: 'Woche anlegen',
    monthsHint: 'Setzt alle Zeiten unten neu, auf dieselben Wochentage.',
    moveTimes: 'Zeiten verschieben',
    nextTitle,
    months: 'Monate weiter',
    created: 'Der Entwurf steht. Bis zur Veröffentlichung sieht ihn nur die Organisation.',
    published: 'Veröffentlicht. Jetzt sehen ihn alle.',
    cancelled: 'Die Woche ist abgesagt, und es steht dabei, warum.',
    organizers: 'Organisation dieser Woche',
    addOrganizer: 'Jemanden dazunehmen',
    guests: 'Gäste dieser Woche',
    addGuest: 'Gast einladen',
    stale:
      'Jemand hat diese Woche geändert, während du geschrieben hast. Dein Text steht noch hier. Sieh dir den anderen an und speicher noch einmal.',
  },
  times: {
    title: (t) => `Zeiten: ${t}`,
    said: (zone) => `Ortszeit: ${zone}. Was begonnen hat, bleibt; nur der Beginn der jetzigen Phase lässt sich verschieben.`,
    save: 'Zeiten ändern',
    reason: 'Warum?',
    reasonHint: 'Der Grund wird festgehalten und allen gesagt.',
    draftHint: 'Erst nötig, wenn die Woche veröffentlicht ist.',
    changed: 'Die Zeiten sind geändert.',
    unpublished: 'Die Woche ist noch nicht veröffentlicht.',
    nowHint: 'Oben steht es schon. Sag, warum: „Zeiten ändern“ lässt sie beginnen.',
    saved: 'Die Zeiten sind geändert, und alle erfahren, warum.',
    lasts: (long) => `dauert ${long}`,
    none: 'fällt aus',
    begun: 'hat begonnen',
    present: 'hat begonnen, darf später noch einmal beginnen',
    twice: 'diese Uhrzeit gibt es zweimal',
    along: 'Spätere wandern mit',
    alongHint: 'Sonst hält ein Griff bei seinen Nachbarn, und nichts anderes bewegt sich.',
    reset: 'Zurück auf den alten Stand',
    theirs: (t) =>
      `Jemand hat inzwischen Zeiten verschoben: ${list.format(t)}. Deine sind noch da; sieh sie dir an und speicher noch einmal.`,
    backwards: 'endet, bevor es beginnt',
    beginNext: 'Nächste Phase jetzt beginnen',
    archived: 'Eine Woche aus dem Archiv hat keinen Zeitplan.',
    long: (hours) =>
      hours < 48 ? counted(Math.round(hours), 'Stunde', 'Stunden') : counted(Math.round(hours / 24), 'Tag', 'Tage'),
  },
  timeline: {
    name: 'Der Zeitplan auf einer Linie',
    whole: 'Alles',
    near: 'Die Woche selbst',
    now: 'jetzt',
    hour: 'eine Stunde',
    quarter: 'eine Viertelstunde',
    stopped: (a, b) => `${a} hält bei ${b}.`,
    clocks: (when, ahead) =>
      `Die Uhren werden am ${when} ${ahead ? 'vor' : 'zurück'}gestellt. Die Zeiten hier sind die an der Wand.`,
    help: (step) =>
      `Zieh an einem Griff oder drück die Pfeiltasten: ${step} auf einmal, mit Umschalt einen Tag, mit Bild auf und ab eine Woche, mit Pos1 und Ende so weit es geht; Escape legt zurück. Oder tipp unten.`,
  },
  preview: {
    title: 'So liest es, wer mitmacht',
    draft: 'Bis die Woche veröffentlicht ist, liest niemand etwas.',
    moment: 'In diesem Moment',
    zone: 'In der Zeitzone',
    said: 'Es folgt den Zeiten, wie du sie gesetzt hast, noch vor dem Speichern.',
  },
  people: {
    title: (t) => `Leute: ${t}`,
    filter: 'Wer gezeigt wird',
    shows: {
      without: 'Ohne Crew',
      idle: 'Weder Crew noch Wunsch',
      wishing: 'Mit einem Wunsch',
      with_crew: 'Mit Crew',
      moving: 'Mit Wunsch oder Crew',
      everyone: 'Alle',
    },
    said: {
      without: (n) =>
        n
          ? `${counted(n, 'Person macht', 'Leute machen')} mit und ${n === 1 ? 'hat' : 'haben'} keine Crew.`
          : 'Alle, die mitmachen, haben eine Crew.',
      idle: (n) => `${counted(n, 'Person hat', 'Leute haben')} weder Crew noch Wunsch.`,
      wishing: (n) => `${counted(n, 'Person hat', 'Leute haben')} keine Crew, aber einen Wunsch.`,
      with_crew: (n) => `${counted(n, 'Person hat', 'Leute haben')} eine Crew.`,
      moving: (n) => `${counted(n, 'Person hat', 'Leute haben')} eine Crew oder einen Wunsch.`,
      everyone: (n) => `${counted(n, 'Person macht', 'Leute machen')} mit.`,
    },
    none: 'Niemand hier',
    noneText: 'So ist gerade niemand.',
    anyTeam: (team) => `${team}: alle Heimatteams zeigen`,
    wishes: 'Wünscht sich',
    place: 'Platz geben',
    placeNamed: (name) => `${name} einen Platz geben`,
    unknown: 'Ohne bekanntes Heimatteam',
    days: (d) => `nur ${list.format(d)}`,
    day: { monday: 'Mo', tuesday: 'Di', wednesday: 'Mi', thursday: 'Do', friday: 'Fr', saturday: 'Sa', sunday: 'So' },
  },
};
