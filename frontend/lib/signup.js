// Signing up, with the questions that may come between: guardrails, a line for the lead, another crew.
import { get, post, Problem } from './api.js';
import { ask, choice, line, text } from './form.js';
import { mySignUps } from './session.js';
import { holdBack, letGo, tell } from './ui.js';
import { words } from '../words/en.js';
/** @import { SignUp } from '../types.d.ts' */

/** @typedef {{ id: string, title: string, join: string, week: string }} Wanted what one signs up for; `week` is a slug */
/** @typedef {{ role?: 'member' | 'helper' | 'mentor', message?: string, switch_from?: string | null, person_id?: string }} Wish */
/** @typedef {SignUp & { old?: { id: string, title: string } | undefined }} Made `old` is the pitch whose place was given up for it */

/** Signs up, asking what must be asked. @param {Wanted} pitch @param {Wish} [wish] @param {string | null} [reason] @param {boolean} [sure] that the place elsewhere may go @returns {Promise<Made | null>} null when the person thought better of it */
export async function signUp(pitch, wish = {}, reason = null, sure = false) {
  await letGo();
  if (pitch.join === 'ask' && wish.message === undefined) return asked(pitch, wish);
  if (wish.switch_from && !sure) return switched(pitch, wish, reason);
  try {
    const held = wish.switch_from ? await mySignUps(pitch.week) : [];
    const made = await post('/pitches/{pitch_id}/signups', { pitch_id: pitch.id }, wish, { reason });
    return { ...made, old: made.status === 'accepted' ? held.find(({ id }) => id === wish.switch_from)?.pitch : undefined };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === 'guardrails_not_accepted')
      return (await guardrails(pitch.week)) ? signUp(pitch, wish, reason, sure) : null;
    if (error.code === 'already_in_crew' && error.body['switch_from'] && !wish.switch_from)
      return switched(pitch, { ...wish, switch_from: error.body['switch_from'] }, reason);
    throw error;
  }
}

/** As somebody else than a member, or with a line for the lead. @param {Wanted} pitch @param {Wish} [wish] @returns {Promise<Made | null>} */
export async function asked(pitch, wish = {}) {
  const message = line({ label: words.signUp.message, name: 'message', maxLength: 500, value: wish.message });
  const role = choice({ label: words.signUp.role, name: 'role', options: words.signUp.roles, value: wish.role ?? 'member' });
  /** @type {Made | null} */
  let made = null;
  const run = async () => {
    made = await signUp(pitch, { ...wish, role: /** @type {'member'} */ (role.input.value), message: text(message) });
  };
  await ask({
    title: words.signUp.title(pitch.title),
    fields: [role, message],
    submit: pitch.join === 'ask' ? words.signUp.ask : words.signUp.action,
    run,
  });
  return made;
}

/** @param {string} slug */
async function guardrails(slug) {
  const [{ markdown }, week] = await Promise.all([import('./markdown.js'), get('/weeks/{slug}', { slug })]);
  return ask({
    title: words.signUp.guardrails,
    text: markdown(week.guardrails),
    submit: words.week.accept,
    run: () => post('/weeks/{slug}/accept-guardrails', { slug }),
  });
}

/** @param {Wanted} pitch @param {Wish} wish @param {string | null} reason */
async function switched(pitch, wish, reason) {
  /** @type {Made | null} */
  let made = null;
  const run = async () => {
    made = await signUp(pitch, wish, reason, true);
  };
  await ask({ title: words.signUp.switch, text: words.signUp.switchText(pitch.title), submit: words.signUp.switch, run });
  return made;
}

/** Says how it went, and offers the way back. @param {Wanted} pitch @param {Made} signup @param {() => unknown} after */
export function tellSignedUp(pitch, signup, after) {
  const say = words.signUp.done[/** @type {keyof typeof words.signUp.done} */ (signup.status)];
  tell(say ? say(pitch.title, signup.position ?? null) : words.saved, {
    undo: { label: words.undo, run: () => (signup.old ? back(signup.old, signup.id) : leave(pitch, signup)).then(after) },
  });
}

/** Back to the crew before; where somebody else has its place by now, the new one is kept. @param {{ id: string, title: string }} old @param {string} from */
async function back({ id, title }, from) {
  const made = await post('/pitches/{pitch_id}/signups', { pitch_id: id }, { role: 'member', switch_from: from });
  tell({ ...words.signUp.done, waiting: words.signUp.filled }[/** @type {'asked'} */ (made.status)](title));
}

/** @param {{ title: string }} pitch @param {{ id: string }} signup */
async function leave(pitch, signup) {
  await answer(signup, 'leave');
  tell(words.signUp.left(pitch.title));
}

/** Leaves in six seconds; until then it can be undone. @param {SignUp} signup @param {string | null} reason @param {() => unknown} after @param {boolean} [shown] whether the screen has an Undo of its own */
export const leaveSoon = (signup, reason, after, shown = false) =>
  holdBack({
    shown,
    key: signup.id,
    text: words.signUp.left(signup.pitch.title),
    lost: words.signUp.stillIn(signup.pitch.title),
    send: () => answer(signup, 'leave', reason),
    after,
  });

/** Says yes, no or goodbye; who says yes with a place elsewhere is asked whether to switch.
 * @param {{ id: string }} signup @param {'accept' | 'decline' | 'leave'} verb @param {string | null} [reason] @param {string} [from] @returns {Promise<unknown>} */
export async function answer(signup, verb, reason, from) {
  const slots = { signup_id: signup.id };
  if (verb === 'leave') return post('/signups/{signup_id}/leave', slots, undefined, { reason });
  await letGo();
  if (verb === 'decline') return post('/signups/{signup_id}/decline', slots, undefined, { reason });
  try {
    return await post('/signups/{signup_id}/accept', slots, from ? { switch_from: from } : undefined, { reason });
  } catch (error) {
    const other = error instanceof Problem && !from && error.code === 'already_in_crew' && error.body['switch_from'];
    if (!other) throw error;
    return ask({
      title: words.signUp.switch,
      text: words.signUp.switchText(''),
      submit: words.signUp.switch,
      run: () => answer(signup, verb, reason, other),
    });
  }
}
