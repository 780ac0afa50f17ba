/**
 * The exports of the source's files, and the files that import them.
 *
 *   files with their text ──> exports, each with the files that import it by name
 *
 * Reads text as Biome formats it, not syntax: one statement begins a line, and a name is exported where it is declared.
 */
import { dirname, normalize } from 'node:path';

export interface SourceText {
  /** From the root, e.g. `actors/playback/outbox.ts`. */
  readonly path: string;
  readonly text: string;
}

interface ExportedName {
  readonly path: string;
  readonly name: string;
  /** A class is a type, too: a file that is given an instance may name its type. */
  readonly kind: 'type' | 'value';
  /** The files that import this name. */
  readonly importedBy: readonly string[];
}

const DECLARED =
  /^export (?:abstract )?(?:async )?(?<what>function\*?|const|let|class|interface|type|default) ?(?<name>[\w$]+)/gm;
/** `export { a, b as c }`, of this file or from another. */
const LISTED = /^export (?<what>type )?\{(?<names>[^}]*)\}(?: from '(?<from>[^']+)')?/gm;
const IMPORTED =
  /^import (?:type )?(?:(?<default>[\w$]+)(?:, )?)?(?:\{(?<names>[^}]*)\})?(?:\* as (?<all>[\w$]+))? from '(?<from>\.[^']+)'/gm;
/** `const { a } = await import(…)`, and the same as a whole. */
const DYNAMIC = /(?:\{(?<names>[^{}]*)\} = )?await import\(\s*'(?<from>\.[^']+)'/g;

/** Every export of these files, with the files that import it. */
export function exportsOf(files: readonly SourceText[]): ExportedName[] {
  const importers = new Map<string, string[]>();
  for (const file of files)
    for (const key of importsOf(file)) importers.set(key, [...(importers.get(key) ?? []), file.path]);
  return files.flatMap(({ path, text }) =>
    namesIn(text).map(({ name, kind }) => ({
      path,
      name,
      kind,
      importedBy: [...(importers.get(`${path} ${name}`) ?? []), ...(importers.get(`${path} *`) ?? [])],
    })),
  );
}

function namesIn(text: string): Pick<ExportedName, 'name' | 'kind'>[] {
  const declared = [...text.matchAll(DECLARED)].map(({ groups: { what = '', name = '' } = {} }) => ({
    name: what === 'default' ? what : name,
    kind: /class|interface|type/.test(what) ? ('type' as const) : ('value' as const),
  }));
  const listed = [...text.matchAll(LISTED)].flatMap(({ groups: { what, names } = {} }) =>
    pairsOf(names).map(([, name]) => ({ name, kind: what ? ('type' as const) : ('value' as const) })),
  );
  return [...declared, ...listed];
}

/** `file name` for each name that a file imports; `file *` when it takes the whole. */
function importsOf({ path, text }: SourceText): string[] {
  const fileOf = (from = '') => normalize(`${dirname(path)}/${from}`);
  const statements = [...text.matchAll(IMPORTED), ...text.matchAll(LISTED), ...text.matchAll(DYNAMIC)];
  return statements.flatMap(({ groups = {} }) => {
    if (groups.from === undefined) return [];
    const names = pairsOf(groups.names).map(([source]) => source);
    if (groups.default !== undefined) names.push('default');
    if (names.length === 0) names.push('*');
    return names.map((name) => `${fileOf(groups.from)} ${name}`);
  });
}

/** The names in `a, type b, c as d` or `a, c: d`: what each is called there and here. */
const pairsOf = (names = ''): [there: string, here: string][] =>
  names
    .split(',')
    .map((name) => name.trim().replace(/^type /, ''))
    .filter((name) => name !== '')
    .map((name) => {
      const [there = '', here = there] = name.split(/ as |: /);
      return [there, here];
    });
