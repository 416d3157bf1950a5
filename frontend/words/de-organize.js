// Was die Seite nur der Organisation sagt.
import { counted, list } from './de.js';

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
    zoneHint: 'Zum Beispiel Europe/Berlin. Die Zeiten unten gelten auf ihren Uhren.',
    theme: 'Motto',
    focus: 'Schwerpunkt',
    description: 'Worum es geht',
    guardrails: 'Leitplanken',
    guardrailsHint: 'Markdown. Man nimmt sie einmal an, vor der ersten Anmeldung. Leer fragt nach nichts.',
    location: 'Wo',
    public: 'Diese Woche dürfen alle lesen, auch ohne sich einzuloggen',
    begins: (phase) => `${phase}: Beginn`,
    publish: 'Veröffentlichen',
    cancel: 'Woche absagen',
    copy: 'Kopieren',
    copyTitle: (t) => `Die nächste, aus: ${t}`,
    copyText: 'Sechs Monate weiter, dieselben Wochentage, dieselben Uhren. Ändern lässt sich alles noch.',
    months: 'Monate weiter',
    created: 'Der Entwurf steht. Bis zur Veröffentlichung sieht ihn nur die Organisation.',
    published: 'Veröffentlicht. Jetzt sehen ihn alle.',
    cancelled: 'Die Woche ist abgesagt, und es steht dabei, warum.',
    organizers: 'Organisation dieser Woche',
    addOrganizer: 'Jemanden dazunehmen',
    stale:
      'Jemand hat diese Woche geändert, während du geschrieben hast. Dein Text steht noch hier. Sieh dir den anderen an und speicher noch einmal.',
  },
  times: {
    title: (t) => `Zeiten: ${t}`,
    said: (zone) =>
      `Auf den Uhren von ${zone}. Was begonnen hat, bleibt; nur der Beginn der jetzigen Phase lässt sich verschieben.`,
    save: 'Zeiten ändern',
    reason: 'Warum?',
    reasonHint: 'Der Grund wird festgehalten und allen gesagt.',
    saved: 'Die Zeiten sind geändert, und alle erfahren, warum.',
    lasts: (long) => `dauert ${long}`,
    none: 'fällt aus',
    begun: 'hat begonnen',
    backwards: 'endet, bevor es beginnt',
    beginNext: 'Nächste Phase jetzt beginnen',
    archived: 'Eine Woche aus dem Archiv hat keinen Zeitplan.',
    long: (hours) =>
      hours < 48 ? counted(Math.round(hours), 'Stunde', 'Stunden') : counted(Math.round(hours / 24), 'Tag', 'Tage'),
  },
  people: {
    title: (t) => `Leute: ${t}`,
    without: 'Ohne Crew',
    everyone: 'Alle',
    said: (n) =>
      n
        ? `${counted(n, 'Person macht', 'Leute machen')} mit und ${n === 1 ? 'hat' : 'haben'} keine Crew.`
        : 'Alle, die mitmachen, haben eine Crew.',
    unknown: 'Ohne bekanntes Heimatteam',
    out: 'nicht dabei',
    days: (d) => `nur ${list.format(d)}`,
    day: { monday: 'Mo', tuesday: 'Di', wednesday: 'Mi', thursday: 'Do', friday: 'Fr', saturday: 'Sa', sunday: 'So' },
  },
};
