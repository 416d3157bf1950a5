// What the stage says while demos are shown.

export const stage = {
  title: 'Stage',
  none: 'Nothing is in the running order yet',
  noneText: 'When organizers have set it, it is shown here, one demo at a time.',
  order: 'Running order',
  full: 'Full screen',
  soon: 'Soon it begins',
  place: (/** @type {number} */ n, /** @type {number} */ all) => (n ? `${n} of ${all}` : `${all} to come`),
  left: 'Time left',
  /** Minutes and seconds, and by how much it is over. @param {number} ms */
  clock: (ms) => {
    const seconds = Math.abs(Math.ceil(ms / 1000));
    return `${ms <= -1000 ? '+' : ''}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  },
  next: 'Next',
  last: 'The last one. Then it is time to celebrate.',
  before: 'The one before',
  begin: 'Begin',
  forward: 'Next demo',
  again: 'Start its time again',
  keys: 'Space or → goes on, ← goes back, R starts the time again.',
};
