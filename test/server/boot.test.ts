/** Environment and agent file, read together at a start. */
import { getDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../server/boot.ts';
import { complaints, MODEL, ownAgentFiles } from '../helpers/agent-files.ts';

const KEYS = {
  DEEPGRAM_API_KEY: 'dg-hidden-1',
  GROQ_API_KEY: 'gsk-hidden-2',
  ELEVENLABS_API_KEY: 'xi-hidden-3',
  ELEVENLABS_VOICE_ID: 'a-voice',
} as const;

const agentFiles = ownAgentFiles();

describe('a start', () => {
  it('reports the mistakes of environment and agent file in one list', () => {
    const path = agentFiles.write({ model: MODEL, silenceTimeoutSeconds: 0, voice: { speed: 9 } });
    const said = complaints(() => loadSettings({ ...KEYS, PORT: 'x', LOG_LEVEL: 'y', AGENT_FILE: path }));
    expect(said[0]).toBe('4 settings are wrong:');
    for (const key of ['PORT', 'LOG_LEVEL', 'silenceTimeoutSeconds', 'voice.speed'])
      expect(said.join()).toContain(key);
  });

  it('takes blanks around the name of the agent file as nothing, too', () => {
    const path = agentFiles.write({ model: MODEL });
    expect(loadSettings({ ...KEYS, AGENT_FILE: ` ${path} ` }).agent.name).toBe('agent');
    expect(loadSettings({ ...KEYS, AGENT_FILE: ' ' }).agent.name).toBe('front desk');
  });
});

/**
 * nodejs/node#47822, #52216 and #54359, nodejs/undici#2990, anomalyco/opencode#45178, tutao/tutanota PR#11056: hosts further than
 * 250 ms away, and those whose first packet was lost, were never reached by machines without IPv6.
 */
it('a connection has time for a packet that is lost, and sent again after a second', () => {
  expect(getDefaultAutoSelectFamilyAttemptTimeout()).toBeGreaterThanOrEqual(1_250);
});

describe('an agent file', () => {
  it('needs the key of the STT vendor it names', () => {
    const path = agentFiles.write({ model: MODEL, transcriber: { provider: 'assembly-ai' } });
    const keys = {
      GROQ_API_KEY: 'k',
      ELEVENLABS_API_KEY: 'k',
      ELEVENLABS_VOICE_ID: 'a-voice',
      AGENT_FILE: path,
    };
    expect(() => loadSettings({ ...keys, DEEPGRAM_API_KEY: 'k' })).toThrow(/ASSEMBLYAI_API_KEY is not set/);
    expect(loadSettings({ ...keys, ASSEMBLYAI_API_KEY: 'k' }).agent.transcriber.kind).toBe('assemblyAi');
    const { ELEVENLABS_VOICE_ID: _, ...voiceless } = { ...keys, ASSEMBLYAI_API_KEY: 'k' };
    expect(() => loadSettings(voiceless)).toThrow(
      /ELEVENLABS_VOICE_ID is not set: the agent's voice needs it/,
    );
    const usual = { ...keys, AGENT_FILE: '', ASSEMBLYAI_API_KEY: 'k' };
    expect(() => loadSettings(usual)).toThrow(/DEEPGRAM_API_KEY is not set/);
  });
});
