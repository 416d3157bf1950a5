// What the page says to those who look as another role, and offers to those who may.

export const viewing = {
  title: 'See it as others do',
  text: 'For an hour you see what this role sees, with what is your own, and change nothing. It stands in the log.',
  as: { guest: 'As a guest', member: 'As a member', organizer: 'As an organizer', admin: 'As an admin' },
  now: (/** @type {string} */ as, /** @type {string} */ until) => `${as} until ${until}: nothing can be changed.`,
  back: 'Back to yourself',
};
