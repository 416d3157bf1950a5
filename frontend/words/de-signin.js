// Was die Seite sagt, wo man sich einloggt, und wem sie nicht aufmachen konnte.

/** @type {typeof import('./en-signin.js').signIn} */
export const signIn = {
  title: 'Einloggen',
  who: 'Wer möchtest du sein?',
  local: 'Dieses Offtrail ist zum Ausprobieren da: Mit einem Klick bist du, wer du willst.',
  find: 'Person suchen',
  role: { guest: 'Gast', member: '', organizer: 'Organisation', admin: 'Admin' },
  off: 'Einloggen ist hier noch nicht eingerichtet. Frag, wer dieses Offtrail betreibt.',
  none: 'So heißt hier niemand.',
  at: (provider) => `Einloggen mit ${provider}`,
  email: 'E-Mail-Adresse',
  emailHint: 'Die, die deine Firma von dir hat. Dorthin kommt ein Link, der dich einloggt.',
  send: 'Link schicken',
  sent: (to, minutes) => `Wenn ${to} hier bekannt ist, ist ein Link unterwegs. Er gilt einmal, ${minutes} Minuten lang.`,
  goOn: 'Weiter zu Offtrail',
  over: 'Dieser Link wurde schon benutzt oder ist älter als fünfzehn Minuten.',
  anew: 'Neuen Link holen',
  notLetIn: 'Du konntest nicht eingeloggt werden. Versuch es noch einmal; wenn es so bleibt, frag, wer dieses Offtrail betreibt.',
  refused: {
    not_begun_here: 'Dieses Einloggen hat nicht in diesem Browser begonnen, oder Cookies sind gesperrt. Fang hier neu an.',
    took_too_long: 'Das hat länger als zehn Minuten gedauert und ist damit vorbei. Fang hier neu an.',
    provider_said_no: 'Du wurdest dort nicht eingeloggt. Fang neu an, oder nimm ein anderes Konto.',
    provider_unreachable: 'Die Anmeldung deiner Firma antwortet gerade nicht. Versuch es in einer Minute noch einmal.',
    not_believed:
      'Was uns die Anmeldung deiner Firma gesagt hat, ließ sich nicht prüfen. Versuch es noch einmal; wenn es so bleibt, frag, wer dieses Offtrail betreibt.',
    email_missing: 'Dein Konto dort hat keine E-Mail-Adresse oder gibt sie nicht weiter. Frag, wer sich um Konten kümmert.',
    email_not_verified: 'Die E-Mail-Adresse deines Kontos ist dort nicht bestätigt. Bestätige sie, und log dich dann wieder ein.',
    domain_not_allowed: 'Nur Adressen dieser Firma dürfen sich hier einloggen. Nimm ein anderes Konto.',
    linked_elsewhere:
      'Diese E-Mail-Adresse hatte hier schon jemand anderes. Ein Admin kann deren Adresse ändern; log dich dann wieder ein.',
    not_by_proxy: 'Öffne Offtrail unter der Adresse, die deine Firma dafür nennt; diese hier führt an ihrer Anmeldung vorbei.',
    too_many: 'Aus deinem Netz kamen mehr Anmeldungen, als in eine Minute passen. Versuch es in einer Minute noch einmal.',
    deactivated: 'Dein Konto hier ist beendet. Die Organisation kann dich wieder hereinlassen.',
  },
};
