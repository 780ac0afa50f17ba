/** The page and the server speak one mu-law. */
import { describe, expect, it } from 'vitest';
import * as server from '../../../actors/audio/mulaw.ts';
import {
  decodeSample,
  encodeSample,
  FRAME_BYTES,
  FRAME_MS,
  SAMPLE_RATE_HZ,
} from '../../../web/phone/mulaw.ts';

describe('the page’s mu-law', () => {
  it('is the server’s, code by code and sample by sample', () => {
    for (let byte = 0; byte < 256; byte++) expect(decodeSample(byte)).toBe(server.decodeSample(byte));
    const differing = [];
    for (let sample = -32_768; sample <= 32_767; sample++)
      if (encodeSample(sample) !== server.encodeSample(sample)) differing.push(sample);
    expect(differing).toEqual([]);
    expect([SAMPLE_RATE_HZ, FRAME_MS, FRAME_BYTES]).toEqual([
      server.SAMPLE_RATE_HZ,
      server.FRAME_MS,
      server.FRAME_BYTES,
    ]);
  });
});
