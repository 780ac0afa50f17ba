/** The `vad` stream alone: its judgements for the `stt` stream, and its events to the chart. */
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { InboundAudio } from '../../../actors/audio/inbound-audio.ts';
import { FRAME_BYTES } from '../../../actors/audio/mulaw.ts';
import { SpeechActivity } from '../../../actors/vad/speech-activity.ts';
import { vadActor } from '../../../actors/vad/vad.actor.ts';
import { FakeVad } from '../../helpers/fakes/fake-vad.ts';
import { runStream, standInCall } from '../../helpers/start/run-stream.ts';

/** A detector whose stream begins a second into the call. */
function startVad(minSpeechMs = 200) {
  const clock = new SimulatedClock();
  const inbound = new InboundAudio(clock);
  const activity = new SpeechActivity();
  const vad = new FakeVad();
  for (let frame = 0; frame < 50; frame++) inbound.push(new Uint8Array(FRAME_BYTES), frame * 20);
  const stream = runStream(vadActor, undefined, {
    ...standInCall().parts,
    activity,
    inbound,
    vad: { provider: vad, minSpeechMs },
  });
  inbound.push(new Uint8Array(FRAME_BYTES), 1_000);
  return { ...stream, activity, vad, inbound };
}

describe('the detector', () => {
  it('writes down what it judges, window by window, in the caller’s audio', () => {
    const { activity, vad } = startVad();
    expect(activity).toMatchObject({ isKnown: true, isSpeaking: false });
    vad.judgesSpeech(2);
    expect(activity).toMatchObject({ isSpeaking: true, judgedMs: 1_064, lastSpeechMs: 1_064 });
    vad.judgesSilence(5);
    expect(activity).toMatchObject({ isSpeaking: false, judgedMs: 1_224, lastSpeechMs: 1_064 });
  });

  it('reports speech once it has lasted, from where it began, and then its end', () => {
    const { vad, events } = startVad(200);
    vad.judgesSpeech(6);
    expect(events).toEqual([]);
    vad.judgesSpeech(1);
    vad.judgesSilence(6);
    expect(events).toEqual([
      { type: 'vad.speechStarted', positionMs: 1_000 },
      { type: 'vad.speechEnded', positionMs: 1_224 },
    ]);
  });

  it('reports neither start nor end of a sound that was too short', () => {
    const { vad, emitted } = startVad(200);
    vad.judgesSpeech(4);
    vad.judgesSilence(6);
    expect(emitted()).toEqual([]);
  });

  it('reports that it failed', () => {
    const { vad, events } = startVad();
    vad.breaks();
    expect(events).toMatchObject([{ type: 'vad.failed', error: { code: 'VAD_UNAVAILABLE' } }]);
  });

  it('judges nothing once it is stopped', () => {
    const { vad, activity, inbound, stop } = startVad();
    vad.judgesSpeech(4);
    const { receivedBytes } = vad;
    stop();
    inbound.push(new Uint8Array(FRAME_BYTES), 1_020);
    expect(activity).toMatchObject({ isKnown: false, isSpeaking: false });
    expect({ closed: vad.closed, receivedBytes: vad.receivedBytes }).toEqual({ closed: true, receivedBytes });
  });

  it('does not start in a call that has none', () => {
    const { parts } = standInCall();
    const inbound = new InboundAudio(new SimulatedClock());
    const scope = { ...parts, activity: new SpeechActivity(), inbound };
    expect(() => runStream(vadActor, undefined, scope)).toThrow('hasVad');
  });
});
