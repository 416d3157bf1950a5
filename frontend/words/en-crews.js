// What the page says where one looks for a crew.
import { counted } from './en.js';

export const crews = {
  said: (/** @type {number} */ n, /** @type {number} */ fit) =>
    `${counted(n, 'crew has', 'crews have')} places${fit ? `, ${counted(fit, 'of them fits', 'of them fit')} you` : ''}.`,
  all: 'See all pitches',
  fitting: 'Fits you',
  others: 'With places',
  none: 'No crew has a place just now',
  noneText: 'Wait in line on the board, or pitch an idea of your own.',
  aside: 'You, and who is left',
  free: 'You are free: organizers see that you take part and have no crew yet.',
  unknown: 'With your skills, and what you want to learn, crews that fit you come first.',
  tell: 'Tell them',
  alone: 'One-person crews',
  noneAlone: 'None that has places.',
  without: 'People without a crew',
};
