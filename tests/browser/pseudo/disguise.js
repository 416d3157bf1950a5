// Words made from English ones: longer by a third, with accents, in brackets; what is still plain was never in words/.
const ACCENTS = { a: 'á', e: 'ë', i: 'ï', o: 'ô', u: 'ü', y: 'ý', c: 'ç', n: 'ñ', A: 'Â', E: 'É', I: 'Î', O: 'Ö', U: 'Ü' };

const accented = (text) => text.replace(/[aeiouycnAEIOU]/g, (char) => ACCENTS[char]);
const longer = (text) => accented(text) + ' ~'.repeat(Math.ceil(text.length / 6));

/** @param {string} text */
const said = (text) => (text.trim() === '' ? text : `⟦${longer(text)}⟧`);

/** Names and codes stay what they are: the direction, the language, the first of a pair. */
export function disguise(words, name = '') {
  if (name === 'language' || name === 'direction') return words;
  if (typeof words === 'string') return said(words);
  if (typeof words === 'function') return (...given) => disguise(words(...given.map(plain)));
  if (Array.isArray(words) && words.every(Array.isArray)) return words.map(([code, text]) => [code, said(text)]);
  if (Array.isArray(words)) return words.map((one) => disguise(one));
  if (words && typeof words === 'object' && Object.getPrototypeOf(words) === Object.prototype)
    return Object.fromEntries(Object.entries(words).map(([key, one]) => [key, disguise(one, key)]));
  return words;
}

/** What is put into a sentence may itself be words: brackets don't nest. */
const plain = (value) => (typeof value === 'string' ? value.replace(/[⟦⟧]/g, '') : value);
