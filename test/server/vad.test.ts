/** Whether calls have a voice activity detector, from the environment. */
import { describe, expect, it } from 'vitest';
import { openVad } from '../../server/vad.ts';

describe('the detector of all calls', () => {
  it('is the model that comes along, without a word', async () => {
    const warnings: string[] = [];
    const vad = await openVad({}, (message) => warnings.push(message));
    expect(vad?.name).toBe('silero-v6.2');
    expect(warnings).toEqual([]);
  });

  it('is absent, with one warning that says what to do, when the model cannot be had', async () => {
    const warnings: string[] = [];
    expect(
      await openVad({ SILERO_MODEL: 'no-such.onnx' }, (message) => warnings.push(message)),
    ).toBeUndefined();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^VAD_UNAVAILABLE: .*no-such\.onnx.*SILERO_MODEL.*only the STT/);
  });
});
