/** Every export of a file is imported by another file. */
import { describe, expect, it } from 'vitest';
import { exportsOf, type SourceText } from './exports.ts';
import { filesBelow, read } from './repository.ts';

/** Rooms that programs import from: what their functions take and give has a name for those programs. */
const PUBLISHED = /^(machines|readings|actors|call)\//;

/** `file name` for each export that no file imports. */
const unread = (files: readonly SourceText[]): string[] =>
  exportsOf(files)
    .filter(({ importedBy }) => importedBy.length === 0)
    // A default export is for a tool that loads the file by its path.
    .filter(({ name }) => name !== 'default')
    .filter(({ path, kind }) => !(PUBLISHED.test(path) && kind === 'type'))
    .map(({ path, name }) => `${path} ${name}`);

const files = filesBelow('')
  .filter((path) => /\.(tsx?|mjs)$/.test(path))
  .map((path) => ({ path, text: read(path) }));

describe('an export', () => {
  it('is imported by another file', () => {
    expect(files.length).toBeGreaterThan(500);
    expect(unread(files)).toEqual([]);
  });
});

describe('a file that imports an export', () => {
  const file = (path: string, text: string): SourceText => ({ path, text });
  const EXPORTER = file(
    'web/a.ts',
    'export const one = 1;\nexport async function two() {}\nexport interface Three {}\nexport type { Four };\n',
  );

  it('is reported for each name', () => {
    const importers = [
      file('web/b.ts', "import { one, type Three } from './a.ts';\n"),
      file('web/deep/c.ts', "import {\n  one as uno,\n  two,\n} from '../a.ts';\n"),
      file(
        'test/d.ts',
        "const { two } = await import(\n  '../web/a.ts'\n);\nexport type { Four } from '../web/a.ts';\n",
      ),
    ];
    const found = exportsOf([EXPORTER, ...importers]).filter(({ path }) => path === 'web/a.ts');
    expect(found.map(({ name, kind, importedBy }) => [name, kind, ...importedBy])).toEqual([
      ['one', 'value', 'web/b.ts', 'web/deep/c.ts'],
      ['two', 'value', 'web/deep/c.ts', 'test/d.ts'],
      ['Three', 'type', 'web/b.ts'],
      ['Four', 'type', 'test/d.ts'],
    ]);
  });

  it('may import everything at once', () => {
    const all = file('web/b.ts', "import * as a from './a.ts';\n");
    expect(unread([EXPORTER, all])).toEqual([]);
  });

  it('is none when the name only occurs, in that file or another', () => {
    const other = file(
      'web/b.ts',
      "// import { one } from './a.ts'\nconst two = one;\nimport { Three } from './c.ts';\n",
    );
    expect(unread([EXPORTER, other])).toEqual([
      'web/a.ts one',
      'web/a.ts two',
      'web/a.ts Three',
      'web/a.ts Four',
    ]);
  });
});
