/**
 * Links, anchors and paths of documents exist, and docs/README.md leads to every file of docs/.
 */
import { describe, expect, it } from 'vitest';
import { exists, filesBelow } from '../repository.ts';
import { anchorsIn, codeIn, type Document, linksIn, readDocuments, targetOf } from './documents.ts';

const documents = readDocuments();
const INDEX = 'docs/README.md';
/** A path in code marks: a room of the repository and something in it. */
const OUR_PATH =
  /^(?:actors|agents|bench|call|docs|machines|readings|sandbox|scripts|server|simulation|test|web)\/[\w./-]*$/;
/** Folders that `npm run build` makes. */
const MADE = new Set(['web/dist']);

/** Links that lead nowhere, one line each. */
function brokenLinks(all: readonly Document[], isThere: (path: string) => boolean): string[] {
  const texts = new Map(all.map(({ path, text }) => [path, text]));
  return all.flatMap(({ path: from, text }) =>
    linksIn(text)
      .filter((link) => {
        const { path, anchor } = targetOf(from, link);
        if (path.startsWith('..') || !(texts.has(path) || isThere(path))) return true;
        return anchor !== '' && !anchorsIn(texts.get(path) ?? '').has(anchor);
      })
      .map((link) => `${from}: ${link}`),
  );
}

/** Paths in code marks that lead nowhere, one line each. A superseded decision keeps the paths of its time. */
function brokenPaths(all: readonly Document[], isThere: (path: string) => boolean): string[] {
  return all
    .filter(({ text }) => !/^\*\*Status:\*\* superseded/m.test(text))
    .flatMap(({ path, text }) =>
      codeIn(text)
        .filter((code) => OUR_PATH.test(code) && !MADE.has(code.replace(/\/$/, '')) && !isThere(code))
        .map((code) => `${path}: ${code}`),
    );
}

/** Every file that links lead to, from one document on. A folder stands for its README.md. */
function reachableFrom(start: string, all: readonly Document[]): Set<string> {
  const texts = new Map(all.map(({ path, text }) => [path, text]));
  const reached = new Set([start]);
  for (const path of reached) {
    const text = texts.get(path) ?? texts.get(`${path}/README.md`);
    if (texts.has(`${path}/README.md`)) reached.add(`${path}/README.md`);
    for (const link of linksIn(text ?? '')) reached.add(targetOf(path, link).path);
  }
  return reached;
}

describe('documents', () => {
  it('are found', () => {
    expect(documents.length).toBeGreaterThan(30);
    expect(documents.flatMap(({ text }) => linksIn(text)).length).toBeGreaterThan(60);
    expect(
      documents.flatMap(({ text }) => codeIn(text)).filter((code) => OUR_PATH.test(code)).length,
    ).toBeGreaterThan(40);
  });

  it('link to files and headings that there are', () => {
    expect(brokenLinks(documents, exists)).toEqual([]);
  });

  it('name paths that there are', () => {
    expect(brokenPaths(documents, exists)).toEqual([]);
  });

  it('of docs/ are all reached from its index', () => {
    const reached = reachableFrom(INDEX, documents);
    expect(filesBelow('docs').filter((path) => !reached.has(path))).toEqual([]);
  });

  it('are what README.md leads to', () => {
    const readme = documents.find(({ path }) => path === 'README.md');
    const targets = linksIn(readme?.text ?? '').map((link) => targetOf('README.md', link).path);
    expect(targets).toEqual(expect.arrayContaining([INDEX, 'CONTRIBUTING.md', 'SECURITY.md', 'LICENSE']));
  });
});

describe('a document that points nowhere', () => {
  const page = { path: 'docs/b.md', text: '# B\n\n## Two words, `and` more\n\n## Again\n\n## Again' };
  const from = (text: string): Document[] => [{ path: 'docs/a.md', text }, page];
  const isThere = (path: string) => ['docs/picture.svg', 'docs', 'call/journal.ts'].includes(path);

  it.each([
    ['a file that is not there', '[x](c.md)', 'docs/a.md: c.md'],
    ['a picture that is not there', '![x](charts/no.svg)', 'docs/a.md: charts/no.svg'],
    ['a heading that is not there', '[x](b.md#nothing)', 'docs/a.md: b.md#nothing'],
    ['a third heading of two', '[x](b.md#again-2)', 'docs/a.md: b.md#again-2'],
    ['a heading of its own that is not there', '[x](#nowhere)', 'docs/a.md: #nowhere'],
    ['a link by name', '[x][y]\n\n[y]: c.md', 'docs/a.md: c.md'],
    ['a link in HTML', '<img width="9" src="no.png">', 'docs/a.md: no.png'],
    ['the outside of the repository', '[x](../../etc/passwd)', 'docs/a.md: ../../etc/passwd'],
  ])('is reported: %s', (_what, text, problem) => {
    expect(brokenLinks(from(text), isThere)).toEqual([problem]);
  });

  it('is reported with a path in code marks', () => {
    expect(brokenPaths(from('`call/journal.ts`, `call/no.ts` and `a/b`'), isThere)).toEqual([
      'docs/a.md: call/no.ts',
    ]);
  });

  it('is not reported when all is well', () => {
    const text =
      '[x](b.md) [y](b.md#two-words-and-more) [z](b.md#again-1) ![p](picture.svg) [w](https://example.com) [v](../docs)\n\n```\n[no](no.md)\n```\n`[no](no.md)`';
    expect(brokenLinks(from(text), isThere)).toEqual([]);
    expect(linksIn(text)).toHaveLength(5);
  });
});
