// The keyboard's short ways, loaded with the first of them that is pressed.
import { h } from './dom.js';
import { go } from './router.js';
import { here } from './session.js';
import { takeBack, tell } from './ui.js';
import { keys as w } from '../words/en-keys.js';
import { words } from '../words/en.js';

/** Waits for the screen that is on its way: what is pressed meanwhile is meant for it. */
async function shown() {
  while (document.getElementById('main')?.ariaBusy) await new Promise(requestAnimationFrame);
}

/** @param {string} key */
export async function press(key) {
  if (key === 'palette') return (await import('./palette.js')).open();
  if (key === '?') return sheet();
  if (key === 'n') return here.peek() ? go(`/weeks/${here.peek()?.slug}/pitches/new`) : tell(w.noWeek);
  if (key === 'u') return takeBack();
  await shown();
  if (key === '/') return search();
  if (key === 'j' || key === 'k') return move(key === 'j' ? 1 : -1);
  const card = document.activeElement?.closest('.card');
  if (key === 'o')
    return card ? /** @type {HTMLElement | null} */ (card.querySelector(':is(h2, h3) a'))?.click() : tell(w.nothing);
  const button = /** @type {HTMLElement | null} */ (card?.querySelector('[id^="act-"]') ?? document.getElementById('sign-up'));
  return button ? (button.focus(), button.click()) : tell(w.nothing);
}

async function search() {
  const field = () => /** @type {HTMLInputElement | null} */ (document.querySelector('main input[type="search"]'));
  if (!field() && here.peek()) await go(`/weeks/${here.peek()?.slug}/pitches`);
  field()?.focus();
  field()?.select();
}

/** @param {1 | -1} by */
function move(by) {
  const links = /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll(
      '.card :is(h2, h3) a, main .list > li > a:first-child:not(.person), main .list > li > div > a:first-child',
    )
  );
  if (!links.length) return tell(w.noCards);
  const now = [...links].findIndex((link) =>
    (link.closest('.card') ?? link.closest('li') ?? link).contains(document.activeElement),
  );
  const next = links[now < 0 ? 0 : Math.max(0, Math.min(links.length - 1, now + by))];
  next?.focus({ preventScroll: true });
  (next?.closest('.card') ?? next)?.scrollIntoView({ block: 'nearest' });
}

function sheet() {
  const box = h(
    'dialog',
    { class: 'box', 'aria-labelledby': 'keys-title', onclose: () => box.remove() },
    h('h2', { id: 'keys-title' }, w.title),
    h('p', { class: 'soft' }, w.said),
    h(
      'dl',
      { class: 'facts keys' },
      w.sheet.map(([key, what]) => [h('dt', null, h('kbd', null, key)), h('dd', null, what)]),
    ),
    h('button', { type: 'button', class: 'button main', onclick: () => box.close() }, words.close),
  );
  document.getElementById('overlays')?.append(box);
  box.showModal();
}
