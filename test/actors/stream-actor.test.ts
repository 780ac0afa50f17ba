/** The wrapper of every stream: the parts of the call that a stream may see, and its silence once it is over. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { createActor, type EventObject } from 'xstate';
import type { CallScope } from '../../actors/call-scope.ts';
import type { llmActor } from '../../actors/llm/llm.actor.ts';
import type { playbackActor } from '../../actors/playback/playback.actor.ts';
import { type Stream, type StreamActor, streamActor } from '../../actors/stream-actor.ts';
import type { sttActor } from '../../actors/stt/stt.actor.ts';
import { ttsActor } from '../../actors/tts/tts.actor.ts';
import type { vadActor } from '../../actors/vad/vad.actor.ts';
import { VoiceError } from '../../machines/errors.ts';
import { runStream, standInCall } from '../helpers/start/run-stream.ts';

type Given<T> = T extends StreamActor<infer _Input, infer _Command, infer TNeeds> ? TNeeds : never;
type Probe = Stream<{ generation: number }, EventObject, never>;

/** A stream that hands the test what it was given. */
function probe(cleanup: () => void = () => {}) {
  const call = standInCall();
  let given: Probe | undefined;
  const actor = streamActor<{ generation: number }, EventObject, never>({
    onCrash: ({ generation }, error) => ({ type: 'tts.failed', generation, error }),
    start(stream) {
      given = stream;
      return cleanup;
    },
  });
  const running = runStream(actor, { generation: 7 }, call.parts);
  if (!given) throw new Error('The stream was not started');
  return { call, running, stream: given, actor };
}

describe('what a stream sees of its call', () => {
  // Checked by tsc: nothing of it happens at run time.
  it('is the parts that it names, by type', () => {
    streamActor<undefined, EventObject, 'clock'>({
      onCrash: (_, error) => ({ type: 'vad.failed', error }),
      start({ scope }) {
        scope.clock.now();
        // @ts-expect-error the STT vendor is no part of this stream's scope
        expect(scope.stt).toBeUndefined();
        return () => {};
      },
    });
    expectTypeOf<Given<typeof ttsActor>>().toEqualTypeOf<
      'clips' | 'generations' | 'language' | 'note' | 'voice'
    >();
    expectTypeOf<Given<typeof playbackActor>>().toEqualTypeOf<
      'generations' | 'inbound' | 'note' | 'outbox'
    >();
    expectTypeOf<Given<typeof vadActor>>().toEqualTypeOf<'activity' | 'inbound' | 'vad'>();
    expectTypeOf<Extract<Given<typeof llmActor>, 'stt' | 'voice' | 'outbox' | 'inbound'>>().toBeNever();
    expectTypeOf<Extract<Given<typeof sttActor>, 'llm' | 'voice' | 'clips'>>().toBeNever();
  });

  it('is all that it has to be given', () => {
    const { parts } = standInCall();
    const whole: Pick<CallScope, 'signal' | 'note'> = parts;
    // @ts-expect-error the `tts` stream cannot run without its voice
    expect(() => runStream(ttsActor, { generation: 1, kind: 'reply', text: '' }, whole)).toThrow();
  });

  it('is nothing where no scope was bound to its actor system: the stream does not start', () => {
    const { actor } = probe();
    const alone = createActor(actor, { input: { generation: 1 } });
    const errors: unknown[] = [];
    alone.subscribe({ error: (error) => errors.push(error) });
    alone.start();
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining('bindScope()') })]);
  });
});

describe('a stream', () => {
  it('sends its events to the chart until it is stopped, and none afterwards', () => {
    const { stream, running } = probe();
    stream.emit({ type: 'tts.firstAudio', generation: 7 });
    running.stop();
    stream.emit({ type: 'tts.finished', generation: 7 });
    expect(running.emitted()).toEqual(['tts.firstAudio']);
  });

  it('is over when its call is, and cleans up once', () => {
    let cleaned = 0;
    const { stream, running, call } = probe(() => {
      cleaned += 1;
    });
    const { signal } = stream;
    call.ends();
    running.stop();
    stream.emit({ type: 'tts.firstAudio', generation: 7 });
    expect({ cleaned, aborted: signal.aborted, emitted: running.emitted() }).toEqual({
      cleaned: 1,
      aborted: true,
      emitted: [],
    });
  });

  it('does not start in a call that is over', () => {
    const { actor } = probe();
    const call = standInCall();
    call.ends();
    const running = runStream(actor, { generation: 8 }, call.parts);
    running.stop();
    expect(running.events).toEqual([]);
  });

  it('turns what a late callback throws into its event of failure, and no callback runs after its stop', () => {
    const { stream, running } = probe();
    let calls = 0;
    const late = stream.guarded(() => {
      calls += 1;
      throw new VoiceError('TTS_LOST', 'broken');
    });
    late();
    running.stop();
    late();
    expect(calls).toBe(1);
    expect(running.events).toEqual([
      { type: 'tts.failed', generation: 7, error: expect.objectContaining({ code: 'TTS_LOST' }) },
    ]);
  });

  it('guards the handlers of its commands, too', () => {
    const { stream, running } = probe();
    stream.onCommand(() => {
      throw new Error('not expected');
    });
    running.send({ type: 'anything' });
    running.stop();
    running.send({ type: 'anything' });
    expect(running.emitted()).toEqual(['tts.failed']);
  });

  it('is stopped although its cleanup throws, and the journal says so', () => {
    const { running, call } = probe(() => {
      throw new Error('cannot close');
    });
    running.stop();
    expect(call.notes.map(({ name }) => name)).toEqual(['cleanup.failed']);
  });
});
