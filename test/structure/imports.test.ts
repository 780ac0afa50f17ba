/**
 * Which folder may import which (docs/architecture.md): server → call → actors → machines; siblings do not.
 * A line in `breaches` reads as `importer → imported`.
 */
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCircle, readSources, roomOf, type SourceFile } from './source-files.ts';

const files = readSources();
const inRoom = (...rooms: string[]) => files.filter(({ path }) => rooms.includes(roomOf(path) ?? ''));

/** Imports of `sources` that `mayNot` be, as lines to read. */
const breaches = (sources: readonly SourceFile[], mayNot: (target: string, source: string) => boolean) =>
  sources.flatMap(({ path, imports }) =>
    imports.filter((target) => mayNot(target, path)).map((target) => `${path} → ${target}`),
  );
const outside = (...rooms: string[]) => {
  return (target: string) => roomOf(target) !== undefined && !rooms.includes(roomOf(target) as string);
};

describe('which folder may import which', () => {
  it('finds the source', () => {
    expect(inRoom('machines', 'actors', 'call', 'server', 'sandbox').length).toBeGreaterThan(80);
    expect(breaches(files, () => true).length).toBeGreaterThan(200);
  });

  it('lets a machine know no folder but its own, and no package but xstate', () => {
    expect(breaches(inRoom('machines'), outside('machines'))).toEqual([]);
    expect(breaches(inRoom('machines'), (to) => !roomOf(to) && !/^xstate($|\/)/.test(to))).toEqual([]);
  });

  it('lets a reading of a journal know machines, and no package: the page reads with it too', () => {
    expect(breaches(inRoom('readings'), outside('readings', 'machines'))).toEqual([]);
    expect(breaches(inRoom('readings'), (to) => !roomOf(to))).toEqual([]);
  });

  it('lets the page know readings and machines, and nothing of the server', () => {
    expect(breaches(inRoom('web'), outside('web', 'readings', 'machines'))).toEqual([]);
  });

  it('lets an actor know machines and other streams’ tools, never the server or the sandbox', () => {
    expect(breaches(inRoom('actors'), outside('actors', 'machines'))).toEqual([]);
  });

  it('lets a call know the streams, the readings and the chart, and nothing of the server', () => {
    expect(breaches(inRoom('call'), outside('call', 'actors', 'readings', 'machines'))).toEqual([]);
  });

  it('lets the server know of the sandbox only how to talk to its process', () => {
    const elsewhere = (to: string) => !to.startsWith('sandbox/') || to === 'sandbox/messages.ts';
    expect(
      breaches(
        inRoom('server'),
        (to) => outside('server', 'call', 'actors', 'readings', 'machines')(to) && elsewhere(to),
      ),
    ).toEqual(['server/sandbox.ts → sandbox/messages.ts']);
    expect(breaches(inRoom('server'), (to) => to.startsWith('sandbox/') && !elsewhere(to))).toEqual([]);
  });

  it('lets the sandbox know the telephone’s audio and the speech detector, and nothing else of the product', () => {
    const known = breaches(inRoom('sandbox'), outside('sandbox'));
    expect(known.filter((line) => !/ → actors\/(audio|providers\/silero)\//.test(line))).toEqual([]);
  });

  it('lets only its tests, the benches and the scripts import the server', () => {
    expect(
      breaches(inRoom('machines', 'readings', 'actors', 'call', 'sandbox', 'web'), (to) =>
        to.startsWith('server/'),
      ),
    ).toEqual([]);
  });

  it('lets the simulation know the product, and only tests know the simulation', () => {
    expect(
      breaches(
        inRoom('simulation'),
        outside('simulation', 'server', 'call', 'actors', 'readings', 'machines'),
      ),
    ).toEqual([]);
    const others = files.filter(({ path }) => !/^(simulation|test)\//.test(path));
    expect(breaches(others, (to) => to.startsWith('simulation/'))).toEqual([]);
  });

  it('lets no product code import a test', () => {
    expect(
      breaches(
        inRoom('machines', 'readings', 'actors', 'call', 'server', 'sandbox', 'web', 'bench', 'scripts'),
        (to) => to.startsWith('test/'),
      ),
    ).toEqual([]);
  });
});

describe('siblings', () => {
  it('keeps an actor from importing another actor', () => {
    const actors = files.filter(({ path }) => path.endsWith('.actor.ts') && roomOf(path) === 'actors');
    expect(actors.length).toBeGreaterThanOrEqual(4);
    expect(breaches(actors, (to) => to.endsWith('.actor.ts'))).toEqual([]);
  });

  /** A folder with a descriptor is a vendor's; the others are tools that vendors share. */
  const VENDOR_FOLDERS = files
    .filter(({ path }) => /^actors\/providers\/[^/]+\/[^/]+\.vendor\.ts$/.test(path))
    .map(({ path }) => dirname(path));
  const vendorOf = (path: string) => VENDOR_FOLDERS.find((folder) => path.startsWith(`${folder}/`));

  it('keeps a vendor from knowing another vendor', () => {
    expect(VENDOR_FOLDERS.length).toBeGreaterThanOrEqual(6);
    const strangers = (to: string, source: string) =>
      vendorOf(source) !== undefined && vendorOf(to) !== undefined && vendorOf(source) !== vendorOf(to);
    expect(breaches(inRoom('actors'), strangers)).toEqual([]);
  });

  it('keeps vendors out of everything but their own folders, and shows the registry their descriptors alone', () => {
    const others = inRoom('machines', 'readings', 'actors', 'call', 'server', 'web', 'simulation').filter(
      ({ path }) => vendorOf(path) === undefined,
    );
    const known = breaches(others, (to) => vendorOf(to) !== undefined);
    expect(known).toHaveLength(VENDOR_FOLDERS.length);
    expect(known.filter((line) => !/^server\/vendors\.ts → \S+\.vendor\.ts$/.test(line))).toEqual([]);
  });

  it('keeps a route from importing another route', () => {
    const routes = files.filter(({ path }) => path.startsWith('server/routes/'));
    expect(breaches(routes, (to) => to.startsWith('server/routes/'))).toEqual([]);
  });

  it('keeps one stand-in from knowing another', () => {
    const standIns = files.flatMap(({ path }) => /^sandbox\/([^/]+)\/\1\.ts$/.exec(path)?.[1] ?? []);
    expect(standIns).toEqual(
      expect.arrayContaining(['assemblyai', 'deepgram', 'elevenlabs', 'groq', 'twilio']),
    );
    const standIn = (path: string) => standIns.find((name) => path.startsWith(`sandbox/${name}/`));
    expect(
      breaches(
        inRoom('sandbox'),
        (to, source) =>
          standIn(source) !== undefined && standIn(to) !== undefined && standIn(to) !== standIn(source),
      ),
    ).toEqual([]);
  });
});

describe('shape', () => {
  it('has no barrels', () => {
    const barrels = files.filter(({ path }) => /^index\.\w+$/.test(basename(path)));
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });

  it('has no circle of imports', () => {
    expect(findCircle(files)).toBeUndefined();
  });

  it('names every file that is imported as it is on disk', () => {
    const paths = new Set(files.map(({ path }) => path));
    const ours = (to: string) => roomOf(to) !== undefined && /\.(tsx?|mjs)$/.test(to);
    expect(breaches(files, (to) => ours(to) && !paths.has(to))).toEqual([]);
  });

  it('keeps helpers of tests in folders of tests', () => {
    const helpers = inRoom('test').filter(({ path }) => dirname(path) === 'test');
    expect(helpers.map(({ path }) => path)).toEqual([]);
  });
});
