/**
 * What a container's first process does with SIGTERM: npm/cli#6547, npm/run-script PR#188, nodejs/docker-node#2029,
 * paketo-buildpacks/nodejs#37. Shown with npm 10 as the first process, and dash as its shell: both were gone, and calls were cut off.
 */
import { describe, expect, it } from 'vitest';
import { whatKeepsSignals } from '../../server/drain.ts';

describe('SIGTERM', () => {
  it.each([
    'npm start',
    'node /usr/local/bin/npm start',
    '/usr/local/bin/node /opt/npm-cli.js start',
    'pnpm start',
  ])('does not come through %s, and the log says what to run instead', (first) => {
    expect(whatKeepsSignals(first)).toMatch(/calls are cut off.*run node --import tsx\/esm server\/main\.ts/);
  });

  it.each([
    'node --import tsx/esm server/main.ts',
    '/sbin/init',
    '/usr/lib/systemd/systemd --switched-root',
    '/home/npmuser/init',
    '',
  ])('comes through "%s"', (first) => {
    expect(whatKeepsSignals(first)).toBeUndefined();
  });
});
