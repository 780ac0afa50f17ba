/** REGION moves every vendor and the carrier together, and none whose address is set. */
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../server/config/config.ts';
import { withRegion } from '../../../server/config/region.ts';

describe('REGION', () => {
  it('moves those who have the region', () => {
    expect(withRegion({ REGION: 'eu' })).toEqual({
      REGION: 'eu',
      DEEPGRAM_BASE_URL: 'wss://api.eu.deepgram.com',
      ASSEMBLYAI_BASE_URL: 'wss://streaming.eu.assemblyai.com',
      TWILIO_EDGE: 'dublin',
      TWILIO_REGION: 'ie1',
    });
    expect(withRegion({ REGION: 'au' })).toEqual({
      REGION: 'au',
      DEEPGRAM_BASE_URL: 'wss://api.au.deepgram.com',
      TWILIO_EDGE: 'sydney',
      TWILIO_REGION: 'au1',
    });
  });

  it('changes nothing when it is not set', () => {
    expect(withRegion({ PORT: '1' })).toEqual({ PORT: '1' });
  });

  it('moves a voice to a residency only with a key of that residency', () => {
    const of = (ELEVENLABS_API_KEY: string, REGION = 'eu') =>
      withRegion({ REGION, ELEVENLABS_API_KEY }).ELEVENLABS_BASE_URL;
    expect(of('sk_usual')).toBeUndefined();
    expect(of('sk_of_an_enterprise_residency_eu')).toBe('wss://api.eu.residency.elevenlabs.io');
    expect(of('sk_of_an_enterprise_residency_eu', 'in')).toBeUndefined();
  });

  it('gives way to what the environment sets itself', () => {
    const given = {
      REGION: 'eu',
      DEEPGRAM_BASE_URL: 'ws://own.example',
      TWILIO_BASE_URL: 'http://own.example',
    };
    expect(withRegion(given)).toEqual({ ...given, ASSEMBLYAI_BASE_URL: 'wss://streaming.eu.assemblyai.com' });
  });

  it('is refused when nobody has it, and says which there are', () => {
    expect(() => loadConfig({ REGION: 'mars' })).toThrow(
      /REGION is "mars": it must be one of us, eu, au, in/,
    );
  });
});
