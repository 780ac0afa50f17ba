/**
 * The source as a graph: every TypeScript file of ours, and which files of ours it imports.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ROOMS = [
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
  /** What it imports, for types or for real: paths from the root, or package names. */
  readonly imports: readonly string[];
}

/** `import x from 'y'`, `export x from 'y'`, `import 'y'` and `import('y')`. */
const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s+(?:type\s)?(?:[^'";]*?\sfrom\s+)?'(?<from>[^']+)'|import\('(?<dynamic>[^']+)'\)/g;

function readSource(path: string): SourceFile {
  const imports: string[] = [];
  for (const { groups = {} } of readFileSync(join(ROOT, path), 'utf8').matchAll(IMPORT)) {
    const written = groups.from ?? groups.dynamic ?? '';
    const target = written.startsWith('.') ? normalize(join(dirname(path), written)) : written;
    imports.push(target);
  }
  return { path, imports };
}

export function readSources(): SourceFile[] {
  return ROOMS.flatMap((room) => {
    try {
      return readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(tsx?|mjs)$/.test(entry.name))
        .map((entry) => readSource(relative(ROOT, join(entry.parentPath, entry.name))));
    } catch {
      return []; // a room that is not built yet
    }
  });
}

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
