// The schedule on one timeline: coloured phases, and a handle where each begins, for a pointer and for keys.
import { h, svg } from '../../lib/dom.js';
import { effect, ending, signal } from '../../lib/signals.js';
import { calendarDay, moment, toLocal } from '../../lib/time.js';
import { phaseName, SCHEDULED } from '../../lib/week.js';
import { clockChanges, DAY, HOUR, iso, later, MINUTE, rounded, stepped, unwalled, walled } from './wall.js';
import { organizing } from '../../words/en-organize.js';
/** @import { Child, Schedule } from '../../types.d.ts' */
/** @import { Signal } from '../../lib/signals.js' */
/** @import { Lock, Phase } from './times.js' */

/** @typedef {{ schedule: Signal<Schedule>, zone: () => string, lock: (phase: Phase) => Lock, bounds: (phase: Phase) => [number, number],
 *   move: (phase: Phase, wanted: string) => Phase | 'now' | null, restore: (all: Schedule) => void }} Model */
/** @typedef {{ from: number, to: number }} Span */

const w = organizing.timeline;
const NARROW = 776;
const [WIDE_FLAG, HIGH_FLAG, HIGH] = [132, 50, 560];
const HUES = [285, 230, 165, 75, 30, 0];

/** @param {Model} model */
export function timeline(model) {
  const { schedule, zone } = model;
  const near = signal(false);
  const size = signal({ long: 900, upright: false });
  const dragging = signal(false);
  const span = signal(spanOf(schedule.peek(), zone(), false));
  const stopped = signal('');
  const step = () => (near() ? 15 * MINUTE : HOUR);
  let close = false;
  effect(() => {
    const fits = spanOf(schedule(), zone(), near());
    if (!dragging() && (close !== near() || ill(span.peek(), fits))) span.set(fits);
    close = near();
  });
  const part = (/** @type {number} */ at) => Math.min(1, Math.max(0, (at - span().from) / (span().to - span().from)));
  const percent = (/** @type {number} */ at) => `${(100 * part(at)).toFixed(3)}%`;

  const say = (/** @type {Phase} */ phase, /** @type {Phase | 'now' | null} */ by) =>
    stopped.set(by ? w.stopped(phaseName(phase), by === 'now' ? w.now : phaseName(by)) : '');
  const view = (/** @type {boolean} */ close) =>
    h(
      'button',
      { type: 'button', class: 'button', 'aria-pressed': () => String(near() === close), onclick: () => near.set(close) },
      close ? w.near : w.whole,
    );
  const places = () => {
    const { long, upright } = size();
    return spread(
      SCHEDULED.map((phase) => part(Date.parse(schedule()[phase])) * long),
      upright ? HIGH_FLAG : WIDE_FLAG,
      long,
    );
  };
  /** Drawn anew when what may move has changed. */
  const flags = SCHEDULED.map(
    (phase, index) => () => flag({ ...model, phase, index, step, size, span, dragging, say, place: () => places()[index] ?? 0 }),
  );
  const track = h(
    'div',
    { class: 'track', dir: 'ltr' }, // in every language, as the digits of its times
    () =>
      marks(span(), zone(), size()).map(({ at, label }) => h('span', { class: 'mark', vars: { '--at': percent(at) } }, label)),
    ['announced', ...SCHEDULED].map((phase, index) => segment(phase, index - 1)),
    () =>
      clockChanges(span().from, span().to, zone()).map(({ at }) =>
        h('i', { class: 'clocks', vars: { '--at': percent(Date.parse(at)) } }),
      ),
    () =>
      Date.now() > span().from && Date.now() < span().to
        ? h('i', { class: 'present', title: w.now, vars: { '--at': percent(Date.now()) } })
        : null,
    () => stems(places(), schedule(), size(), part),
    flags,
  );
  /** @param {string} phase @param {number} index */
  function segment(phase, index) {
    const from = () => (index < 0 ? span().from : Date.parse(schedule()[/** @type {Phase} */ (phase)]));
    const to = () => Date.parse(schedule()[SCHEDULED[index + 1] ?? 'closed']);
    const end = () => (index === 5 ? span().to : to());
    const name = () => {
      const said = phaseName(phase);
      return (part(end()) - part(from())) * size().long > said.length * 8 + 14 ? said : '';
    };
    return h(
      'span',
      {
        class: () => `phase ${index < 0 ? 'before' : index === 5 ? 'closed' : ''}${name() ? ' named' : ''}`,
        vars: {
          '--hue': HUES[index] ?? 0,
          '--at': () => percent(from()),
          '--long': () => `${(100 * Math.max(0, part(end()) - part(from()))).toFixed(3)}%`,
        },
      },
      name,
    );
  }
  const watch = new ResizeObserver(([entry]) => {
    const wide = entry?.contentRect.width ?? 900;
    const upright = wide < NARROW;
    const long = upright ? HIGH : wide;
    if (long !== size.peek().long || upright !== size.peek().upright) size.set({ long, upright });
  });
  const node = h(
    'div',
    { class: () => `timeline ${size().upright ? 'upright' : ''}`, role: 'group', 'aria-label': w.name },
    h('div', { class: 'row' }, view(false), view(true)),
    track,
    h('p', { class: 'hint', role: 'status' }, () => stopped()),
    () =>
      clockChanges(span().from, span().to, zone()).map(({ at, by }) =>
        h('p', { class: 'hint' }, w.clocks(moment(at, zone()), by > 0)),
      ),
    h('p', { class: 'hint' }, () => w.help(near() ? w.quarter : w.hour)),
  );
  watch.observe(node);
  ending(() => watch.disconnect());
  return node;
}

