// An organizer brings somebody into a crew: whom or where to, and why, in one dialog.
import { all, post, Problem } from '../../lib/api.js';
import { ask, choice, line, text } from '../../lib/form.js';
import { personField } from '../../lib/people.js';
import { tell } from '../../lib/ui.js';
import { words } from '../../words/en.js';
import { leading } from '../../words/en-leading.js';
import { placing as w } from '../../words/en-console.js';
/** @import { BoardRow, Person } from '../../types.d.ts' */

/** @typedef {{ id: string, title: string }} Pitched */

const why = () => line({ label: words.form.reason, name: 'reason', required: true, maxLength: 500, hint: w.reasonHint });

/** Places them; a place elsewhere is given up only when the organizer, told of it, presses again. */
function placer() {
  /** @type {Map<string, string>} */
  const elsewhere = new Map();
  return async (/** @type {string} */ pitch_id, /** @type {string} */ person_id, /** @type {string} */ reason) => {
    const switch_from = elsewhere.get(person_id) ?? null;
    try {
      await post('/pitches/{pitch_id}/signups', { pitch_id }, { person_id, switch_from }, { reason });
    } catch (error) {
      const held = error instanceof Problem && error.code === 'already_in_crew' ? error.body['switch_from'] : null;
      if (!held || switch_from) throw error;
      elsewhere.set(person_id, held);
      throw new Problem(409, { code: 'already_in_crew', detail: w.elsewhere });
    }
  };
}

/** Somebody for this pitch. @param {Pitched} pitch @param {() => Promise<unknown>} again */
export function placeSomebody(pitch, again) {
  const [who, reason, place] = [personField(leading.whom), why(), placer()];
  const run = async () => {
    const person = await who.require();
    await place(pitch.id, person.id, text(reason));
    await again();
    tell(w.placed(person.name, pitch.title));
  };
  return ask({ title: words.pitch.place, text: pitch.title, fields: [who, reason], submit: words.pitch.place, run });
}

/** A pitch for this person: those they wish for first, then those with the most room. @param {string} slug @param {Person} person @param {readonly Pitched[]} wishes @param {() => Promise<unknown>} again */
export async function placePerson(slug, person, wishes, again) {
  /** @type {BoardRow[]} */
  const open = await all('/weeks/{slug}/pitches', { slug }, { open: true, sort: 'needs_people' });
  if (!open.length) return tell(w.noRoom, { bad: true });
  const wished = new Set(wishes.map(({ id }) => id));
  const sorted = [...open.filter(({ id }) => wished.has(id)), ...open.filter(({ id }) => !wished.has(id))];
  const pitch = choice({
    label: w.where,
    name: 'pitch_id',
    options: sorted.map(({ id, title, places_taken: taken, crew_limit: limit }) => [
      id,
      `${title} (${words.pitches.places(taken, limit)}${wished.has(id) ? `, ${w.wished}` : ''})`,
    ]),
    value: sorted[0]?.id,
  });
  const [reason, place] = [why(), placer()];
  const run = async () => {
    await place(text(pitch), person.id, text(reason));
    await again();
    tell(w.placed(person.name, sorted.find(({ id }) => id === text(pitch))?.title ?? ''));
  };
  return ask({ title: w.title(person.name), fields: [pitch, reason], submit: w.place, run });
}
