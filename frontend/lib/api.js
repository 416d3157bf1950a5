// The documented endpoints, and nothing else: one way to ask, to retry, and to be told no.
import { signal } from './signals.js';
import { words } from '../words/en.js';
/** @import { Answer, BodyOf, Path, Query, Slots } from '../types.d.ts' */

/** What the API says when it can't: a sentence for a person and a code for the page. */
export class Problem extends Error {
  /** @param {number} status @param {{ code?: string, detail?: string, title?: string, errors?: { field: string, code?: string, detail: string }[], [more: string]: any }} body */
  constructor(status, body) {
    super(said(status, body));
    this.status = status;
    this.code = body.code ?? 'unexpected';
    this.body = body;
    this.errors = body.errors ?? [];
  }
}

/** What happened, what is kept, what to do: by the page where every screen says the same, else as the API has it. @param {number} status @param {Record<string, any>} body @returns {string} */
function said(status, body) {
  if (status === 401) return words.problem.signedOut;
  if (status === 412) return words.problem.changed;
  if (status === 429) return words.problem.busy(body['retry_after'] ?? 60);
  return words.refused(
    body['code'] ?? '',
    body['detail'] || body['title'] || words.problem.unexpected,
    Boolean(body['allowed_from']),
  );
}

let fresh = new Date().toISOString();

/** Since when nothing new can be had, and whether that is for want of a network; null while all is well. */
export const away = signal(/** @type {{ since: string, offline: boolean } | null} */ (null));
export const unheard = () => away.set({ since: fresh, offline: !navigator.onLine });
export function answered() {
  fresh = new Date().toISOString();
  if (away.peek()) away.set(null);
}

/** @typedef {{ query?: Query, version?: number, reason?: string | null }} How */

/** @template {Path<'get'>} P @param {P} path @param {Slots<P>} [slots] @param {Query} [query] @returns {Promise<Answer<P, 'get'>>} */
export const get = (path, slots, query) => send('GET', path, slots, undefined, { query });
/** @template {Path<'post'>} P @param {P} path @param {Slots<P>} slots @param {BodyOf<P, 'post'>} [body] @param {How} [how] @returns {Promise<Answer<P, 'post'>>} */
export const post = (path, slots, body, how) => send('POST', path, slots, body, how);
/** @template {Path<'put'>} P @param {P} path @param {Slots<P>} slots @param {BodyOf<P, 'put'>} [body] @param {How} [how] @returns {Promise<Answer<P, 'put'>>} */
export const put = (path, slots, body, how) => send('PUT', path, slots, body, how);
/** @template {Path<'patch'>} P @param {P} path @param {Slots<P>} slots @param {BodyOf<P, 'patch'>} body @param {How} [how] @returns {Promise<Answer<P, 'patch'>>} */
export const patch = (path, slots, body, how) => send('PATCH', path, slots, body, how);
/** @template {Path<'delete'>} P @param {P} path @param {Slots<P>} slots @param {How} [how] @returns {Promise<Answer<P, 'delete'>>} */
export const del = (path, slots, how) => send('DELETE', path, slots, undefined, how);

/** Every row of a list, page after page. @template {Path<'get'>} P @param {P} path @param {Slots<P>} [slots] @param {Query} [query] @returns {Promise<Answer<P, 'get'> extends { items: infer I } ? I : never>} */
export async function all(path, slots, query) {
  /** @type {any[]} */
  const items = [];
  let cursor = null;
  do {
    const page = /** @type {any} */ (await get(path, slots, { limit: 200, ...query, cursor }));
    items.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return /** @type {any} */ (items);
}

/** A POST that got no answer, or only a gateway's, is sent again with the key it had, also when the person presses the button anew. @type {Map<string, string>} */
const unanswered = new Map();

/** @param {string} method @param {string} path @param {Record<string, string> | null | undefined} slots @param {unknown} body @param {How} [how] @returns {Promise<any>} */
async function send(method, path, slots, body, { query, version, reason } = {}) {
  const url = address(path, slots, reason ? { ...query, reason } : query);
  /** @type {Record<string, string>} */
  const headers = { accept: 'application/json' };
  const text = body === undefined ? null : JSON.stringify(body);
  if (text !== null) headers['content-type'] = 'application/json';
  if (version !== undefined) headers['if-match'] = `"${version}"`;
  const again = `${url} ${text}`;
  if (method === 'POST') {
    headers['idempotency-key'] = unanswered.get(again) ?? newKey();
    unanswered.set(again, headers['idempotency-key']);
  }
  const reply = await persistently(() =>
    fetch(url, { method, headers, body: text, keepalive: text === null && method === 'POST' }),
  );
  BUSY.has(reply.status) || unanswered.delete(again);
  if (reply.status < 500) answered();
  if (reply.status === 204) return null;
  const answer = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Problem(reply.status, { ...answer, retry_after: pause(reply) });
  return answer;
}

/** @param {string} path @param {Record<string, string> | null | undefined} slots @param {Query} [query] */
export function address(path, slots, query) {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(slots?.[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value != null && value !== '' && value !== false) search.set(name, String(value));
  return `/api/v1${filled}${search.size ? `?${search}` : ''}`;
}

const TRIES = 3;
/** Seconds that a person would wait for an answer without being told why. */
const PATIENCE = 3;
const BUSY = new Set([502, 503, 504]);

/** Tries again where that can help, a little later each time. @param {() => Promise<Response>} ask @returns {Promise<Response>} */
async function persistently(ask) {
  for (let tried = 1; ; tried += 1) {
    const reply = await ask().catch(() => null);
    const asked = reply && pause(reply);
    if (reply && (tried === TRIES || !(BUSY.has(reply.status) || (asked !== null && asked <= PATIENCE)))) return reply;
    if (tried === TRIES) {
      unheard();
      throw new Problem(0, { code: 'offline', detail: words.problem.offline });
    }
    await new Promise((done) => setTimeout(done, asked ? 1000 * asked : 200 * 2 ** tried * (0.5 + Math.random())));
  }
}

/** The seconds for which the server asks to be left alone. @param {Response} reply */
const pause = ({ status, headers }) => (status === 429 ? Number(headers.get('retry-after')) || null : null);

/** crypto.randomUUID is missing where a page is served by plain HTTP from another machine. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