/** @param {Model & { phase: Phase, index: number, step: () => number, size: Signal<{ long: number, upright: boolean }>, span: Signal<Span>, dragging: Signal<boolean>,
 *   say: (phase: Phase, by: Phase | 'now' | null) => void, place: () => number }} how */
function flag({ schedule, zone, lock, bounds, move, restore, phase, index, step, size, span, dragging, say, place }) {
  const at = () => schedule()[phase];
  const inside = [h('b', null, phaseName(phase)), h('small', null, () => moment(at(), zone()).replace(/,? \d{4}\b/, ''))];
  const vars = { '--hue': HUES[index] ?? 0, '--place': () => `${place().toFixed(1)}px` };
  if (lock(phase) === 'fixed') return h('div', { class: 'flag fixed', vars }, inside, h('small', null, organizing.times.begun));
  let before = schedule.peek();
  /** @type {{ x: number, y: number, at: number } | null} */
  let grip = null;
  const go = (/** @type {string} */ wanted) => say(phase, move(phase, wanted));
  const edge = (/** @type {0 | 1} */ end) => {
    const to = bounds(phase)[end];
    if (Number.isFinite(to)) go(iso(to));
  };
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const down = size.peek().upright ? 1 : -1;
    const way = /** @type {Record<string, 1 | -1>} */ ({
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: down,
      ArrowUp: -down,
      PageUp: 1,
      PageDown: -1,
    })[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') (restore(before), say(phase, null), (grip = null), dragging.set(false));
    else if (event.key === 'Home') edge(0);
    else if (event.key === 'End') edge(1);
    else if (!way) return;
    else if (event.key.startsWith('Page')) go(later(at(), zone(), way * 7 * DAY));
    else go(event.shiftKey ? later(at(), zone(), way * DAY) : stepped(at(), zone(), step(), way));
    event.preventDefault();
  };
  return h(
    'div',
    {
      class: () => `flag ${grip && dragging() ? 'held' : ''}`,
      vars,
      id: `flag-${phase}`,
      role: 'slider',
      tabIndex: 0,
      'aria-label': phaseName(phase),
      'aria-orientation': () => (size().upright ? 'vertical' : 'horizontal'),
      'aria-valuemin': () => (
        schedule(),
        Math.round(Math.max(bounds(phase)[0], Math.min(span().from, Date.parse(at()))) / MINUTE)
      ),
      'aria-valuemax': () => (schedule(), Math.round(Math.min(bounds(phase)[1], Math.max(span().to, Date.parse(at()))) / MINUTE)),
      'aria-valuenow': () => Math.round(Date.parse(at()) / MINUTE),
      'aria-valuetext': () => moment(at(), zone()),
      onfocus: () => (before = schedule.peek()),
      onblur: () => say(phase, null),
      onkeydown: keys,
      onpointerdown: (/** @type {PointerEvent & { currentTarget: HTMLElement }} */ event) => {
        if (event.button) return;
        event.currentTarget.focus();
        before = schedule.peek();
        grip = { x: event.clientX, y: event.clientY, at: Date.parse(at()) };
        event.currentTarget.setPointerCapture(event.pointerId);
        dragging.set(true);
        event.preventDefault();
      },
      onpointermove: (/** @type {PointerEvent} */ event) => {
        if (!grip) return;
        const { long, upright } = size.peek();
        const away = (upright ? event.clientY - grip.y : event.clientX - grip.x) / long;
        const { from, to } = span.peek();
        // What lies beyond the view is moved from where it is, and not first to the edge.
        const wanted = Math.min(Math.max(to, grip.at), Math.max(Math.min(from, grip.at), grip.at + away * (to - from)));
        restore(before);
        go(away ? rounded(wanted, zone(), step()) : at());
      },
      onpointerup: () => ((grip = null), dragging.set(false)),
      onpointercancel: () => ((grip = null), dragging.set(false)),
    },
    inside,
  );
}

