// Was die Seite sagt, wo Organisation und Admins sich um eine Person kümmern.

/** @type {typeof import('./en-keep.js').keep} */
export const keep = {
  title: 'Verwalten',
  did: 'Was diese Person getan hat',
  happened: 'Was mit ihr geschah',
  edit: 'Ändern',
  save: 'Speichern',
  name: 'Name',
  email: 'E-Mail-Adresse',
  homeTeam: 'Heimatteam',
  manager: 'Führungskraft',
  role: 'Darf',
  roles: {
    guest: 'Wochen besuchen, zu denen eingeladen wurde',
    member: 'teilnehmen',
    organizer: 'jede Woche organisieren',
    admin: 'verwalten',
  },
  step: { deactivate: 'Ist gegangen', reactivate: 'Wieder hereinlassen', anonymise: 'Anonymisieren' },
  ask: {
    edit: (name) => `${name} ändern`,
    deactivate: (name) => `Ist ${name} gegangen?`,
    anonymise: (name) => `${name} anonymisieren?`,
  },
  means: {
    deactivate:
      'Sitzungen, Tokens und Adressen enden, und Plätze in Wochen, die nicht abgeschlossen sind, werden frei. Was war, bleibt unter dem Namen.',
    anonymise:
      'Wer das war, wird für immer gelöscht, hier und im Protokoll. Crews, Ergebnisse und alle Zahlen bleiben, ohne den Namen. Das lässt sich nicht zurücknehmen.',
  },
  done: {
    deactivate: (name) => `${name} ist gegangen. Die Plätze sind frei.`,
    reactivate: (name) => `${name} darf sich wieder einloggen.`,
    anonymise: (name) => `${name} ist hier vergessen.`,
  },
  erased: 'Wer das war, ist gelöscht.',
};
