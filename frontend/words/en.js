// Every sentence that the page says by itself. Another language is another file of the same shape.

const LANGUAGE = 'en-GB';
const plural = new Intl.PluralRules(LANGUAGE);
const ordinal = new Intl.PluralRules(LANGUAGE, { type: 'ordinal' });
const list = new Intl.ListFormat(LANGUAGE, { type: 'conjunction' });
const number = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 2 });

/** @param {number} n @param {string} one @param {string} [many] */
const counted = (n, one, many = `${one}s`) => `${number.format(n)} ${plural.select(n) === 'one' ? one : many}`;
/** @param {number} n */
const nth = (n) => `${n}${{ one: 'st', two: 'nd', few: 'rd', other: 'th', many: 'th', zero: 'th' }[ordinal.select(n)]}`;

export const words = {
  language: LANGUAGE,
  close: 'Close',
  later: 'Not now',
  save: 'Save',
  saved: 'Saved.',
  undo: 'Undo',
  more: 'Show more',
  all: 'All',
  /** @param {string} when */
  from: (when) => `From ${when}.`,
  /** @param {string} when */
  until: (when) => `until ${when}`,
  /** @param {readonly string[]} things */
  list: (things) => list.format(things),
  number: (/** @type {number} */ n) => number.format(n),
  time: {
    now: 'just now',
    /** @param {string} mine @param {string} theirs @param {string} city */
    both: (mine, theirs, city) => `${mine} (${theirs} in ${city})`,
  },
  nav: { main: 'Main', home: 'Offtrail, to the start', now: 'Now', pitches: 'Pitches', demos: 'Demos', outcomes: 'Outcomes', weeks: 'Weeks', mine: 'My week', me: (/** @type {string} */ name) => `My week, ${name}`, theme: 'Switch between light and dark' },
  problem: {
    title: 'That did not work',
    unexpected: 'Something went wrong that should not have. Try again in a moment.',
    offline: 'Offtrail cannot be reached just now. What you typed is still here; try again in a moment.',
    noSuchPage: 'There is no such page.',
    help: 'The address may be mistyped, or what it named may not be yours to see.',
  },
  signIn: {
    title: 'Sign in',
    action: 'Sign in',
    who: 'Who would you like to be?',
    local: 'This Offtrail runs for trying things out: one click signs you in as anyone.',
    find: 'Find a person',
    off: 'Sign-in is not set up here yet. Ask whoever runs this Offtrail.',
    none: 'Nobody of that name.',
    welcome: 'One week, on anything that you find worth exploring.',
  },
  phase: {
    draft: 'Draft', announced: 'Announced', pitching: 'Pitching', forming: 'Forming crews', exploring: 'Exploring', demos: 'Demos', wrap_up: 'Wrap-up', closed: 'Closed', cancelled: 'Cancelled',
  },
  week: {
    schedule: 'Schedule of the week',
    /** @param {string} when */
    ends: (when) => `ends ${when}`,
    archived: 'Archive',
    public: 'Public',
    theme: 'Theme',
    focus: 'Focus',
    about: 'About',
    where: 'Where',
    guardrails: 'Guardrails',
    accept: 'I accept the guardrails',
    accepted: 'You accepted these.',
    organizers: 'Organizers',
    see: 'See its pitches',
    part: 'part of',
    noDates: 'No dates known',
    copied: 'Copied from',
    copy: 'Plan the next one from this',
    plan: 'Plan', times: 'Times', people: 'People', organize: 'Organize',
    pitches: (/** @type {number} */ n) => (n ? counted(n, 'pitch', 'pitches') : 'no pitches yet'),
    clocks: (/** @type {string} */ zone) => `All times of this week are kept in ${zone}.`,
    taking: 'Taking part',
    out: 'I am out this week',
    back: 'I am taking part after all',
    isOut: 'You said that you are out this week.',
    isIn: 'You are taking part in this week.',
  },
  weeks: { title: 'Weeks', said: 'All of them, newest first.', plan: 'Plan a week', none: 'No week yet', noneText: 'When the first one is planned, it is here.', archive: 'From the archive' },
  now: {
    none: 'No week is planned yet', noneText: 'When there is one, this page says what to do next.',
    headline: {
      draft: 'This week is still being planned', announced: 'A week is coming', pitching: 'What would you explore?', forming: 'Find your crew', exploring: 'Explore', demos: 'Time to show it', wrap_up: 'Say what came of it', closed: 'What became of it?', cancelled: 'This week is cancelled',
    },
    deadline: (/** @type {string} */ phase, /** @type {string} */ when) => `${phase} ends ${when}.`,
    lead: {
      draft: 'Only organizers see it.', announced: 'Block the days, and plant the seed of an idea: a draft is yours alone until you submit it.', pitching: 'A title and two sentences are enough. You can make it better later.', forming: 'One click signs you up, and leaving is as easy.', exploring: 'You have the week. Ask for help before you need it.', demos: 'Five minutes of what you found, working or not.', wrap_up: '“It does not work, and here is why” counts as much as a launch.', closed: 'See what came of it, and whether it lives on.', cancelled: 'Nothing more will happen in it.',
    },
    pitch: 'Pitch an idea', draft: 'Plant an idea', find: 'See the pitches', order: 'See the running order', outcomes: 'See the outcomes', record: 'Record the outcome', crewPage: 'Go to your crew', plan: 'Go on planning',
    crew: 'My crew', noCrew: 'No crew yet.', wishes: 'My wishes', noWishes: 'You are not waiting for any place.', mine: 'Pitches I lead', noMine: 'None. You could change that.', next: 'What comes next',
  },
  pitches: {
    title: 'Pitches',
    search: 'Search title, text, person, skill…',
    searchLabel: 'Search pitches',
    tag: 'Topic', anyTag: 'All topics', skill: 'Skill', anySkill: 'Any skill', open: 'Open places', sort: 'Order',
    sorts: /** @type {[string, string][]} */ ([['newest', 'Newest'], ['needs_people', 'Needs people'], ['title', 'By title'], ['shuffle', 'Shuffled']]),
    pitch: 'Pitch an idea',
    count: (/** @type {number} */ n, /** @type {boolean} */ more) => `${more ? 'The first ' : ''}${counted(n, 'pitch', 'pitches')}`,
    none: 'Nothing here yet', noneText: 'Be the first: a title and two sentences are enough.', noMatch: 'No pitch is like that', noMatchText: 'Try a wider search, or pitch it yourself.', clear: 'Clear the filters',
    byTopic: 'Places by topic', byTopicText: 'Select one to filter the board', closed: 'Sign-up is not open now.',
    places: (/** @type {number} */ taken, /** @type {number | null} */ limit) => (limit == null ? `${number.format(taken)} in, no limit` : `${number.format(taken)}/${number.format(limit)}`),
    seats: (/** @type {number} */ taken, /** @type {number | null} */ limit) => (limit == null ? `${counted(taken, 'person', 'people')} in the crew, no limit` : `${number.format(taken)} of ${counted(limit, 'place')} taken`),
    waiting: (/** @type {number} */ n) => `${number.format(n)} waiting`,
    interest: (/** @type {number} */ n) => `${counted(n, 'person', 'people')} interested`,
    needsLead: 'Needs a lead', ask: 'Asks first', invite: 'By invitation', withdrawn: 'Withdrawn', merged: 'Merged', draft: 'Draft', by: (/** @type {string} */ name) => `by ${name}`, wants: 'Wanted', teaches: 'You can learn',
  },
  signUp: {
    action: 'Sign up', wait: 'Wait in line', ask: 'Ask to join', title: (/** @type {string} */ pitch) => `Sign up for “${pitch}”`, message: 'A line for the lead', role: 'I come as', switch: 'Switch crews', other: 'Help or mentor',
    roles: /** @type {[string, string][]} */ ([['member', 'a member, with a place'], ['helper', 'a helper, now and then'], ['mentor', 'a mentor']]),
    role_: { member: 'Member', helper: 'Helper', mentor: 'Mentor' },
    switchText: (/** @type {string} */ pitch) => `You have a place in another crew. If you switch${pitch ? ` to “${pitch}”` : ''}, that place is free for somebody else.`,
    guardrails: 'Before the first sign-up: the guardrails', three: 'Places are still free in:',
    done: { accepted: (/** @type {string} */ t) => `You are in: ${t}.`, waiting: (/** @type {string} */ t, /** @type {number | null} */ n) => `${n ? `You are ${nth(n)} in line` : 'You are in line'} for ${t}.`, asked: (/** @type {string} */ t) => `Asked. The lead of ${t} will answer.` },
    state: {
      pending: 'Signing up…', accepted: 'You are in', waiting: (/** @type {number | null} */ n) => (n ? `${nth(n)} in line` : 'In line'), asked: 'Asked, not answered yet', invited: 'You are invited', offered: 'A place is yours to take', declined: 'Declined', left: 'Left', expired: 'The offer has passed', ended: 'Ended',
    },
    accept: 'Accept', decline: 'Decline', take: 'Take the place', leave: 'Leave', leaveLine: 'Leave the line', withdraw: 'Take it back', left: (/** @type {string} */ t) => `You left ${t}.`,
  },
  pitch: {
    crew: 'Crew', leads: 'Leads', lead: 'Lead', you: 'You', nobody: 'Nobody yet. The first place is yours.', line: 'Waiting line', asked: 'Would like to join', invited: 'Invited', offered: 'A place is offered to', interested: 'I am interested', notInterested: 'No longer interested', edit: 'Edit', submit: 'Submit it', withdraw: 'Withdraw', restore: 'Restore', delete: 'Delete the draft', handOver: 'Hand over', continue: 'Continue in another week', invite: 'Invite somebody', place: 'Place somebody', outcome: 'Outcome', record: 'Record the outcome', changeOutcome: 'Change the outcome', demo: 'Demo', changeDemo: 'Demo details', continues: 'Continues', continuedBy: 'Continued by', links: 'Links', where: 'Where', chat: 'Chat', wanted: 'Skills wanted', learn: 'Skills you can learn', withdrawnText: 'This pitch was withdrawn.', sourceResults: 'What the source says of it', facts: 'At a glance', joining: 'Joining', actions: 'For those who look after it',
    join: { open: 'Open: sign up and you are in', ask: 'The lead decides', invite: 'By invitation' }, to: 'Hand over to', toWeek: 'Into which week?', whom: 'Whom?', deleted: 'The draft is gone.', submitted: 'Submitted. Now people can find it.', minutes: (/** @type {number} */ n) => counted(n, 'minute'), recording: 'Recording', since: (/** @type {string} */ when) => `submitted ${when}`, noText: 'No text yet.', choose: 'Choose…', noWeeks: 'No week is taking pitches now.',
    mode: { live: 'Live', recorded: 'Recorded', written: 'Written', none: 'No demo' }, modeLabel: 'How is it shown?', demoTitle: 'Title of the demo', notes: 'What you need, what to know', minutesLabel: 'Minutes', findPerson: 'Type a name and choose one.', pickPerson: 'Choose one of the people that are suggested.', withdrawWhy: 'The crew is told why, and freed. Nothing is erased; it can be restored while its phase allows.',
  },
  talk: { title: 'Questions and answers', none: 'No question yet. Ask the first one.', say: 'Ask, or answer', send: 'Send', reply: 'Reply', edit: 'Edit', delete: 'Delete', deleted: 'This was deleted.', edited: 'edited', count: (/** @type {number} */ n) => counted(n, 'comment'), replyTo: (/** @type {string} */ name) => `Reply to ${name}` },
  compose: {
    title: 'Pitch an idea', edit: 'Edit the pitch', submit: 'Pitch it', keep: 'Keep as a draft', name: 'Title', nameHint: 'Something people can repeat in the lift.', summary: 'In one or two sentences', summaryHint: 'What, and for whom? It is what stands on the card.', body: 'The idea', bodyHint: 'Markdown: **bold**, - lists, [links](https://…). No picture is fetched.', tags: 'Topics', tagsHint: 'Parted by commas. The first gives the card its colour.', needed: 'Skills wanted', learn: 'Skills one can learn here', limit: 'Places', limitHint: 'Leave it empty for no limit.', join: 'Who may join?', where: 'Where', chat: 'Chat address', links: 'Links', linkTitle: 'Name', linkUrl: 'Address', addLink: 'Add a link', preview: 'How people will see it', kept: 'Draft kept on this device', made: 'It is pitched. People can find it now.', keptDraft: 'Kept as a draft. Only you and the organizers see it.', more: 'More about it', stale: 'Somebody changed this pitch while you were writing. Your text is still here. Open the pitch beside it, bring both together, and save again.', seeNow: 'See it as it is now', checks: ['A title people can repeat', 'Two sentences: what, and for whom', 'Whom or what you still need'],
    joins: /** @type {[string, string][]} */ ([['open', 'Anyone, at once'], ['ask', 'I decide'], ['invite', 'Only whom I invite']]),
  },
  mine: {
    title: 'My week', places: 'My places', noPlaces: 'No place in a crew yet.', offers: 'Waiting for your answer', wishes: 'My wishes', noWishes: 'Nothing is waiting.', pitches: 'Pitches I lead', drafts: 'My drafts', noPitches: 'You lead no pitch yet.', past: 'Earlier', profile: 'Profile', tokens: 'Tokens for programs', tokensText: 'A program that carries a token acts as you, within the scopes you give it.', bio: 'About me', skills: 'What I can do', learn: 'What I want to learn', zone: 'My time zone', commas: 'Parted by commas.', zoneHint: 'Such as Europe/Berlin.', name: 'Name', signOut: 'Sign out', noTokens: 'You have no tokens.', makeToken: 'Make a token', tokenName: 'What is it for?', scopes: 'It may', until: 'It ends on', secret: 'Copy it now: it is shown this once.', revoke: 'Revoke', used: (/** @type {string} */ when) => `last used ${when}`, unused: 'never used', revoked: 'Revoked. Nothing can use it any more.', offerUntil: (/** @type {string} */ when) => `Yours ${when}`,
    scope: { read: 'read what I see', 'outcomes:read': 'read outcomes', write: 'pitch, sign up, comment', organize: 'organize', admin: 'administer' },
  },
  demos: { title: 'Demos', none: 'No demos yet', noneText: 'When crews say how they will show it, the running order is here.', save: 'Save the running order', up: (/** @type {string} */ t) => `Move ${t} up`, down: (/** @type {string} */ t) => `Move ${t} down`, moved: (/** @type {string} */ t, /** @type {number} */ n) => `${t} is now ${nth(n)}.`, said: 'In this order. Five minutes each, unless it says otherwise.', unplaced: 'Not in the order yet', savedOrder: 'The running order is saved.', add: 'Add to the order', away: 'Take out', first: 'Nothing is in the order yet.' },
  outcomes: { title: 'Outcomes', said: 'What became of it: all weeks, latest change first.', none: 'No outcome yet', noneText: 'When a crew says what came of its pitch, it is here.', anyKind: 'Any kind', anyWeek: 'All weeks', kindLabel: 'Kind', weekLabel: 'Week', learned: 'What was learned', evidence: 'Evidence', next: 'What comes next', home: 'Its home', impact: 'Impact', crew: 'Crew', was: (/** @type {string} */ n) => `was ${n}`, asOf: (/** @type {string} */ when) => `as of ${when}`,
    kind: { shipped: 'Shipped', prototype: 'Prototype', learning: 'Learning', document: 'Document', stopped: 'Stopped' }, step: { continue: 'Continue', hand_over: 'Hand over', park: 'Park', stop: 'Stop' }, sure: { measured: 'measured', estimated: 'estimated', guessed: 'guessed' },
  },
  outcome: { title: 'What came of it?', kind: 'What is it?', summary: 'What we did', learned: 'What we learned', learnedHint: '“It does not work, and here is why” is a result of equal rank.', evidence: 'Evidence', addEvidence: 'Add a link', next: 'What comes next?', home: 'Its home', homeHint: 'Who owns it now?', impact: 'Impact', addImpact: 'Add a number', metric: 'What is measured', unit: 'Unit', baseline: 'Before', value: 'Now', asOf: 'As of', sure: 'How sure?', save: 'Record it', saved: 'Recorded. Thank you for writing it down.', undecided: 'Not decided', stale: 'Somebody changed this outcome while you were writing. Your text is still here; look at theirs, bring both together, and save again.' },
  plan: {
    new: 'Plan a week', edit: (/** @type {string} */ t) => `Plan: ${t}`, create: 'Create the draft', title: 'Title', slug: 'Address', slugHint: 'Lower-case letters, digits and hyphens: /weeks/…', zone: 'Time zone', zoneHint: 'Such as Europe/Berlin. The times below are on its clocks.', theme: 'Theme', focus: 'Focus', description: 'About the week', guardrails: 'Guardrails', guardrailsHint: 'Markdown. People accept them once, before their first sign-up. Empty asks for nothing.', location: 'Where', public: 'Anyone may read this week without sign-in', begins: (/** @type {string} */ phase) => `${phase} begins`, publish: 'Publish', cancel: 'Cancel the week', copy: 'Copy it', copyTitle: (/** @type {string} */ t) => `The next one, from ${t}`, copyText: 'Six months on, the same weekdays, on the same clocks. Everything can still be changed.', months: 'Months on', created: 'The draft is made. Organizers alone see it until it is published.', published: 'Published. Everyone can see it now.', cancelled: 'The week is cancelled, and it says why.', organizers: 'Organizers of this week', addOrganizer: 'Add an organizer', stale: 'Somebody changed this week while you were writing. Your text is still here. Look at theirs, then save again.',
  },
  times: { title: (/** @type {string} */ t) => `Times: ${t}`, said: (/** @type {string} */ zone) => `On the clocks of ${zone}. What has begun stays as it was, but for the start of the present phase.`, save: 'Change the times', reason: 'Why?', reasonHint: 'It is recorded, and told to people.', saved: 'The times are changed, and people are told why.', lasts: (/** @type {string} */ long) => `lasts ${long}`, none: 'skipped', begun: 'has begun', backwards: 'ends before it begins', beginNext: 'Begin the next phase now', archived: 'An archived week has no schedule.', mine: (/** @type {string} */ when) => `${when} on your clocks`,
    long: (/** @type {number} */ hours) => (hours < 48 ? counted(Math.round(hours), 'hour') : counted(Math.round(hours / 24), 'day')) },
  people: { title: (/** @type {string} */ t) => `People: ${t}`, without: 'Without a crew', everyone: 'Everyone', said: (/** @type {number} */ n) => (n ? `${counted(n, 'person takes part and has no crew', 'people take part and have no crew')}.` : 'Everyone who takes part has a crew.'), unknown: 'No home team known', out: 'out', days: (/** @type {readonly string[]} */ d) => `only ${list.format(d)}`, day: { monday: 'Mon', tuesday: 'Tue', wednesday: 'Wed', thursday: 'Thu', friday: 'Fri', saturday: 'Sat', sunday: 'Sun' } },
  form: { optional: '(optional)', reason: 'Reason', whyReason: 'This is outside its phase. An organizer may do it with a reason, which is recorded.', takeAway: 'Take this row away' },
};
