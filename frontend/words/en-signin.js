// What the page says where one signs in, and to whom it could not let in.

export const signIn = {
  title: 'Sign in',
  who: 'Who would you like to be?',
  local: 'This Offtrail runs for trying things out: one click signs you in as anyone.',
  find: 'Find a person',
  role: { guest: 'Guest', member: '', organizer: 'Organizer', admin: 'Admin' },
  off: 'Sign-in is not set up here yet. Ask whoever runs this Offtrail.',
  none: 'Nobody of that name.',
  at: (/** @type {string} */ provider) => `Sign in with ${provider}`,
  email: 'E-mail address',
  emailHint: 'The one that your company has for you. A link comes there that signs you in.',
  send: 'Send me a link',
  sent: (/** @type {string} */ to, /** @type {number} */ minutes) =>
    `If ${to} is known here, a link is on its way. It works once, for ${minutes} minutes.`,
  goOn: 'Go on to Offtrail',
  over: 'This link was used already, or is older than fifteen minutes.',
  anew: 'Get a new link',
  notLetIn: 'You could not be signed in. Try once more; if it stays so, ask whoever runs this Offtrail.',
  refused: {
    not_begun_here: 'This sign-in did not begin in this browser, or cookies are blocked. Begin again here.',
    took_too_long: 'That took longer than ten minutes, so it ended. Begin again here.',
    provider_said_no: 'You were not signed in there. Begin again, or choose another account.',
    provider_unreachable: 'Your company’s sign-in does not answer just now. Try again in a minute.',
    not_believed:
      'What your company’s sign-in told us could not be verified. Try once more; if it stays so, ask whoever runs this Offtrail.',
    email_missing: 'Your account there has no e-mail address, or does not share it. Ask whoever looks after accounts.',
    email_not_verified: 'The e-mail address of your account is not verified there. Verify it, then sign in again.',
    domain_not_allowed: 'Only addresses of this company may sign in here. Choose another account.',
    linked_elsewhere: 'Somebody else here has had this e-mail address. An admin can change theirs; then sign in again.',
    not_by_proxy: 'Open Offtrail at the address that your company gives for it; this one leads past its sign-in.',
    too_many: 'More sign-ins came from your network than one minute takes. Try again in a minute.',
    deactivated: 'Your account here has ended. An organizer can let you in again.',
  },
};
