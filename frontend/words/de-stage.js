// Was die Bühne sagt, während Demos gezeigt werden.

/** @type {typeof import('./en-stage.js').stage} */
export const stage = {
  title: 'Bühne',
  none: 'Noch steht nichts im Ablauf',
  noneText: 'Sobald die Organisation ihn festgelegt hat, läuft er hier ab, Demo für Demo.',
  order: 'Ablauf',
  full: 'Vollbild',
  soon: 'Gleich geht es los',
  place: (n, all) => (n ? `${n} von ${all}` : `${all} kommen noch`),
  left: 'Noch übrig',
  clock: (ms) => {
    const seconds = Math.abs(Math.ceil(ms / 1000));
    return `${ms <= -1000 ? '+' : ''}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  },
  next: 'Als Nächstes',
  last: 'Das war die letzte. Jetzt wird gefeiert.',
  before: 'Eine zurück',
  begin: 'Anfangen',
  forward: 'Nächste Demo',
  again: 'Zeit neu starten',
  keys: 'Leertaste oder → geht weiter, ← zurück, R startet die Zeit neu.',
};
