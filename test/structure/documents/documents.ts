/**
 * The documents of the repository, read: every `*.md` with its links, its anchors and what stands in code marks.
 *
 *   files ──readDocuments──> Document[] ──linksIn, anchorsIn, codeIn──> what a test compares with the source
 */
import { dirname, join, normalize } from 'node:path';
import { filesBelow, read } from '../repository.ts';

export interface Document {
  /** From the root, e.g. `docs/glossary.md`. */
  readonly path: string;
  readonly text: string;
}

export const readDocuments = (): Document[] =>
  filesBelow('')
    .filter((path) => path.endsWith('.md'))
    .map((path) => ({ path, text: read(path) }));

/** The text without what stands between fences. */
const withoutFences = (text: string): string => text.replace(/^(```|~~~)[\s\S]*?^\1[ \t]*$/gm, '');

/** Code spans: the text in single code marks, outside of fences. */
export const codeIn = (text: string): string[] =>
  [...withoutFences(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** Code blocks: the text between fences. */
export const fencesIn = (text: string): string[] =>
  [...text.matchAll(/^```[^\n]*\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);

/** Targets of links and pictures that lead into the repository, as written. */
export function linksIn(text: string): string[] {
  const prose = withoutFences(text).replace(/`[^`\n]+`/g, 'code');
  const inline = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)];
  const named = [...prose.matchAll(/^\[[^\]]+\]:\s*<?([^\s>]+)>?/gm)];
  const html = [...prose.matchAll(/<(?:a|img)\s[^>]*?(?:href|src)="([^"]+)"/g)];
  return [...inline, ...named, ...html]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target));
}

/** The anchors of a document's headings, as GitHub makes them. */
export function anchorsIn(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = heading
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let anchor = slug;
    for (let times = 1; anchors.has(anchor); times++) anchor = `${slug}-${times}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** The target of a link: a path from the root, and an anchor, which may be empty. */
export function targetOf(from: string, link: string): { path: string; anchor: string } {
  const [written = '', anchor = ''] = link.split('#');
  if (written === '') return { path: from, anchor };
  const path = normalize(join(dirname(from), decodeURIComponent(written))).replace(/\/$/, '');
  return { path, anchor };
}

/** The cells of each row of every table, without heads and rules. */
export const rowsIn = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line, at, lines) => line.startsWith('|') && !isRule(line) && !isRule(lines[at + 1] ?? ''))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const isRule = (line: string): boolean => /^\|[\s|:-]+\|$/.test(line);

/** The part of a document below a heading, up to the next of the same rank or a higher one. */
export function sectionOf(text: string, heading: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.replace(/^#+\s+/, '') === heading && line.startsWith('#'));
  if (start === -1) throw new Error(`There is no heading "${heading}"`);
  const rank = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 0;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => (/^(#+)\s/.exec(line)?.[1]?.length ?? 99) <= rank);
  return rest.slice(0, end === -1 ? undefined : end).join('\n');
}
