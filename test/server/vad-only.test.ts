/** `--vad-only`: the settings it makes of an environment, and the parts of its calls. */
import { describe, expect, it } from 'vitest';
import { silence } from '../../actors/audio/mulaw.ts';
import { loadSettings } from '../../server/boot.ts';
import { wantsSandbox } from '../../server/config/config.ts';
import { vadOnlyEnv, vadOnlyParts } from '../../server/vad-only.ts';
import { sharedVoice } from '../helpers/shared-voice.ts';

const KEYS = {
  DEEPGRAM_API_KEY: 'dg-hidden-key',
  GROQ_API_KEY: 'gsk-hidden-key',
  OPENAI_API_KEY: 'sk-hidden-key',
  ELEVENLABS_API_KEY: 'xi-hidden-key',
  ELEVENLABS_VOICE_ID: 'a-voice',
};
/** An environment without a vendor's key. */
const settingsOf = (env: Record<string, string> = {}) =>
  loadSettings({
    ...vadOnlyEnv(env),
    DEEPGRAM_API_KEY: '-',
    GROQ_API_KEY: '-',
    ELEVENLABS_API_KEY: '-',
    ELEVENLABS_VOICE_ID: '-',
  });

describe('an environment of --vad-only', () => {
  it('has no vendor’s key, and the mode’s own agent', () => {
    const env = vadOnlyEnv({ ...KEYS, PORT: '1', AGENT_FILE: 'mine.json' });
    expect(Object.keys(env).sort()).toEqual(['AGENT_FILE', 'PORT']);
    expect(env.AGENT_FILE).toMatch(/agents.vad-only\.json$/);
  });

  it('is a sandbox’s without Twilio’s keys, whatever vendors it has', () => {
    expect(wantsSandbox(vadOnlyEnv(KEYS))).toBe(true);
    expect(wantsSandbox(vadOnlyEnv({ TWILIO_AUTH_TOKEN: 'x' }))).toBe(false);
  });
});

describe('a call of --vad-only', () => {
  it('has a recording of everything that it can say', async () => {
    const { clips, settings } = await vadOnlyParts(settingsOf());
    const { script } = settings.input;
    const texts = Object.values(script).filter((text) => text !== '');
    expect(texts).toContain(script.greeting);
    for (const text of texts) expect(clips.get(text)?.audio.length, text).toBeGreaterThan(8_000);
  });

  it('answers with a recording of some seconds, which can be cut off', async () => {
    const { clips, settings } = await vadOnlyParts(settingsOf());
    const { length } = clips.get(settings.input.script.greeting)?.audio ?? [];
    expect(length).toBeGreaterThan(3 * 8_000);
    expect(length).toBeLessThan(6 * 8_000);
  });

  it('says in its recording what its agent file says', async () => {
    const { clips, settings } = await vadOnlyParts(settingsOf());
    const { greeting } = settings.input.script;
    const { audio } = await sharedVoice().speak(greeting, 'slt');
    expect(Buffer.compare(clips.get(greeting)?.audio ?? silence(0), audio)).toBe(0);
  });

  it('has one STT, which is made of the detector', async () => {
    const { stt, vad, settings } = await vadOnlyParts(settingsOf());
    expect([stt.name, vad, settings.input.hasVad]).toEqual(['vad-stt', undefined, false]);
  });

  it('cannot be without its detector, and says what it expected', async () => {
    await expect(vadOnlyParts(settingsOf({ SILERO_MODEL: 'no-such.onnx' }))).rejects.toMatchObject({
      code: 'VAD_UNAVAILABLE',
      message: expect.stringMatching(/--vad-only.*no-such\.onnx.*[0-9a-f]{64}.*SILERO_MODEL/),
    });
  });
});
