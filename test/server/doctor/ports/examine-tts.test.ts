/** What the doctor says of a voice that speaks, and is wrong all the same. */
import { describe, expect, it } from 'vitest';
import type { TtsProvider } from '../../../../actors/providers/tts-provider.ts';
import { systemClock } from '../../../../machines/clock.ts';
import { examineTts } from '../../../../server/doctor/ports/examine-tts.ts';

const HUM = new Uint8Array(800).fill(0xff);
const SPEECH = new Uint8Array(800).fill(0x20);
const TIMES = { chars: ['H', 'i'], startsMs: [0, 50], endsMs: [50, 90] };

/** A voice that says this and no more. */
const voiceOf = (audio: Uint8Array, alignment?: object): TtsProvider =>
  ({
    name: 'a-voice',
    createVoice: () => ({
      warm() {},
      speak: (_id: string, handlers: { onAudio(chunk: object): void; onFinished(): void }) => ({
        send() {},
        finish() {
          handlers.onAudio({ audio, alignment });
          handlers.onFinished();
        },
        cancel() {},
      }),
      close() {},
    }),
    synthesize: () => new Promise(() => {}),
  }) as unknown as TtsProvider;

describe('a voice', () => {
  it.each([
    ['that speaks with times', SPEECH, TIMES, 'ok', /speaks: first sound/],
    [
      'that speaks without the times it is known for',
      SPEECH,
      undefined,
      'warning',
      /none of the times of chars/,
    ],
    ['in whose sound nobody speaks', HUM, TIMES, 'failure', /nobody speaks/],
  ])('%s', async (_, audio, alignment, outcome, says) => {
    const { finding } = await examineTts({
      tts: voiceOf(audio, alignment),
      settings: {} as never,
      alignment: 'chars' as never,
      text: 'Hi',
      clock: systemClock,
    });
    expect([finding.outcome, finding.message]).toEqual([outcome, expect.stringMatching(says)]);
    expect(finding.isFinal ?? false).toBe(outcome === 'failure');
    if (outcome !== 'ok') expect(finding.advice).toMatch(/check/);
  });
});
