/** Every request to a vendor or a carrier takes the proxy of the environment: actors/providers/proxy/tunnel.ts gives the way. */
import { describe, expect, it } from 'vitest';
import { read } from './repository.ts';
import { readSources, roomOf } from './source-files.ts';

const OPENERS: readonly (readonly [opens: RegExp, takes: RegExp])[] = [
  [/new WebSocket\(/, /agentFor\(/],
  [/(?<![.\w])fetch\(/, /fetchFor\(/],
  [/new Agent\(/, /connectorFor\(/],
  [/new ElevenLabsClient\(/, /fetchFor\(/],
  [/\btwilio\(env/, /agentFor\(/],
];

describe('a file that opens connections to others', () => {
  it('asks which proxy they take', () => {
    const sources = readSources()
      .filter(({ path }) => ['actors', 'call', 'server'].includes(roomOf(path) ?? ''))
      .map(({ path }) => ({ path, text: read(path).replace(/^ *(?:\*|\/\/|\/\*\*).*$/gm, '') }));
    const careless = sources.flatMap(({ path, text }) =>
      OPENERS.filter(([opens, takes]) => opens.test(text) && !takes.test(text)).map(
        ([opens]) => `${path}: ${opens.source}`,
      ),
    );
    expect(careless).toEqual([]);
    expect(sources.filter(({ text }) => /agentFor\(/.test(text)).length).toBeGreaterThan(4);
  });
});
