// What the page says to those who lead a pitch, and of the demos.
import { nth } from './en.js';

export const leading = {
  to: 'Hand over to',
  toWeek: 'Into which week?',
  whom: 'Whom?',
  deleted: 'The draft is gone.',
  submitted: 'Submitted. Now people can find it.',
  noWeeks: 'No week is taking pitches now.',
  modeLabel: 'How is it shown?',
  demoTitle: 'Title of the demo',
  notes: 'What you need, what to know',
  minutesLabel: 'Minutes',
  findPerson: 'Type a name and choose one.',
  pickPerson: 'Choose one of the people that are suggested.',
  withdrawWhy: 'The crew is told why, and freed. Nothing is erased; it can be restored while its phase allows.',
};

export const demos = {
  title: 'Demos',
  none: 'No demos yet',
  noneText: 'When crews say how they will show it, the running order is here.',
  save: 'Save the running order',
  up: (/** @type {string} */ t) => `Move ${t} up`,
  down: (/** @type {string} */ t) => `Move ${t} down`,
  moved: (/** @type {string} */ t, /** @type {number} */ n) => `${t} is now ${nth(n)}.`,
  said: 'In this order. Five minutes each, unless it says otherwise.',
  unplaced: 'Not in the order yet',
  savedOrder: 'The running order is saved.',
  add: 'Add to the order',
  away: 'Take out',
  first: 'Nothing is in the order yet.',
};
