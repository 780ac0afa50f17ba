/**
 * Names in documents are names of the source: commands, flags, routes, metrics, rooms, stand-ins, states, and identifiers in code marks.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callMachine } from '../../../machines/call.machine.ts';
import { chartModel } from '../../../scripts/chart/chart-model.ts';
import { FLAGS } from '../../../server/flags.ts';
import { Metrics } from '../../../server/plugins/metrics.ts';
import { readOptions } from '../../../simulation/options.ts';
import { filesBelow, ROOT, read } from '../repository.ts';
import { codeIn, fencesIn, readDocuments, rowsIn, sectionOf } from './documents.ts';

const documents = readDocuments().filter(({ path }) => !/^(docs\/decisions\/|CHANGELOG)/.test(path));
const allText = readDocuments()
  .map(({ text }) => text)
  .join('\n');
const readme = read('README.md');
const code = documents.flatMap(({ path, text }) => codeIn(text).map((span) => ({ path, span })));
const source = filesBelow('')
  .filter((path) => /\.(?:tsx?|mjs|js|json|yml)$|^\.env\.example$|^\.ci\//.test(path))
  .filter((path) => !/^(?:package-lock|test\/(?!helpers\/)|docs\/)/.test(path))
  .map(read)
  .join('\n');

const namesIn = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].sort();

describe('commands', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  /** Scripts that npm runs by itself. */
  const LIFECYCLE = ['prepare'];

  it('that documents name are scripts of package.json, and every script is named somewhere', () => {
    const named = [...namesIn(allText, /npm run ([\w:-]+)/g), ...namesIn(allText, /npm (start|test)\b/g)];
    const known = Object.keys(scripts).filter((name) => !LIFECYCLE.includes(name));
    expect([...new Set(named)].sort()).toEqual(known.sort());
  });

  it('take the flags that documents give them', () => {
    expect(namesIn(allText, /npm start -- (--[\w-]+)/g)).toEqual(
      FLAGS.filter((flag) => flag !== '--demo').sort(),
    );
    expect(readme).toContain('npm run demo');
    for (const [, args = ''] of allText.matchAll(/npm run simulate -- ([^#\n`]+)/g))
      expect(readOptions(args.trim().split(/\s+/))).toBeDefined();
  });

  it('of the bench name sections that it has', () => {
    const [, sections = ''] = /const SECTIONS[^{]*\{([^}]*)\}/.exec(read('bench/main.ts')) ?? [];
    const known = new Set(sections.match(/\w+/g));
    expect(known.size).toBeGreaterThan(3);
    expect(namesIn(allText, /npm run bench -- (\w+)/g).filter((name) => !known.has(name))).toEqual([]);
  });

  it('are checked by kinds of tests that vitest.config.ts has', () => {
    const [, kinds = ''] = /const KINDS = \[([^\]]*)\]/.exec(read('vitest.config.ts')) ?? [];
    const known = [...kinds.matchAll(/'(\w+)'/g)].map(([, kind]) => `*.${kind}.test.ts`);
    const listed = rowsIn(sectionOf(read('CONTRIBUTING.md'), 'Checks')).flatMap(([file = '']) =>
      codeIn(file),
    );
    expect(listed.filter((name) => name.startsWith('*.'))).toEqual(['*.test.ts', ...known, '*.deep.ts']);
  });
});

describe('routes', () => {
  /** Routes that only the console's page uses. */
  const OF_THE_PAGE = /^\/console\/(?:api|login|logout)/;

  it('are those of the table in README.md', () => {
    const files = filesBelow('server').filter((path) => /^server\/(?:routes|plugins|twilio)\//.test(path));
    const registered = files.flatMap((path) =>
      namesIn(read(path), /\.(?:get|post|delete)(?:<[^(]*>)?\(\s*'([^']+)'/g),
    );
    const routed = files.flatMap((path) => namesIn(read(path), /\burl: '([^']+)'/g));
    const constants = files.flatMap((path) => namesIn(read(path), /\b[A-Z]+_PATH = '([^']+)'/g));
    const paths = [...new Set([...registered, ...routed, ...constants])].filter(
      (path) => !OF_THE_PAGE.test(path),
    );
    const stated = codeIn(sectionOf(readme, 'HTTP')).flatMap(
      (span) => /^(?:[A-Z|\\]+ )?(\/[\w/:]*)$/.exec(span)?.[1] ?? [],
    );
    expect([...new Set(stated)].filter((path) => !/^\/console(?:\/api)?$/.test(path)).sort()).toEqual(
      paths.sort(),
    );
  });
});

describe('metrics', () => {
  it('are those of the table in docs/console.md, and no document names another', async () => {
    const metrics = await new Metrics().registry.getMetricsAsJSON();
    const names = metrics.map(({ name }) => name).sort();
    const rows = rowsIn(sectionOf(read('docs/console.md'), 'Metrics'));
    expect(rows.map(([name = '']) => codeIn(name)[0]).sort()).toEqual(names);
    expect(namesIn(allText, /\b(parley_\w+)/g)).toEqual(names);
    const kinds = new Map(metrics.map(({ name, type }) => [name, String(type)]));
    for (const [name = '', kind = ''] of rows) expect(kind).toContain(kinds.get(codeIn(name)[0] ?? ''));
  });
});

describe('rooms', () => {
  const LEFT_OUT = new Set(['node_modules', 'out', 'dist', 'coverage']);
  const rooms = readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !LEFT_OUT.has(entry.name))
    .map(({ name }) => name);

  it('are those of the tree in README.md', () => {
    const tree = fencesIn(readme).find((block) => block.startsWith('machines/')) ?? '';
    expect(namesIn(tree, /^(\w+)\/ /gm)).toEqual(rooms.sort());
  });

  it('of the architecture are rooms', () => {
    const tree = fencesIn(read('docs/architecture.md')).find((block) => block.startsWith('machines/')) ?? '';
    expect(namesIn(tree, /^(\w+)\/ /gm).filter((room) => !rooms.includes(room))).toEqual([]);
  });

  it('of the sandbox with a stand-in are named wherever the stand-ins are listed', () => {
    const standIns = readdirSync(`${ROOT}/sandbox`, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !['callers', 'recognition', 'voice'].includes(entry.name))
      .map(({ name }) => name);
    expect(standIns.length).toBeGreaterThan(4);
    for (const [page, line] of [
      ['README.md', /^sandbox\/ .*$/m],
      ['docs/glossary.md', /^\| sandbox \|.*$/m],
    ] as const) {
      const [listed = ''] = line.exec(read(page)) ?? [];
      expect([page, standIns.filter((name) => !listed.toLowerCase().includes(name))]).toEqual([page, []]);
    }
  });
});

describe('the chart in docs/architecture.md', () => {
  const tree = fencesIn(read('docs/architecture.md')).find((block) => block.startsWith('call\n')) ?? '';
  /** States of the tree as paths, such as `live.turn.listening`. */
  const drawn: string[] = [];
  const above: string[] = [];
  for (const [, indent = '', name = ''] of tree.matchAll(/^([ │]*)[├└]─ (\w+)/gm)) {
    above.splice(indent.length / 3, above.length, name);
    drawn.push(above.join('.'));
  }
  const states = chartModel(callMachine).states.map(({ id }) => id);

  it('has states that there are, and all of the outer ones', () => {
    expect(drawn.filter((state) => !states.includes(state))).toEqual([]);
    const isOuter = (state: string) =>
      state !== 'call' && state.split('.').length <= (/^live\.turn\./.test(state) ? 3 : 2);
    expect(states.filter((state) => isOuter(state) && !drawn.includes(state))).toEqual([]);
  });
});

describe('identifiers in code marks', () => {
  /** Names of `@statelyai/inspect` and of HTTP. */
  const OTHERS = new Set(['createInspectorServer', 'createSkyInspector', 'HttpOnly', 'SameSite']);
  /** Objects whose keys a document names as a path; the parts of such a path are checked one by one. */
  const OBJECTS = /^(?:startSpeakingPlan|stopSpeakingPlan|messagePlan|transcriber|vad|voice|details)\./;
  const IDENTIFIER =
    /(?<![\w./-])(?:[a-z]\w*(?:\.[a-z]\w*)+|[A-Za-z]+[a-z][A-Z]\w*|[A-Z]+(?:_[A-Z0-9]+)+)(?![\w/-])/g;
  /** Names of files, of machines and of addresses. */
  const FILE = /\.(?:tsx?|mjs|jsonl?|md|svg|mmd|wav|ai|onnx)$/;

  it('are in the source', () => {
    const words = new Set(source.match(/[A-Za-z_]\w*/g));
    const isKnown = (name: string): boolean => {
      if (OTHERS.has(name) || words.has(name)) return true;
      return OBJECTS.test(name)
        ? name.split('.').every((part) => words.has(part) || part === 'details')
        : source.includes(name);
    };
    const identifiers = code
      .filter(({ span }) => !span.includes(' › '))
      .flatMap(({ path, span }) => (span.match(IDENTIFIER) ?? []).map((name) => ({ path, name })))
      .filter(({ name }) => !FILE.test(name));
    expect(identifiers.length).toBeGreaterThan(90);
    expect(
      identifiers.filter(({ name }) => !isKnown(name)).map(({ path, name }) => `${path}: ${name}`),
    ).toEqual([]);
  });
});
