/** A synthesized recording, made a line of the telephone. */
import { describe, expect, it } from 'vitest';
import { toTelephoneLine } from '../../../sandbox/voice/telephone-line.ts';

describe('a line for the telephone', () => {
  it('makes nothing of a silent recording', () => {
    expect(toTelephoneLine(new Float64Array(8_000)).audio).toHaveLength(0);
  });
});
