/**
 * The source as a graph: every TypeScript file of ours, and which files of ours it imports.
 */
import { dirname, join, normalize } from 'node:path';
import { filesBelow, read } from './repository.ts';

export const ROOMS = [
  'machines',
  'readings',
  'actors',
  'call',
  'server',
  'sandbox',
  'web',
  'bench',
  'scripts',
  'simulation',
  'test',
];

export interface SourceFile {
  /** From the root, e.g. `actors/playback/outbox.ts`. */
  readonly path: string;
  /** Imports of the file, for types or for values: paths from the root, or package names. */
  readonly imports: readonly string[];
}

/** `import x from 'y'`, `export x from 'y'`, `import 'y'` and `import('y')`. */
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(?:type\s)?(?:[^'";]*?\sfrom\s+)?'(?<from>[^']+)'|import\('(?<dynamic>[^']+)'\)/g;

function readSource(path: string): SourceFile {
  const imports: string[] = [];
  for (const { groups = {} } of read(path).matchAll(IMPORT)) {
    const written = groups.from ?? groups.dynamic ?? '';
    const target = written.startsWith('.') ? normalize(join(dirname(path), written)) : written;
    imports.push(target);
  }
  return { path, imports };
}

export const readSources = (): SourceFile[] =>
  filesBelow('')
    .filter((path) => /\.(tsx?|mjs)$/.test(path) && roomOf(path) !== undefined)
    .map(readSource);

/** `actors` for `actors/audio/mulaw.ts`; undefined for a package. */
export const roomOf = (path: string): string | undefined => ROOMS.find((room) => path.startsWith(`${room}/`));

/** The first circle of imports, as the files on it; undefined when there is none. */
export function findCircle(files: readonly SourceFile[]): string[] | undefined {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const next of byPath.get(path)?.imports ?? []) {
      const circle = visit(next, [...trail, path]);
      if (circle) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const { path } of files) {
    const circle = visit(path, []);
    if (circle) return circle;
  }
  return undefined;
}
