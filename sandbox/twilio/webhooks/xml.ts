/**
 * Parses the XML of TwiML: elements, attributes, text, comments, CDATA and entities. Strict: a document that is not
 * well formed is refused, with the place where reading stopped. No namespaces, no DTD. Pure.
 */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All character data directly inside, entities decoded. */
  readonly text: string;
}

export class XmlError extends Error {
  override readonly name = 'XmlError';
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const TOKEN =
  /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!\[CDATA\[(?<cdata>[\s\S]*?)\]\]>|<\/(?<close>[\w.:-]+)\s*>|<(?<open>[A-Za-z_][\w.:-]*)(?<attributes>(?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<empty>\/?)>|(?<text>[^<]+)/gy;
const ATTRIBUTE = /(?<name>[\w.:-]+)\s*=\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)')/g;

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x(?<hex>[\da-f]+)|#(?<dec>\d+)|(?<name>\w+))?;?/gi, (whole, ...rest) => {
    const { hex, dec, name } = rest.at(-1) as { hex?: string; dec?: string; name?: string };
    if (!whole.endsWith(';')) throw new XmlError(`"${whole}" is not an entity; write &amp; for an ampersand`);
    if (name !== undefined) {
      const known = NAMED[name];
      if (known === undefined) throw new XmlError(`entity "${whole}" is unknown`);
      return known;
    }
    const codePoint = hex === undefined ? Number(dec) : Number.parseInt(hex, 16);
    if (!(codePoint <= 0x10ffff)) throw new XmlError(`"${whole}" is not a character`);
    return String.fromCodePoint(codePoint);
  });
}

function readAttributes(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const { groups } of source.matchAll(ATTRIBUTE)) {
    const name = groups?.name as string;
    if (name in attributes) throw new XmlError(`attribute "${name}" is given twice`);
    attributes[name] = decodeEntities(groups?.double ?? groups?.single ?? '');
  }
  return attributes;
}

interface OpenElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

/** The document's root element. Throws an `XmlError` for anything else than one well-formed document. */
export function readXml(source: string): XmlElement {
  const text = source.replace(/^\uFEFF/, '');
  const document: OpenElement = { name: '', attributes: {}, children: [], text: '' };
  const path: OpenElement[] = [document];
  let at = 0;
  for (const { 0: token, groups = {}, index } of text.matchAll(TOKEN)) {
    at = index + token.length;
    const parent = path.at(-1) as OpenElement;
    if (groups.open !== undefined) {
      const attributes = readAttributes(groups.attributes ?? '');
      const element: OpenElement = { name: groups.open, attributes, children: [], text: '' };
      parent.children.push(element);
      if (groups.empty === '') path.push(element);
    } else if (groups.close !== undefined) {
      if (parent.name !== groups.close) throw new XmlError(`</${groups.close}> closes <${parent.name}>`);
      path.pop();
    } else {
      parent.text += groups.cdata ?? (groups.text === undefined ? '' : decodeEntities(groups.text));
    }
  }
  const unclosed = path.at(-1) as OpenElement;
  if (at < text.length) throw new XmlError(`cannot read the document from character ${at}`);
  if (unclosed !== document) throw new XmlError(`<${unclosed.name}> is never closed`);
  const [root, ...others] = document.children;
  if (root === undefined || others.length > 0 || document.text.trim() !== '') {
    throw new XmlError('a document has exactly one root element and no text around it');
  }
  return root;
}
