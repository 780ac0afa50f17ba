/** What the doctor says of settings, before it asks anybody. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sandboxFinding } from '../../../server/doctor/settings.ts';

/**
 * NousResearch/hermes-agent PR#89052, nbramia/LifeOS#697: everything was well, of an installation without a key. garrytan/gbrain PR#1912: the
 * keys were in a file that the service does not read.
 */
describe('the doctor of the sandbox', () => {
  it('says that no vendor is asked, and where keys are read', () => {
    expect(sandboxFinding({})).toMatchObject({
      outcome: 'skipped',
      message: expect.stringContaining('no vendor'),
      advice: expect.stringContaining(resolve('.env')),
    });
  });

  it('warns of it where a PUBLIC_URL shows that vendors were meant', () => {
    expect(sandboxFinding({ PUBLIC_URL: 'https://agent.example.com' })).toMatchObject({ outcome: 'warning' });
    expect(sandboxFinding({ PUBLIC_URL: ' ' })).toMatchObject({ outcome: 'skipped' });
  });
});
