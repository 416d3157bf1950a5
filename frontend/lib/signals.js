// Values that know who reads them: a change marks its readers stale, and stale effects run once, in a microtask.

/** @typedef {{ stale: boolean, reads: Set<Set<Watcher>>, wake: () => void, run: () => void }} Watcher */
/** @template T @typedef {{ (): T, peek(): T }} Read */
/** @template T @typedef {Read<T> & { set(next: T): void }} Signal */

let watching = /** @type {Watcher | null} */ (null);
let endings = /** @type {(() => void)[] | null} */ (null);
const waiting = /** @type {Watcher[]} */ ([]);

/** @param {Set<Watcher>} readers */
const noteReader = (readers) => void (watching && (readers.add(watching), watching.reads.add(readers)));

/** @param {Set<Watcher>} readers */
function wakeAll(readers) {
  for (const watcher of [...readers]) if (!watcher.stale) ((watcher.stale = true), watcher.wake());
}

/** @param {Watcher} watcher */
function forget(watcher) {
  for (const readers of watcher.reads) readers.delete(watcher);
  watcher.reads.clear();
  watcher.stale = true;
}

/** Runs `fn`; whatever it reads will wake `watcher`. @template T @param {Watcher | null} watcher @param {() => T} fn @returns {T} */
function watch(watcher, fn) {
  if (watcher) (forget(watcher), (watcher.stale = false));
  const outer = watching;
  watching = watcher;
  try {
    return fn();
  } finally {
    watching = outer;
  }
}

/** @param {Watcher} watcher */
const later = (watcher) => void (waiting.push(watcher) === 1 && queueMicrotask(settle));

/** Runs every stale effect now. It happens by itself in a microtask; tests call it to look at once. */
export function settle() {
  while (waiting.length) {
    const watcher = waiting.shift();
    try {
      if (watcher?.stale) watcher.run();
    } catch (error) {
      reportError(error); // one broken part must not still the others
    }
  }
}

/** @template T @param {T} value @returns {Signal<T>} */
export function signal(value) {
  /** @type {Set<Watcher>} */
  const readers = new Set();
  const set = (/** @type {T} */ next) => {
    if (!Object.is(next, value)) ((value = next), wakeAll(readers));
  };
  return Object.assign(() => (noteReader(readers), value), { peek: () => value, set });
}

/** A value made of others, made anew only when it is asked for after one of them changed. @template T @param {() => T} fn @returns {Read<T>} */
export function computed(fn) {
  /** @type {Set<Watcher>} */
  const readers = new Set();
  /** @type {T} */
  let value;
  /** @type {Watcher} */
  const watcher = { stale: true, reads: new Set(), wake: () => wakeAll(readers), run() {} };
  ending(() => forget(watcher));
  const peek = () => (watcher.stale ? (value = watch(watcher, fn)) : value);
  return Object.assign(() => (noteReader(readers), peek()), { peek });
}

/** Runs `fn` now and after each change of what it read, until its scope ends. @param {() => void} fn */
export function effect(fn) {
  /** @type {Watcher} */
  const watcher = { stale: true, reads: new Set(), wake: () => later(watcher), run: () => watch(watcher, fn) };
  ending(() => ((watcher.run = () => {}), forget(watcher)));
  watcher.run();
}

/** Calls `fn` when the present scope ends. @param {() => void} fn */
export const ending = (fn) => void endings?.push(fn);

/** Runs `fn`, reading without being woken by what it reads. @template T @param {() => T} fn @returns {T} */
export const quietly = (fn) => watch(null, fn);

/** What begins inside `fn` ends when the function that comes back is called. @template T @param {() => T} fn @returns {[T, () => void]} */
export function scope(fn) {
  const outer = endings;
  const mine = /** @type {(() => void)[]} */ ([]);
  endings = mine;
  try {
    return [fn(), () => mine.splice(0).forEach((end) => end())];
  } finally {
    endings = outer;
  }
}
