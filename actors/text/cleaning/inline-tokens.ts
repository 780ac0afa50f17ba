/**
 * Markup that is one token: the beginning of a web address, a tag, a character by name, a citation, a link's address.
 *
 *   characters held so far ──> it may still be the token, it is one, or it never will be
 *
 * A reader is asked after each character. What is none is read again as text, its first character as it is written; no
 * token holds the character that begins it, so that no text is read again twice.
 */
import { readCharacters } from './characters.ts';
import { BREAKING_TAGS, ENTITIES, INLINE_TAGS, NAMESPACE } from './markup-names.ts';
import { GAP } from './placeholders.ts';
import { raised } from './raised.ts';

/** `said`: the text that the token stands for, as it is said. `rest`: what follows it and was read with it. */
export type Reading = 'more' | 'none' | { readonly said: string; readonly rest: string };

export type TokenReader = (held: string) => Reading;

const MAX_TAG_CHARS = 200;
const MAX_ENTITY_CHARS = 16;
const MAX_CITATION_CHARS = 40;
/** A link's address is dropped when it ends; what is longer than this was none, unless it begins as one does. */
const MAX_ADDRESS_CHARS = 500;

const SCHEMES = ['https://www.', 'http://www.'];
const SCHEME = /^https?:\/\/(?:www\.)?/i;
/** An accent by name behind its letter: `&eacute;`, `&Ccedil;`. */
const ACCENTED = /^([a-zA-Z])(acute|grave|circ|uml|tilde|cedil|ring|caron)$/;
const ACCENTS: Readonly<Record<string, string>> = {
  acute: '\u0301',
  grave: '\u0300',
  circ: '\u0302',
  uml: '\u0308',
  tilde: '\u0303',
  cedil: '\u0327',
  ring: '\u030A',
  caron: '\u030C',
};

