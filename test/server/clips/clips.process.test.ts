/** An agent’s fixed texts as audio: what is synthesized of them at boot, and by which text each is found. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ElevenLabsStandIn, startElevenLabs } from '../../../sandbox/elevenlabs/elevenlabs.ts';
import { AgentSchema } from '../../../server/agent/agent-file.ts';
import { ClipStore } from '../../../server/clips/clips.ts';
import { sharedVoice } from '../../helpers/shared-voice.ts';

const agent = AgentSchema.parse({
  firstMessage: 'Hello! 👋 Here is **the bakery**.',
  model: { messages: [{ role: 'system', content: '-' }] },
  messagePlan: { idleMessage: '- Are you _still_ there?', fillerMessage: '', apologyMessage: 'Sorry 😬!' },
});

let vendor: ElevenLabsStandIn;
const synthesized: string[] = [];
beforeAll(async () => {
  const { speak, close } = sharedVoice();
  const synthesizer = {
    speak: (text: string, voice: Parameters<typeof speak>[1]) => {
      synthesized.push(text);
      return speak(text, voice);
    },
    close,
  };
  vendor = await startElevenLabs({ synthesizer, delays: { ttfbMs: 0 } });
});
afterAll(() => vendor.close());

describe('the clips of an agent', () => {
  it('are made of the words that are said live, and found by them', async () => {
    const clips = new ClipStore(agent);
    const failures: unknown[] = [];
    const env = { ELEVENLABS_API_KEY: 'any', ELEVENLABS_BASE_URL: vendor.url, ELEVENLABS_VOICE_ID: 'any' };
    const voice = { ...agent.voice, env };
    await clips.make(voice, new AbortController().signal, (failure) => failures.push(failure)).all;

    expect(failures).toEqual([]);
    const texts = ['Hello! Here is the bakery.', 'Are you still there?', 'Sorry !'];
    expect(synthesized).toEqual(expect.arrayContaining(texts));
    expect(synthesized).not.toContain('');
    expect(texts.map((text) => clips.get(text)?.alignment === undefined)).toEqual([false, false, false]);
  });

  it('of an apology exist before any is made, where the recording is of the words that are said', () => {
    const apologyMessage = "**I'm sorry**, something went wrong. Could you say that again? 😬";
    const recorded = AgentSchema.parse({ model: agent.model, messagePlan: { apologyMessage } });
    const clips = new ClipStore(recorded);
    expect(clips.get("I'm sorry, something went wrong. Could you say that again?")).toBeDefined();
    expect(new ClipStore(agent).get('Sorry !')).toBeUndefined();
  });
});
