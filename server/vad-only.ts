/**
 * `npm start -- --vad-only`: when the caller pauses a recording answers, and when they speak it
 * stops. No STT, LLM or TTS vendor and no key; the chart and the streams are those of every call.
 *
 *   environment ──> vadOnlyEnv ──> settings ──> vadOnlyParts ──> startServer
 *
 * Its wait is a lower bound for every agent on this chart.
 */
import { fileURLToPath } from 'node:url';
import { createClipsOnly } from '../actors/providers/scripted/clips-only.ts';
import { createFixedReply } from '../actors/providers/scripted/fixed-reply.ts';
import { createVadStt } from '../actors/providers/scripted/vad-stt.ts';
import { toVoiceError, VoiceError } from '../machines/errors.ts';
import { callSettingsOf } from './agent/call-settings-of.ts';
import type { ServerParts, Settings } from './boot.ts';
import { ClipStore } from './clips/clips.ts';
import { NEEDED_KEYS } from './config/vendor-keys.ts';
import { vadOf } from './providers.ts';

export const ABOUT_VAD_ONLY =
  'VAD only: no STT, LLM or TTS. A recording answers whenever the caller pauses, and stops when they speak: the shortest possible wait';

/** The environment without vendors' keys, which this mode does not use, and with this mode's own agent file. */
export function vadOnlyEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const unused: ReadonlySet<string> = new Set(NEEDED_KEYS);
  return {
    ...Object.fromEntries(Object.entries(env).filter(([key]) => !unused.has(key))),
    AGENT_FILE: fileURLToPath(new URL('../agents/vad-only.json', import.meta.url)),
  };
}

/** The parts of calls whose greeting and every answer are the agent's first message. Rejects without a detector. */
export async function vadOnlyParts({ config, agent }: Settings): Promise<ServerParts> {
  const detector = await vadOf(config.env).catch((thrown: unknown) => {
    const { code, message } = toVoiceError(thrown);
    throw new VoiceError(code, `--vad-only needs the voice activity detector. ${message}`, {
      cause: thrown,
    });
  });
  return {
    settings: callSettingsOf(agent, false),
    stt: createVadStt(detector),
    llm: createFixedReply(agent.firstMessage),
    tts: createClipsOnly(),
    clips: new ClipStore(agent),
  };
}
