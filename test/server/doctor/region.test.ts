/** Whether the doctor finds a region that is nearer. */
import { describe, expect, it } from 'vitest';
import { regionFinding } from '../../../server/doctor/region.ts';

const endpoint = {
  key: 'ACME_BASE_URL',
  regions: {
    us: 'wss://us.acme.example',
    eu: 'wss://eu.acme.example',
    private: 'wss://private.acme.example',
  },
  mayUse: (region: string) => region !== 'private',
};
const find = (used: string, distances: Record<string, number>) =>
  regionFinding({
    kind: 'stt',
    vendor: 'acme',
    endpoint,
    env: { ACME_BASE_URL: used },
    measure: async ({ hostname }) => {
      const distance = distances[hostname.split('.')[0] ?? ''];
      if (distance === undefined) throw new Error('not reached');
      return distance;
    },
  });

describe('the region of a vendor', () => {
  it.each([
    ['is the nearest', { us: 12, eu: 110 }, 'ok'],
    ['is a little farther than another', { us: 40, eu: 25 }, 'ok'],
    ['is an ocean away, and another is near', { us: 110, eu: 12 }, 'warning'],
    ['is as far as another', { us: 210, eu: 180 }, 'ok'],
    ['is an ocean away, and the near one is for others', { us: 110, private: 5 }, 'ok'],
    ['is not reached', { eu: 12 }, 'skipped'],
  ])('%s', async (_, distances, outcome) => {
    const [finding] = await find('wss://us.acme.example', distances as Record<string, number>);
    expect(finding?.outcome).toBe(outcome);
  });

  it('that is nearer is named with the setting that moves there', async () => {
    const [finding] = await find('wss://us.acme.example', { us: 110, eu: 12 });
    expect(finding).toMatchObject({
      check: 'stt.region',
      message: 'acme is 110 ms away in "us", and 12 ms in "eu"',
      advice: 'set REGION=eu',
    });
  });

  it('is not looked for when the address is one of our own', async () => {
    const [finding] = await find('ws://127.0.0.1:9', { us: 110, eu: 12 });
    expect(finding?.outcome).toBe('skipped');
  });
});
