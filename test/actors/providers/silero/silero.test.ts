/** Silero as a voice activity provider: mu-law in, windows out, and failures contained. */
import { InferenceSession } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SILENCE } from '../../../../actors/audio/mulaw.ts';
import { SileroBatches } from '../../../../actors/providers/silero/batches.ts';
import { loadSilero } from '../../../../actors/providers/silero/model.ts';
import { createSilero } from '../../../../actors/providers/silero/silero.ts';
import type { VadProvider, VadStream, VadWindow } from '../../../../actors/providers/vad-provider.ts';
import type { VoiceError } from '../../../../machines/errors.ts';
import { sharedVoice } from '../../../helpers/shared-voice.ts';
import { MODEL_PATH, openSession } from '../../../helpers/silero.ts';
import { whenTestEnds } from '../../../helpers/time/test-ends.ts';
import { eventually } from '../../../helpers/time/virtual-time.ts';

let vad: VadProvider;
let line: Uint8Array;
beforeAll(async () => {
  vad = createSilero(await loadSilero());
  const voice = sharedVoice();
  line = (await voice.speak('Is anybody there?', 'slt')).audio;
});

interface Heard {
  readonly stream: VadStream;
  readonly windows: VadWindow[];
  readonly failures: VoiceError[];
}
function listen(provider: VadProvider, onWindow?: () => void): Heard {
  const windows: VadWindow[] = [];
  const failures: VoiceError[] = [];
  const stream = provider.open({
    onWindow: (window) => {
      windows.push(window);
      onWindow?.();
    },
    onFailed: (error) => failures.push(error),
  });
  whenTestEnds(() => stream.close());
  return { stream, windows, failures };
}

describe('a call’s voice activity', () => {
  it('is reported under the model’s name, with its threshold', () => {
    expect(vad).toMatchObject({ name: 'silero-v6.2', threshold: 0.4 });
  });

  it('is next to none in silence, and plain in speech', async () => {
    const { stream, windows } = listen(vad);
    stream.send(new Uint8Array(8_000).fill(SILENCE));
    for (let at = 0; at < line.length; at += 160) stream.send(line.subarray(at, at + 160));
    const count = Math.floor((8_000 + line.length) / 256);
    await eventually(() => expect(windows.length).toBe(count));
    const probabilities = windows.map(({ probability }) => probability);
    expect(Math.max(...probabilities.slice(0, 31))).toBeLessThan(0.05);
    expect(Math.max(...probabilities.slice(31))).toBeGreaterThan(0.9);
  });

  it('is reported window by window, each with its end', async () => {
    const { stream, windows } = listen(vad);
    stream.send(line.subarray(0, 255));
    await new Promise(setImmediate);
    expect(windows).toEqual([]);
    stream.send(line.subarray(255, 512));
    await eventually(() => expect(windows.map(({ endMs }) => endMs)).toEqual([32, 64]));
  });

  it('is not reported any more once the stream is closed', async () => {
    const closed = listen(vad);
    const open = listen(vad);
    for (const { stream } of [closed, open]) stream.send(line.subarray(0, 512));
    closed.stream.close();
    await eventually(() => expect(open.windows.length).toBe(2));
    expect(closed).toMatchObject({ windows: [], failures: [] });
  });
});

describe('a failure', () => {
  let broken: VadProvider;
  let working: InferenceSession;
  beforeAll(async () => {
    const released = await openSession();
    await released.release();
    const batches = new SileroBatches(released);
    broken = createSilero({ name: 'broken', threshold: 0.5, open: (handlers) => batches.open(handlers) });
    working = await InferenceSession.create(MODEL_PATH);
  });
  afterAll(() => working.release());

  it('of the model is reported to every stream it concerns, once, and nothing after it', async () => {
    const [one, other] = [listen(broken), listen(broken)];
    for (const { stream } of [one, other]) stream.send(line);
    await eventually(() => expect(one.failures.length + other.failures.length).toBe(2));
    one.stream.send(line);
    const later = listen(broken);
    later.stream.send(line);
    await eventually(() => expect(later.failures.length).toBe(1));
    expect(one.failures).toHaveLength(1);
    expect(one.failures[0]).toMatchObject({ code: 'VAD_UNAVAILABLE', retryable: false });
    expect(one.windows).toEqual([]);
  });

  it('of a stream closed by then is not reported', async () => {
    const [closed, open] = [listen(broken), listen(broken)];
    for (const { stream } of [closed, open]) stream.send(line);
    closed.stream.close();
    await eventually(() => expect(open.failures.length).toBe(1));
    expect(closed.failures).toEqual([]);
  });

  it('of one listener’s code ends its own stream and no other', async () => {
    const batches = new SileroBatches(working);
    const provider = createSilero({ name: 'v5', threshold: 0.3, open: (handlers) => batches.open(handlers) });
    const clumsy = listen(provider, () => {
      throw new Error('a bug');
    });
    const other = listen(provider);
    for (const { stream } of [clumsy, other]) stream.send(line.subarray(0, 1_024));
    await eventually(() => expect(other.windows.length).toBe(4));
    expect(clumsy.windows).toHaveLength(1);
    expect(clumsy.failures).toMatchObject([{ code: 'ACTOR_CRASHED', message: 'a bug' }]);
    expect(other.failures).toEqual([]);
  });
});
