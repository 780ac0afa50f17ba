/** A vendor is a folder and a line in server/vendors.ts: nothing else of the product has its name, in code or in comments. */
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VENDORS } from '../../server/vendors.ts';
import { readSources, roomOf } from './source-files.ts';

const ROOMS = ['machines', 'readings', 'actors', 'call', 'server', 'web', 'simulation', 'scripts'];
const root = new URL('../../', import.meta.url);
const paths = readSources().map(({ path }) => path);
const DESCRIPTOR = /^actors\/providers\/[^/]+\/[^/]+\.vendor\.ts$/;
const folders = paths.filter((path) => DESCRIPTOR.test(path)).map((path) => dirname(path));

/** Files that may name a vendor, each with a reason. */
const MAY: Readonly<Record<string, string>> = {
  'server/vendors.ts': 'the list',
  'actors/providers/openai-chat/chat-completions.ts':
    'the client library of the dialect has the name of a vendor',
  'actors/providers/openai-chat/errors.ts': 'the same library’s errors',
  'actors/providers/openai-chat/refusal.ts': 'the same library’s errors',
  'actors/providers/openai-chat/wire.ts': 'the dialect has the name of its inventor',
  'scripts/vad.ts': 'gives the model all bits of a file’s samples; the port takes a telephone’s mu-law',
  'actors/vad/speech-detector.ts': 'cites where its hysteresis comes from',
};

/** Names of vendors and of their products; the folder's and the agent file's are not always the same. */
const NAMES = [
  ...new Set([
    ...folders.map((folder) => basename(folder)),
    ...VENDORS.flatMap(({ name, stt = [] }) => [name, ...stt.map((product) => product.name)]),
  ]),
];

/** Within longer words too, as in `createNova` and `NOVA_URL`, but not in `novalue`. */
function patternOf(name: string): string {
  const any = name.replace(/[^a-z0-9]/gi, '').toLowerCase();
  const loose = [...any].join('[-_ ]?');
  if (any.length > 4)
    return `(?:${[...loose].map((c) => (/[a-z]/.test(c) ? `[${c}${c.toUpperCase()}]` : c)).join('')})`;
  const capital = any.charAt(0).toUpperCase() + any.slice(1);
  return `(?<![a-z])${any}(?![a-z])|${capital}(?![a-z])|${any.toUpperCase()}`;
}
const NAMED = new RegExp(NAMES.map(patternOf).join('|'));

const namersIn = (text: string): string[] =>
  text.split('\n').flatMap((line, i) => {
    const [name] = NAMED.exec(line) ?? [];
    return name === undefined ? [] : [`${i + 1}: ${name}`];
  });

describe('a vendor', () => {
  it('has a folder with one descriptor, and a line in the list', () => {
    expect(new Set(folders).size).toBe(folders.length);
    expect(VENDORS).toHaveLength(folders.length);
    expect(new Set(VENDORS.map(({ name }) => name)).size).toBe(VENDORS.length);
  });

  it('is named by no other file', () => {
    const namers = paths
      .filter((path) => ROOMS.includes(roomOf(path) ?? '') && MAY[path] === undefined)
      .filter((path) => !folders.includes(dirname(path)))
      .flatMap((path) =>
        namersIn(readFileSync(new URL(path, root), 'utf8')).map((where) => `${path}:${where}`),
      );
    expect(namers).toEqual([]);
  });

  it('is named by every file that may', () => {
    const idle = Object.keys(MAY).filter(
      (path) => namersIn(readFileSync(new URL(path, root), 'utf8')).length === 0,
    );
    expect(idle).toEqual([]);
  });

  it('would be noticed', () => {
    for (const line of [
      'createNova()',
      'NOVA_URL',
      "kind: 'flux'",
      'ElevenLabs',
      '11labs',
      'assembly-ai',
      'OPENAI_KEY',
    ])
      expect(namersIn(line), line).toHaveLength(1);
    for (const line of ['novalue', 'influx', 'a renovation']) expect(namersIn(line), line).toEqual([]);
  });
});
