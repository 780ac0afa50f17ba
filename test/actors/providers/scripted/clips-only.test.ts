/** A voice that has only clips: a text without a clip is refused once, and the call apologises with a clip. */
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { createClipsOnly } from '../../../../actors/providers/scripted/clips-only.ts';
import { settled } from '../../../helpers/time/settled.ts';

function startVoice() {
  const log: string[] = [];
  const voice = createClipsOnly().createVoice(
    { clock: new SimulatedClock(), connectTimeoutMs: 1_000, stallTimeoutMs: 1_000 },
    { onConnected: () => log.push('connected'), onDisconnected: () => log.push('disconnected') },
  );
  const speak = (text: string) => {
    const utterance = voice.speak('g1', {
      onAudio: () => log.push('audio'),
      onFinished: () => log.push('finished'),
      onFailed: ({ code, message }) => log.push(`${code} ${message}`),
    });
    utterance.send(text);
    utterance.finish();
    return utterance;
  };
  return { log, voice, speak };
}

describe('a voice of clips only', () => {
  it('connects to no vendor', async () => {
    const { log, voice } = startVoice();
    voice.warm();
    voice.close();
    await settled();
    expect(log).toEqual([]);
  });

  it('refuses a text without a clip, says why, and keeps the text to itself', async () => {
    const { log, speak } = startVoice();
    speak('Something new.');
    expect(log).toEqual([]);
    await settled();
    expect(log).toEqual([expect.stringMatching(/^TTS_REFUSED .*without a clip.*recording/)]);
    expect(log[0]).not.toContain('Something');
    await expect(createClipsOnly().synthesize('More.', new AbortController().signal)).rejects.toMatchObject({
      code: 'TTS_REFUSED',
    });
  });

  it('says nothing of an utterance that was cancelled', async () => {
    const { log, speak } = startVoice();
    speak('Something new.').cancel();
    await settled();
    expect(log).toEqual([]);
  });
});
