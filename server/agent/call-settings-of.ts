/**
 * An agent file as the settings of a call: seconds become ms, plans become rules, profiles are filled in.
 *
 *   agent file ──> Agent ──> CallSettings ──> composeCall
 */
import type { CallSettings } from '../../call/call-settings.ts';
import { type Agent, callModelOf } from './agent-file.ts';
import { callInputOf, stopSpeakingOf } from './call-input.ts';
import { productOf } from './transcriber.ts';
import { endpointingOf, longestPatienceMs } from './turn-rules.ts';

/** Usual limits for a model that answers by telephone. */
const FIRST_TOKEN_TIMEOUT_MS = 6_000;
const INTER_TOKEN_TIMEOUT_MS = 4_000;
const STT_CONNECT_TIMEOUT_MS = 1_500;
const TTS_CONNECT_TIMEOUT_MS = 5_000;
/** Silence of the vendor while text waits for audio. */
const TTS_STALL_TIMEOUT_MS = 3_000;
/** Further silence after which the vendor ends a turn that our own rule should have ended already. */
const VENDORS_LAST_RESORT_MS = 2_000;

/** `vad`: whether the server has a voice activity detector. */
export function callSettingsOf(agent: Agent, vad: boolean): CallSettings {
  const { transcriber, startSpeakingPlan, stopSpeakingPlan, model } = agent;
  const endpointing = endpointingOf(agent);
  return {
    language: agent.language,
    input: callInputOf(agent, vad && agent.vad.enabled),
    stt: sttSettingsOf(agent, endpointing.needed === undefined),
    endpointing,
    stopSpeaking: stopSpeakingOf(agent),
    minSpeechMs: stopSpeakingPlan.voiceSeconds * 1_000,
    model: {
      ...callModelOf(model),
      firstTokenTimeoutMs: FIRST_TOKEN_TIMEOUT_MS,
      interTokenTimeoutMs: INTER_TOKEN_TIMEOUT_MS,
    },
    tts: { connectTimeoutMs: TTS_CONNECT_TIMEOUT_MS, stallTimeoutMs: TTS_STALL_TIMEOUT_MS },
    recorded: { transcriber, startSpeakingPlan, stopSpeakingPlan },
  };
}

/** Settings of every STT connection. */
function sttSettingsOf(agent: Agent, isNative: boolean): CallSettings['stt'] {
  const { transcriber } = agent;
  const lastResortMs = longestPatienceMs(agent) + VENDORS_LAST_RESORT_MS;
  return {
    keyterms: transcriber.keyterms,
    connectTimeoutMs: STT_CONNECT_TIMEOUT_MS,
    ...productOf(transcriber).opensWith(transcriber, { isNative, lastResortMs }),
  };
}
