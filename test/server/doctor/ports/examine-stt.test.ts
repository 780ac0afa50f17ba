/** What the doctor says of a transcriber that opens, by what comes back of a sentence. */
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { BYTES_PER_MS } from '../../../../actors/audio/mulaw.ts';
import type { SttHandlers, SttProvider, TurnFact } from '../../../../actors/providers/stt-provider.ts';
import { type CallClock, systemClock } from '../../../../machines/clock.ts';
import { VoiceError } from '../../../../machines/errors.ts';
import { examineStt } from '../../../../server/doctor/ports/examine-stt.ts';
import type { SpokenSentence } from '../../../../server/doctor/ports/spoken-words.ts';

const TEXT = 'One two three. Four five six seven eight nine ten.';
const SENTENCE: SpokenSentence = { text: TEXT, audio: new Uint8Array(2_000 * BYTES_PER_MS).fill(1) };
const STEP_MS = 80;

const fact = (kind: TurnFact['kind'], turnIndex: number, text: string): TurnFact => ({
  kind,
  turnIndex,
  text,
});

/** `reports`: what the transcriber does, by how much audio it has, in ms. Returns the finding `stt.hears` and the time taken. */
async function heard(
  reports: Readonly<Record<number, (handlers: SttHandlers) => void>>,
  sentence: SpokenSentence | string = SENTENCE,
) {
  const clock = new SimulatedClock();
  let receivedMs = 0;
  let isClosed = false;
  const stt: SttProvider = {
    name: 'fake',
    open(_, handlers) {
      queueMicrotask(() => handlers.onOpen('id'));
      return {
        send(audio) {
          receivedMs += audio.length / BYTES_PER_MS;
          reports[receivedMs]?.(handlers);
        },
        close() {
          isClosed = true;
        },
      };
    },
  };
  let isOver = false;
  const examined = examineStt({
    stt,
    settings: {} as never,
    clock: clock as CallClock,
    sentence: Promise.resolve(sentence),
  }).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await new Promise((resolve) => systemClock.setTimeout(resolve, 0));
    clock.increment(STEP_MS);
  }
  const [, hears] = await examined;
  expect(isClosed).toBe(true);
  return { said: `${hears?.outcome} ${hears?.message}`, receivedMs };
}

describe('a transcriber', () => {
  it('is listened to over all the turns that it takes a sentence for, and no longer than it takes', async () => {
    const { said, receivedMs } = await heard({
      640: ({ onFact }) => onFact(fact('endOfTurn', 0, 'One two three.')),
      720: ({ onFact }) => onFact(fact('update', 1, '')),
      1600: ({ onFact }) => onFact(fact('update', 1, 'Four five six seven eight')),
      2240: ({ onFact }) => onFact(fact('endOfTurn', 1, 'Four five six seven eight nine ten.')),
    });
    expect(said).toBe('ok fake hears 10 of the 10 words of a spoken sentence');
    expect(receivedMs).toBe(2_240);
  });

  it.each([
    ['ok', 'one two three four five six seven', 7],
    ['warning', 'one two three four five six', 6],
    ['warning', 'one two three', 3],
    ['failure', 'one two', 2],
    ['failure', 'thanks for watching', 0],
  ])('is %s when "%s" came back, at the end of its time', async (outcome, text, count) => {
    const { said } = await heard({ 1600: ({ onFact }) => onFact(fact('update', 0, text)) });
    expect(said).toBe(`${outcome} fake hears ${count} of the 10 words of a spoken sentence`);
  });

  it('that is lost while it listens is a failure by its error', async () => {
    const lost = new VoiceError('STT_LOST', 'fake hung up');
    const { said, receivedMs } = await heard({ 800: ({ onLost }) => onLost(lost) });
    expect([said, receivedMs]).toEqual(['failure fake hung up', 800]);
  });

  it('is not asked without a sentence to play', async () => {
    expect(await heard({}, 'no recording')).toEqual({ said: 'skipped no recording', receivedMs: 0 });
  });
});
