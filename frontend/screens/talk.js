// Questions and answers under a pitch, in threads.
import { del, patch as patchComment, post } from '../lib/api.js';
import { each, h } from '../lib/dom.js';
import { signal } from '../lib/signals.js';
import { draftAt } from '../lib/session.js';
import { ago } from '../lib/time.js';
import { action, avatar, button, personName, whyNot } from '../lib/ui.js';
import { markdown } from '../lib/markdown.js';
import { words } from '../words/en.js';
/** @import { Comment, Pitch } from '../types.d.ts' */
/** @import { Read } from '../lib/signals.js' */

/** @param {Read<Pitch>} pitch @param {Read<Comment[]>} comments @param {() => Promise<void>} again */
export function talk(pitch, comments, again) {
  const id = pitch.peek().id;
  const say = (/** @type {string | null} */ parent) => (/** @type {string} */ body) =>
    post('/pitches/{pitch_id}/comments', { pitch_id: id }, { body, parent_id: parent }).then(again);
  const mayAsk = () => pitch().can['comment'];
  /** Rows stay what they are when others write, so that an answer begun under one of them stays too. @type {(parent: string | null, depth: number) => HTMLElement} */
  const thread = (parent, depth) => {
    const found = () => comments().filter((one) => one.parent_id === parent);
    return each(
      h('ol', { hidden: () => !found().length }),
      found,
      (one) => one.id,
      (one) => h('li', null, single(one, depth), thread(one.peek().id, depth + 1)),
    );
  };

  /** @param {Read<Comment>} comment @param {number} depth */
  function single(comment, depth) {
    const writing = signal(/** @type {'reply' | 'edit' | ''} */ (''));
    const { id: own, author } = comment.peek();
    const name = author?.name ?? '';
    const done = () => writing.set('');
    const change = (/** @type {string} */ body) =>
      patchComment('/comments/{comment_id}', { comment_id: own }, { body }, { version: comment.peek().version }).then(again);
    const take = (/** @type {string | null} */ reason) =>
      del('/comments/{comment_id}', { comment_id: own }, { reason }).then(again);
    const reply = () =>
      mayAsk()?.allowed && depth < 4 && !comment().deleted
        ? button(words.talk.reply, () => writing.set(writing() === 'reply' ? '' : 'reply'), {
            kind: 'quiet',
            name: words.talk.replyTo(name),
          })
        : null;
    return h(
      'article',
      null,
      () =>
        comment().deleted
          ? h('p', { class: 'soft' }, words.talk.deleted)
          : h(
              'div',
              { class: 'row' },
              author ? avatar(author) : null,
              h('b', null, author ? personName(author) : name),
              h('small', null, ago(comment().created_at), comment().edited_at ? `, ${words.talk.edited}` : ''),
            ),
      () =>
        writing() === 'edit'
          ? writeBox(`edit-${own}`, words.talk.edit, words.save, change, done, comment.peek().body)
          : comment().deleted
            ? null
            : markdown(comment().body),
      h(
        'div',
        { class: 'row' },
        reply,
        () => action(comment().can['edit'], words.talk.edit, () => writing.set('edit'), { kind: 'quiet' }),
        () => action(comment().can['delete'], words.talk.delete, take, { kind: 'quiet' }),
      ),
      () => (writing() === 'reply' ? writeBox(`reply-${own}`, words.talk.replyTo(name), words.talk.send, say(own), done) : null),
    );
  }

  // Read once: what somebody is typing must outlive every change of the pitch.
  const may = pitch.peek().can['comment'];
  return h(
    'section',
    { class: 'panel talk', 'aria-labelledby': 'talk', tabIndex: -1 },
    h('h2', { id: 'talk' }, words.talk.title),
    thread(null, 0),
    () => (comments().length ? null : h('p', { class: 'soft' }, words.talk.none)),
    may?.allowed ? writeBox(`talk-${id}`, words.talk.say, words.talk.send, say(null)) : may?.reason ? whyNot(may) : null,
  );
}

/** A text box that keeps what was typed on this device until it is sent, apart for each person. What is typed meanwhile stays. @param {string} key @param {string} label @param {string} send @param {(text: string) => Promise<void>} run @param {() => void} [done] @param {string} [value] */
function writeBox(key, label, send, run, done, value = '') {
  const place = draftAt(key);
  const box = h('textarea', {
    'aria-label': label,
    placeholder: label,
    rows: 3,
    value: sessionStorage.getItem(place) || value,
    oninput: () => sessionStorage.setItem(place, box.value),
  });
  const sendIt = async () => {
    const sent = box.value;
    if (!sent.trim()) return box.focus();
    await run(sent);
    if (!value || box.value === sent) box.value = box.value.replace(sent, '');
    sessionStorage.setItem(place, box.value);
    if (!box.value) done?.();
  };
  if (!key.startsWith('talk-')) queueMicrotask(() => box.focus());
  return h(
    'form',
    { class: 'form', onsubmit: (event) => event.preventDefault() },
    box,
    h('div', { class: 'row' }, button(send, sendIt)),
  );
}
