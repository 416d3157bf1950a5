// What the page says where organizers and admins look after a person.

export const keep = {
  title: 'Look after',
  did: 'What they did',
  happened: 'What was done to them',
  edit: 'Change',
  save: 'Save',
  name: 'Name',
  email: 'E-mail address',
  homeTeam: 'Home team',
  manager: 'Manager',
  role: 'May',
  roles: {
    guest: 'visit the weeks they are invited to',
    member: 'take part',
    organizer: 'organize every week',
    admin: 'administer',
  },
  step: { deactivate: 'Has left', reactivate: 'Let in again', anonymise: 'Anonymise' },
  ask: {
    edit: (/** @type {string} */ name) => `Change ${name}`,
    deactivate: (/** @type {string} */ name) => `Has ${name} left?`,
    anonymise: (/** @type {string} */ name) => `Anonymise ${name}?`,
  },
  means: {
    deactivate:
      'Their sessions, tokens and addresses end, and their places in weeks that are not closed are freed. What they did stays under their name.',
    anonymise:
      'Who this was is erased for good, here and in the log. Crews, outcomes and every count stay, without the name. This can’t be taken back.',
  },
  done: {
    deactivate: (/** @type {string} */ name) => `${name} has left. Their places are free.`,
    reactivate: (/** @type {string} */ name) => `${name} may sign in again.`,
    anonymise: (/** @type {string} */ name) => `${name} is forgotten here.`,
  },
  erased: 'Who this was is erased.',
};