/** `https://www.example.com` is said as `example.com`. */
export const readScheme: TokenReader = (held) => {
  const lower = held.toLowerCase();
  if (SCHEMES.includes(lower)) return 'more';
  if (SCHEMES.some((scheme) => scheme.startsWith(lower))) return 'more';
  const scheme = SCHEME.exec(held)?.[0];
  const rest = held.slice(scheme?.length ?? 0);
  return scheme && /^[\p{L}\p{N}[]/u.test(rest) ? { said: '', rest } : 'none';
};

/** `&amp;`, `&#8364;`, `&#x20AC;`. */
export const readEntity: TokenReader = (held) => {
  if (!held.endsWith(';'))
    return /^&#?[a-zA-Z0-9]*$/.test(held) && held.length <= MAX_ENTITY_CHARS ? 'more' : 'none';
  const name = held.slice(1, -1);
  const said = name.startsWith('#') ? characterAt(name.slice(1)) : (ENTITIES.get(name) ?? accented(name));
  return said === undefined ? 'none' : { said, rest: '' };
};

function accented(name: string): string | undefined {
  const [, letter = '', accent = ''] = ACCENTED.exec(name) ?? [];
  const said = `${letter}${ACCENTS[accent] ?? ''}`.normalize('NFC');
  return said.length === 1 && said !== letter ? said : undefined;
}

function characterAt(number: string): string | undefined {
  const code = /^x[0-9a-f]+$/i.test(number) ? Number(`0${number}`) : Number(number || Number.NaN);
  const isCharacter = code >= 0x20 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? readCharacters(String.fromCodePoint(code)) : undefined;
}

/** What is raised by tags, and what may become it: `10<sup>6</sup>`, `<sup>[1]</sup>`, `<sup>(1)</sup>`, `<sup>1,2</sup>`. */
const RAISED_TAG = /^<sup>([-+−\d[\](),* ]*)<\/sup>$/i;
const MAY_BE_RAISED = /^<sup>[-+−\d[\](),* ]{0,12}(?:<(?:\/(?:s(?:up?)?)?)?)?$/i;
const POWER = /^[-+−]?\d{1,3}$/;

/** Without its tags a power would be a further figure of the number before it. Figures that are no power are sources. */
const readRaisedTag: TokenReader = (held) => {
  if (MAY_BE_RAISED.test(held)) return 'more';
  const [, figure] = RAISED_TAG.exec(held) ?? [];
  if (figure === undefined || !/\d/.test(figure)) return { said: '', rest: held.slice('<sup>'.length) };
  return { said: POWER.test(figure) ? raised(figure) : GAP, rest: '' };
};

/** Behind the end of a sentence, what is raised is the number of a source. */
export const readTagBehindEnd: TokenReader = (held) => {
  const reading = readTag(held);
  const isRaised = typeof reading === 'object' && /^<sup>.*<\/sup>$/i.test(held);
  return isRaised ? { said: GAP, rest: '' } : reading;
};

const SURE_TAG = /^<\/|\/>$|^<[a-z][\w:-]*\s+[\w:.-]+=["']/i;
const TAG = /^<(\/?)((?:[a-z]+:(?=[a-z]))?[a-z][a-z0-9-]*)?(.)?/is;

/** `<br>`, `</b>`, `<span class="x">`, `<!-- … -->`; `<https://example.com>` is said without its brackets. */
export const readTag: TokenReader = (held) => {
  if (held === '<') return 'more';
  if (/^<sup>/i.test(held)) return readRaisedTag(held);
  const last = held.slice(-1);
  // The attributes of a tag may go over several lines.
  if (
    held.length > MAX_TAG_CHARS ||
    (last === '\n' && !SURE_TAG.test(held)) ||
    (last === '<' && held.length > 1)
  )
    return 'none';
  if (held.startsWith('<!')) return readComment(held);
  if (held.startsWith('<?')) return readDeclaration(held);
  const [, close = '', written = '', next = ''] = TAG.exec(held) ?? [];
  const name = written.toLowerCase().replace(NAMESPACE, '');
  if (name === '') return held === '</' ? 'more' : 'none';
  if (next === '') return 'more';
  if (next === ':' && NAMESPACE.test(`${name}:`) && last === ':') return 'more';
  if (name === 'co' && next === ':') return readGrounding(held);
  if (/[:@._+]/.test(next)) return close === '' ? readAutolink(held) : readClosing(held);
  const isKnown = BREAKING_TAGS.has(name) || INLINE_TAGS.has(name) || name !== written.toLowerCase();
  // A tag of an unknown name is markup where it closes, closes itself or has an attribute with a value; `<name>` alone is text.
  const isText = !isKnown && close === '' && next === '>';
  if (isText || !/[\s/>]/.test(next)) return 'none';
  if (last === '>' && !isInQuotes(held)) {
    if (!isKnown && !SURE_TAG.test(held)) return 'none';
    return { said: BREAKING_TAGS.has(name) ? '\n' : '', rest: '' };
  }
  return /\s/.test(last) && !hasOnlyAttributes(held) ? 'none' : 'more';
};

/** `</final_response>`, `</x:y>`: a tag of any name that ends something. */
const readClosing: TokenReader = (held) => {
  if (/^<\/[\w:.-]+>$/.test(held)) return { said: '', rest: '' };
  return /^<\/[\w:.-]*$/.test(held) ? 'more' : 'none';
};

/** `<co: 0,2>Rain</co: 0,2>`: Cohere's models mark what they have from which document. */
const readGrounding: TokenReader = (held) => {
  if (!/^<\/?co:[\d, ]*>?$/.test(held)) return 'none';
  return held.endsWith('>') ? { said: '', rest: '' } : 'more';
};

const readComment: TokenReader = (held) => {
  if (!'<!--'.startsWith(held.slice(0, 4)) && !/^<![a-z]*$/i.test(held.slice(0, 9))) return 'none';
  return held.endsWith(held.startsWith('<!--') ? '-->' : '>') ? { said: '', rest: '' } : 'more';
};

/** `<?xml version="1.0"?>` */
const readDeclaration: TokenReader = (held) => {
  if (!'<?xml'.startsWith(held.slice(0, 5))) return 'none';
  return held.endsWith('?>') ? { said: '', rest: '' } : 'more';
};

/** `<https://example.com|our site>`: a link as Slack writes it is its text. */
const CHAT_LINK = /^<(?:https?:\/\/|mailto:|tel:)[^\s|>]+\|(?=\S)/i;

const readAutolink: TokenReader = (held) => {
  const link = CHAT_LINK.exec(held)?.[0];
  if (link !== undefined && /[^\n]$/.test(held))
    return held.endsWith('>') ? { said: held.slice(link.length, -1), rest: '' } : 'more';
  if (/\s/.test(held.slice(-1))) return 'none';
  if (!held.endsWith('>')) return 'more';
  const address = held.slice(1, -1);
  const isAddress = SCHEME.test(address) || /^(?:mailto:)?[^@]+@[^@]+\.[^@]+$/.test(address);
  return isAddress ? { said: address.replace(SCHEME, '').replace(/^mailto:/i, ''), rest: '' } : 'none';
};

const isInQuotes = (held: string): boolean => (held.match(/"/g)?.length ?? 0) % 2 === 1;

/** `a <b and c` is no tag: an attribute has a value. */
const hasOnlyAttributes = (held: string): boolean =>
  isInQuotes(held) ||
  held
    .trim()
    .split(/\s+/)
    .slice(1)
    .every((word) => /[=/"]/.test(word));

/** `【4:0†source】`, the mark of a file search, and `【3-1】`; `【重要】` and `【2026-05】` are text. */
export const readCitation: TokenReader = (held) => {
  const last = held.slice(-1);
  if (last === '\n' || held.length > MAX_CITATION_CHARS || (last === '【' && held.length > 1)) return 'none';
  if (last !== '】') return 'more';
  return /†|^【(?:\d+(?::\d+)?|\d{1,3}-\d{1,3})】/.test(held) ? { said: GAP, rest: '' } : 'none';
};

/** `\n` in two characters is a line end before anything but a small letter, or a letter behind a colon: `C:\new`, `C:\New`. */
export const lineEndBehind = (previous: string): TokenReader => {
  const inPath = previous === ':' ? /\p{L}/u : /\p{Ll}/u;
  return (held) => {
    const [, , next] = [...held];
    if (next === undefined) return 'more';
    return inPath.test(next) ? 'none' : { said: '\n', rest: next };
  };
};

const HEX_ESCAPE = /^\\u[0-9A-Fa-f]{0,4}$/;
const HEX_ESCAPE_CHARS = 6;

/** `\u2019`, a character that was escaped once too often. Halves of an emoji are not said. */
export const readEscape: TokenReader = (held) => {
  if (!HEX_ESCAPE.test(held)) return 'none';
  if (held.length < HEX_ESCAPE_CHARS) return 'more';
  const code = Number.parseInt(held.slice(2), 16);
  if (code >= 0xd800 && code <= 0xdfff) return { said: GAP, rest: '' };
  return { said: code < 0x20 ? ' ' : readCharacters(String.fromCharCode(code)), rest: '' };
};

/** `[1]` or `[]` behind the brackets of a link, whose address is elsewhere. */
export const readReference: TokenReader = (held) => {
  if (held.endsWith(']')) return { said: '', rest: '' };
  return /^\[\d{0,3}$/.test(held) ? 'more' : 'none';
};

/** `(https://example.com "title")` behind the brackets of a link. */
export const readAddress: TokenReader = (written) => {
  const last = written.slice(-1);
  if (last === '[' || last === '\n' || written.length > MAX_ADDRESS_CHARS) return 'none';
  if (/^\(\s*<[^>]*$/.test(written)) return 'more';
  // Between `<` and `>` an address may hold blanks.
  const held = written.replace(/^\(\s*<[^>]*>/, '(-').replace(/^\(\s+(?=\S)/, '(');
  if (/\s/.test(last)) return isTitled(held) || /^\(\s*$/.test(held) ? 'more' : pending(held);
  if (last !== ')') return / \S/.test(held.trimStart().slice(1)) && !isTitled(held) ? 'none' : 'more';
  const opened = held.match(/\(/g)?.length ?? 0;
  const closed = held.match(/\)/g)?.length ?? 0;
  return closed >= opened ? { said: '', rest: '' } : 'more';
};

/** A signed address, or an image that is written as text. */
export const isLongAddress = (held: string): boolean =>
  held.length > MAX_ADDRESS_CHARS && /^\(\s*<?(?:https?:\/\/|data:)\S*$/i.test(held);

const pending = (held: string): Reading => (/\s\S+\s$/.test(held) ? 'none' : 'more');
const isTitled = (held: string): boolean => /^\(\s*\S+\s+["'(]/.test(held);

/** A link whose text is the host of its address. */
const SOURCE_LINK = /\[([\w.-]+)\]\(https?:\/\/(?:www\.)?\1(?:[/?#][^\s()]*)?\)[,;]? ?/g;
const MAY_BE_SOURCE = /^(?:\[[\w.-]{0,60}(?:\](?:\([^\s()]*)?)?)?$/;

/** `([apnews.com](https://apnews.com/article))`: a parenthesis of nothing but the sources of a sentence. */
export const readSourceLinks: TokenReader = (held) => {
  const rest = held.slice(1).replaceAll(SOURCE_LINK, '');
  if (rest === ')' && held !== '()') return { said: GAP, rest: '' };
  return MAY_BE_SOURCE.test(rest) && rest.length <= MAX_ADDRESS_CHARS ? 'more' : 'none';
};

/** `^[1]^`, `^[2][3]^`: sources as raised figures. */
export const readRaisedSource: TokenReader = (held) => {
  if (/^\^(?:\[\d{1,3}\])+\^$/.test(held)) return { said: GAP, rest: '' };
  return /^\^(?:\[\d{1,3}\])*(?:\[\d{0,3})?$/.test(held) ? 'more' : 'none';
};

/** `||the end||`: a text that chats hide is said without its bars. */
const MAX_HIDDEN_CHARS = 60;
export const readHidden: TokenReader = (held) => {
  if (/^\|\|[^\s|][^|\n]*\|\|$/.test(held)) return { said: held.slice(2, -2), rest: '' };
  return /^\|\|(?:[^\s|][^|\n]*\|?)?$/.test(held) && held.length <= MAX_HIDDEN_CHARS ? 'more' : 'none';
};
