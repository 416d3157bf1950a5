// Markdown becomes elements, never a string of HTML. Each line is looked at once and every pattern is bounded, so no
// text is slow; what isn't understood stays the text it was.
import { h } from './dom.js';
/** @import { Child } from '../types.d.ts' */

const DEPTH = 6;
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const HEADING = /^(#{1,6})[ \t]+(.*)$/;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,40}|(?:\*[ \t]*){3,40}|(?:_[ \t]*){3,40})$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])[ \t]+/;
const LINK = /^(?:https?:\/\/|mailto:)[^\s\u0000-\u001f]+$/i;

/** A link to what is safe to point at: web and mail addresses, nothing that runs. @param {string | null} url @param {Child} [text] */
export const linkTo = (url, text = url) => (url && LINK.test(url) ? anchor(url, text) : null);

/** The level of a text's highest headings, which come below those of the page. */
let top = 3;

/** @param {string} source @param {2 | 3} [level] of the text's highest headings @returns {HTMLElement} */
export function markdown(source, level = 3) {
  top = level;
  return h('div', { class: 'prose' }, blocks(source.replaceAll('\r\n', '\n').split('\n'), 0));
}

/** @param {string[]} lines @param {number} depth @returns {Child[]} */
function blocks(lines, depth) {
  /** @type {Child[]} */
  const made = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const block = !line.trim()
      ? null
      : depth > DEPTH
        ? paragraph
        : FENCE.test(line)
          ? fence
          : HEADING.test(line)
            ? heading
            : RULE.test(line)
              ? rule
              : QUOTE.test(line)
                ? quote
                : ITEM.test(line)
                  ? list
                  : paragraph;
    if (!block) at += 1;
    else {
      const [element, next] = block(lines, at, depth);
      made.push(element);
      at = next;
    }
  }
  return made;
}

/** @typedef {(lines: string[], at: number, depth: number) => [Child, number]} Block */

/** @type {Block} */
function fence(lines, at) {
  const mark = FENCE.exec(lines[at] ?? '')?.[1] ?? '```';
  let end = at + 1;
  while (end < lines.length && !lines[end]?.trimStart().startsWith(mark)) end += 1;
  return [h('pre', { tabIndex: 0 }, h('code', null, lines.slice(at + 1, end).join('\n'))), end + 1];
}

