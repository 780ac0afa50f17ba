/**
 * What a call needs to know of its agent, in the units of the chart and the streams.
 *
 * `server/agent` makes these settings of an agent file; a program that embeds Parley may write them itself.
 */
import type { CallScope, ModelSettings } from '../actors/call-scope.ts';
import type { Endpointing } from '../actors/stt/endpointing.ts';
import type { CallInput } from '../machines/call.input.ts';
import type { StopSpeaking } from '../machines/interruption.ts';

export interface CallSettings {
  /** The chart's own: the fixed texts, the limits, and whether a voice activity detector listens. */
  readonly input: CallInput;
  /** What every STT connection of the call is opened with. */
  readonly stt: CallScope['sttSettings'];
  /** Who ends the caller's turns, and how patiently. */
  readonly endpointing: Endpointing;
  /** What the caller's words amount to while the agent speaks. */
  readonly stopSpeaking: StopSpeaking;
  /** How long a sound of speech must last before the detector reports it, in ms. */
  readonly minSpeechMs: number;
  readonly model: ModelSettings;
  /** Written into the journal as it is, for readers that ask what other settings would have done. */
  readonly recorded: Readonly<Record<string, unknown>>;
}