/** What the timeline shows: whole days around all of it, or around the week itself. @param {Schedule} all @param {string} zone @param {boolean} near @returns {Span} */
function spanOf(all, zone, near) {
  const instants = SCHEDULED.map((phase) => Date.parse(all[phase]));
  const [, , exploring = 0, , wrapUp = 0] = instants;
  const middle = instants.toSorted((a, b) => a - b)[3] ?? exploring;
  const [first, last] = near ? [exploring, Math.max(wrapUp, exploring)] : [Math.min(...instants), Math.max(...instants)];
  const from = Math.max(first, middle - 300 * DAY); // a year that is half typed is no reason to show a thousand
  const to = Math.max(from, Math.min(last, middle + 300 * DAY));
  const room = near ? DAY : Math.max(2 * DAY, (to - from) / 14);
  const midnight = (/** @type {number} */ at) => Date.parse(unwalled(Math.floor(walled(iso(at), zone) / DAY) * DAY, zone));
  return { from: midnight(from - room), to: midnight(to + room + DAY) };
}

/** Whether the timeline no longer shows what it should. @param {Span} now @param {Span} fits */
function ill(now, fits) {
  const room = (fits.to - fits.from) / 30;
  return fits.from < now.from - room || fits.to > now.to + room || now.to - now.from > 1.5 * (fits.to - fits.from);
}

/** Days to read the scale by, Mondays where it is long. @param {Span} span @param {string} zone @param {{ long: number, upright: boolean }} size */
function marks({ from, to }, zone, { long, upright }) {
  const least = (((upright ? 34 : 76) / long) * (to - from)) / DAY;
  const days = [1, 2, 7, 14, 28, 56, 112].find((one) => one >= least) ?? 224;
  const first = walled(iso(from), zone);
  const monday = days < 7 ? first : first + ((8 - new Date(first).getUTCDay()) % 7) * DAY;
  const found = [];
  for (let wall = monday; ; wall += days * DAY) {
    const at = unwalled(wall, zone);
    if (Date.parse(at) >= to - ((to - from) * (upright ? 30 : 52)) / long) return found;
    found.push({ at: Date.parse(at), label: calendarDay(toLocal(at, zone).slice(0, 10)).replace(/ \d{4}$/, '') });
  }
}

/** Keeps flags of one size from covering each other, as near to their places as can be. @param {number[]} wanted ascending @param {number} wide @param {number} long @returns {number[]} */
function spread(wanted, wide, long) {
  const least = Math.min(wide, (long - wide) / Math.max(1, wanted.length - 1));
  /** Runs of flags that touch, each around the middle of what its flags wanted. @type {{ sum: number, count: number }[]} */
  const runs = [];
  const start = (/** @type {{ sum: number, count: number }} */ { sum, count }) => {
    const free = sum / count - ((count - 1) * least) / 2;
    return Math.min(Math.max(free, wide / 2), long - wide / 2 - (count - 1) * least);
  };
  for (const want of wanted) {
    let run = { sum: want, count: 1 };
    for (let last = runs.at(-1); last && start(last) + last.count * least > start(run); last = runs.at(-1)) {
      runs.pop();
      run = { sum: last.sum + run.sum, count: last.count + run.count };
    }
    runs.push(run);
  }
  return runs.flatMap((run) => Array.from({ length: run.count }, (_, at) => start(run) + at * least));
}

/** From each flag to its instant. @param {number[]} places @param {Schedule} all @param {{ long: number, upright: boolean }} size @param {(at: number) => number} part @returns {Child} */
function stems(places, all, { long, upright }, part) {
  const box = upright ? `0 0 24 ${long}` : `0 0 ${long} 24`;
  return svg(
    'svg',
    { class: 'stems', viewBox: box, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    SCHEDULED.map((phase, index) => {
      const [at, place] = [part(Date.parse(all[phase])) * long, places[index] ?? 0];
      return svg('path', {
        d: upright ? `M0 ${at}C12 ${at} 12 ${place} 24 ${place}` : `M${at} 0C${at} 12 ${place} 12 ${place} 24`,
      });
    }),
  );
}
