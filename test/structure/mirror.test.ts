/** test/ is a mirror of the source: the tests of a file are found under the same name. */
import { describe, expect, it } from 'vitest';
import { misplaced, NO_MIRRORS } from './mirror.ts';
import { exists, filesBelow } from './repository.ts';

const all = filesBelow('');
const isTest = (path: string) => path.startsWith('test/');
const tests = all.filter(isTest);
const sources = all.filter((path) => !isTest(path));

describe('test/', () => {
  it('has every file where the source has its twin, or in a folder with a reason to be none', () => {
    expect(tests.length).toBeGreaterThan(200);
    expect(misplaced(tests, sources)).toEqual([]);
  });

  it('lists no folder that is gone', () => {
    const gone = Object.keys(NO_MIRRORS).filter((folder) => !exists(`test/${folder}`));
    expect(gone).toEqual([]);
  });
});

describe('a file of tests', () => {
  const SOURCES = ['actors/pipe.ts', 'web/call/player-bar.tsx', 'server/config/config.ts'];

  it.each([
    'test/actors/pipe.test.ts',
    'test/actors/pipe.socket.test.ts',
    'test/actors/pipe/closing.test.ts',
    'test/actors/pipe/closing.process.test.ts',
    'test/actors/pipe/readers.ts',
    'test/web/call/player-bar.browser.test.ts',
    'test/server/config/example-keys.ts',
    'test/e2e/anything.socket.test.ts',
  ])('may be %s', (path) => {
    expect(misplaced([path], SOURCES)).toEqual([]);
  });

  it.each([
    ['a name that is no source file’s', 'test/actors/pipes.test.ts', 'neither actors/pipes.ts nor actors.ts'],
    ['an unknown kind', 'test/actors/pipe.slow.test.ts', 'neither actors/pipe.slow.ts'],
    ['the wrong folder', 'test/server/pipe.test.ts', 'neither server/pipe.ts'],
    ['a folder too deep', 'test/actors/pipe/closing/late.test.ts', 'actors/pipe/closing.ts'],
    ['a helper where the source has nothing', 'test/actors/pumps/pump.ts', 'the source has no actors/pumps'],
    ['an unlisted folder', 'test/misc/pipe.test.ts', 'neither a mirror nor a listed kind'],
    ['no folder', 'test/pipe.test.ts', 'neither a mirror nor a listed kind'],
  ])('with %s is refused', (_what, path, reason) => {
    expect(misplaced([path], SOURCES)).toEqual([expect.stringContaining(`${path}: `)]);
    expect(misplaced([path], SOURCES)[0]).toContain(reason);
  });
});
