/**
 * `npm start -- --vad-only`, the essay's first pass: when the caller pauses a recording answers, and when they speak it
 * stops. No transcriber, no model, no voice and no key; the chart and the streams are those of every call.
 *
 *   environment ──> vadOnlyEnv ──> settings ──> vadOnlyParts ──> startServer
 *
 * No agent on this chart can make a caller wait for less.
 */
import { fileURLToPath } from 'node:url';
import { createClipsOnly } from '../actors/providers/scripted/clips-only.ts';
import { createFixedReply } from '../actors/providers/scripted/fixed-reply.ts';
import { createVadStt } from '../actors/providers/scripted/vad-stt.ts';
import { toVoiceError, VoiceError } from '../machines/errors.ts';
import { callSettingsOf } from './agent/call-settings-of.ts';
import type { ServerParts, Settings } from './boot.ts';
import { ClipStore } from './clips/clips.ts';
import { VENDOR_SECRETS } from './config/vendor-keys.ts';
import { vadOf } from './providers.ts';

export const ABOUT_VAD_ONLY =
  'VAD only: no transcriber, model or voice. A recording answers whenever the caller pauses, and stops when they speak: the shortest wait there can be';

/** The environment without the keys of vendors whom nobody will ask, and with this mode's own agent. */
export function vadOnlyEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const unused: ReadonlySet<string> = new Set(VENDOR_SECRETS);
  return {
    ...Object.fromEntries(Object.entries(env).filter(([key]) => !unused.has(key))),
    AGENT_FILE: fileURLToPath(new URL('../agents/vad-only.json', import.meta.url)),
  };
}

/** The agent's first message is all it ever says: greeting and answer alike. Rejects when there is no detector. */
export async function vadOnlyParts({ config, agent }: Settings): Promise<ServerParts> {
  const detector = await vadOf(config.env).catch((thrown: unknown) => {
    const { code, message } = toVoiceError(thrown);
    throw new VoiceError(code, `--vad-only hears with its voice activity detector alone. ${message}`, {
      cause: thrown,
    });
  });
  const clips = new ClipStore(agent);
  clips.add(agent.firstMessage, 'vad-only');
  return {
    settings: callSettingsOf(agent, false),
    stt: createVadStt(detector),
    llm: createFixedReply(agent.firstMessage),
    tts: createClipsOnly(),
    clips,
  };
}
