// Was die Seite denen sagt, die sich alles als andere Rolle ansehen, und denen anbietet, die das dürfen.

/** @type {typeof import('./en-viewing.js').viewing} */
export const viewing = {
  title: 'Sehen, was andere sehen',
  text: 'Eine Stunde lang siehst du, was diese Rolle sieht, dazu, was dir gehört, und änderst nichts. Es steht im Protokoll.',
  as: { guest: 'Als Gast', member: 'Als Mitglied', organizer: 'Als Organisation', admin: 'Als Admin' },
  now: (as, until) => `${as} bis ${until}: Ändern lässt sich nichts.`,
  back: 'Zurück zu dir',
};