/** Two levels are enough. @type {Block} */
function heading(lines, at) {
  const [, marks = '#', text = ''] = HEADING.exec(lines[at] ?? '') ?? [];
  const tag = /** @type {'h3' | 'h4'} */ (`h${marks.length < 3 ? top : top + 1}`);
  return [h(tag, null, inline(text.replace(/#{1,6}$/, '').trim())), at + 1];
}

/** @type {Block} */
const rule = (_, at) => [h('hr', null), at + 1];

/** @type {Block} */
function quote(lines, at, depth) {
  let end = at;
  while (end < lines.length && QUOTE.test(lines[end] ?? '')) end += 1;
  return [
    h(
      'blockquote',
      null,
      blocks(
        lines.slice(at, end).map((line) => line.replace(QUOTE, '')),
        depth + 1,
      ),
    ),
    end,
  ];
}

/** @type {Block} */
function list(lines, at, depth) {
  const first = ITEM.exec(lines[at] ?? '');
  const ordered = /\d/.test(first?.[2] ?? '');
  /** @type {string[][]} */
  const items = [];
  let end = at;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? '';
    const mark = ITEM.exec(line);
    if (mark && /\d/.test(mark[2] ?? '') === ordered && !RULE.test(line)) items.push([line.slice(mark[0].length)]);
    else if (!line.trim() ? /^\s{2,}\S/.test(lines[end + 1] ?? '') : /^\s{2,}/.test(line))
      items.at(-1)?.push(line.replace(/^\s{2,4}/, ''));
    else break;
  }
  const rows = items.map((own) => h('li', null, own.length === 1 ? inline(own[0] ?? '') : loose(own, depth)));
  return [ordered ? h('ol', { start: Number.parseInt(first?.[2] ?? '1', 10) }, rows) : h('ul', null, rows), end];
}

/** An item's first line without a paragraph around it, what is indented below it as blocks. @param {string[]} own @param {number} depth */
function loose(own, depth) {
  const rest = own.findIndex((line, at) => at > 0 && (!line.trim() || ITEM.test(line) || FENCE.test(line) || QUOTE.test(line)));
  const text = rest < 0 ? own : own.slice(0, rest);
  return [inline(text.join('\n')), rest < 0 ? null : blocks(own.slice(rest), depth + 1)];
}

/** @type {Block} */
function paragraph(lines, at, depth) {
  let end = at + 1;
  const stops = (/** @type {string} */ line) =>
    !line.trim() ||
    (depth <= DEPTH && (FENCE.test(line) || HEADING.test(line) || QUOTE.test(line) || ITEM.test(line) || RULE.test(line)));
  while (end < lines.length && !stops(lines[end] ?? '')) end += 1;
  return [h('p', null, inline(lines.slice(at, end).join('\n'))), end];
}

// One token after another: code, escape, image or link text, its target, bare address, emphasis, line break.
const TOKEN =
  /(`{1,3})([^`]{1,2000})\1|\\([\\`*_{}[\]()#+\-.!<>~|])|(!?\[)|\]\(\s{0,3}<?([^\s()<>]{1,2000})>?(?:\s{1,3}"[^"\n]{0,300}")?\s{0,3}\)|(https?:\/\/[^\s<>()[\]]{1,2000})|(\*\*|__|~~|\*|_)|( {2,9}\n)/g;
const TAGS = /** @type {const} */ ({ '**': 'strong', __: 'strong', '*': 'em', _: 'em', '~~': 's' });

/** @typedef {{ mark: string, parts: Child[] }} Open */

/** @param {string} text @returns {Child[]} */
export function inline(text) {
  /** @type {Open[]} */
  const open = [{ mark: '', parts: [] }];
  const add = (/** @type {Child} */ part) => open.at(-1)?.parts.push(part);
  let seen = 0;
  for (const token of text.matchAll(TOKEN)) {
    add(text.slice(seen, token.index));
    seen = token.index + token[0].length;
    const [all, , code, escaped, bracket, target, bare, mark, newline] = token;
    if (code !== undefined) add(h('code', null, code.trim()));
    else if (escaped) add(escaped);
    else if (bracket) open.length < 40 ? open.push({ mark: bracket, parts: [] }) : add(all);
    else if (target) add(linked(open, target) ?? all);
    else if (bare) add(bareLink(bare));
    else if (newline) add(h('br', null));
    else if (mark) emphasis(open, mark, text, token.index, add);
  }
  add(text.slice(seen));
  while (open.length > 1) give(open);
  return open[0]?.parts ?? [];
}

/** What was opened and never closed is text after all. @param {Open[]} open */
function give(open) {
  const last = open.pop();
  open.at(-1)?.parts.push(last?.mark, last?.parts);
}

/** @param {Open[]} open @param {string} mark @returns {Child[] | null} the parts since the nearest opening `mark` */
function close(open, mark) {
  const from = open.findLastIndex((part) => part.mark === mark);
  if (from < 1) return null;
  while (open.length > from + 1) give(open);
  return open.pop()?.parts ?? [];
}

/** @param {Open[]} open @param {string} target @returns {Child} */
function linked(open, target) {
  const opened = open.findLast((part) => part.mark.endsWith('['))?.mark;
  const parts = opened ? close(open, opened) : null;
  if (!parts) return null;
  const text = opened === '[' || parts.length ? parts : target; // no picture from elsewhere is fetched
  return linkTo(target, text) ?? [opened, parts, `](${target})`];
}

/** @param {string} bare @returns {Child} */
function bareLink(bare) {
  let end = bare.length;
  while (end > 8 && '.,;:!?\'"*_~'.includes(bare.charAt(end - 1))) end -= 1; // a pattern would be slow on many of them
  const url = bare.slice(0, end);
  return [anchor(url, url), bare.slice(url.length)];
}

/** @param {string} href @param {Child} text */
const anchor = (href, text) => h('a', { href, rel: 'noopener noreferrer nofollow', target: '_blank' }, text);

/** @param {Open[]} open @param {string} mark @param {string} text @param {number} at @param {(part: Child) => void} add */
function emphasis(open, mark, text, at, add) {
  const before = text[at - 1] ?? ' ';
  const after = text[at + mark.length] ?? ' ';
  const inWord = mark.startsWith('_') && /\w/.test(before) && /\w/.test(after);
  const parts = inWord || /\s/.test(before) ? null : close(open, mark);
  if (parts?.length) add(h(TAGS[/** @type {keyof typeof TAGS} */ (mark)], null, parts));
  else if (parts) add([mark, mark]);
  else if (inWord || /\s/.test(after) || open.length > 40) add(mark);
  else open.push({ mark, parts: [] });
}
