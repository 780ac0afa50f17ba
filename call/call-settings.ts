/**
 * The settings of a call, in the units of the chart and the streams.
 *
 * `server/agent` makes these settings of an agent file; a program that embeds Parley may write them itself.
 */
import type { CallScope, ModelSettings } from '../actors/call-scope.ts';
import type { VoiceOptions } from '../actors/providers/tts-provider.ts';
import type { Endpointing } from '../actors/stt/endpointing.ts';
import type { CallInput } from '../machines/call.input.ts';
import type { StopSpeaking } from '../machines/interruption.ts';

export interface CallSettings {
  /** The language that the agent speaks, as a BCP 47 tag: by it, text is cut into sentences and words. */
  readonly language: string;
  /** The chart's own: the fixed texts, the limits, and whether a voice activity detector runs. */
  readonly input: CallInput;
  /** The options of every STT connection of the call. */
  readonly stt: CallScope['sttSettings'];
  /** Whether the vendor or our own rule ends the caller's turns, and after how much silence. */
  readonly endpointing: Endpointing;
  /** Which words of the caller interrupt the agent, and which are acknowledgements. */
  readonly stopSpeaking: StopSpeaking;
  /** How long speech must last before the detector reports it, in ms. */
  readonly minSpeechMs: number;
  readonly model: ModelSettings;
  /** How long the call's voice may take, in ms: to be connected, and to send audio while text waits. */
  readonly tts: Omit<VoiceOptions, 'clock'>;
  /** Written into the journal as it is, for readers that ask what other settings would have done. */
  readonly recorded: Readonly<Record<string, unknown>>;
}
