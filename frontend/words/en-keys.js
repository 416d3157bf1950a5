// What the page says of its shortcuts, and in the palette.

export const keys = {
  title: 'Shortcuts',
  said: 'They work wherever you are not typing.',
  /** @type {[keys: string, what: string][]} */
  sheet: [
    ['/', 'search'],
    ['n', 'pitch an idea'],
    ['j', 'next card'],
    ['k', 'card before'],
    ['o', 'open the card'],
    ['+', 'sign up, or ask'],
    ['u', 'undo what has not been sent yet'],
    ['Ctrl K', 'go to any screen, pitch or person'],
    ['?', 'this sheet'],
  ],
  palette: 'Go to',
  type: 'A screen, a pitch, a person…',
  none: 'Nothing by that name.',
  found: 'What there is',
  screen: 'Screen',
  pitch: 'Pitch',
  person: 'Person',
  archive: 'Archive: what was tried before',
  mine: 'My week',
  pitchIdea: 'Pitch an idea',
  console: 'Console',
  noCards: 'There are no cards here to move between.',
  noWeek: 'There is no week to pitch in yet.',
  nothing: 'Move to a card first, with j or k.',
};
