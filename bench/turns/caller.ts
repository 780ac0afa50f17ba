/**
 * A scripted caller: their words and actions in one call, each with the outcome that it must have.
 *
 *   turn              must be answered, and not before it is over
 *   interrupt         must silence the agent, and be answered
 *   backgroundSpeech  must not silence the agent: a sound, or a word that only acknowledges
 *   disturb           a sound while both sides are silent: must not be answered
 *
 * Data only: perform.ts acts it out, judge.ts compares the phone's record with it.
 */
import type { FliteVoice } from '../../sandbox/voice/flite.ts';

/** Words, or a pause in ms. A pause is inside the turn: the turn goes on after it. */
export type Part = string | number;

/** Noise behind the caller's words and between them; so many dB below their speech. */
interface Background {
  readonly noise: BackgroundName;
  readonly ratioDb: number;
}

export type BackgroundName = 'white' | 'pink' | 'street' | 'babble' | 'music';
export type SoundName = 'cough' | 'breath' | 'door' | 'keyboard' | 'tone' | 'music' | 'voices';

export type Step =
  /** Waits until the agent has begun to speak and has fallen silent. */
  | { readonly do: 'listen' }
  | { readonly do: 'wait'; readonly ms: number }
  | {
      readonly do: 'turn';
      readonly says: readonly Part[];
      /** Digits, letters or an address: the answer may take longer (judge.ts). */
      readonly isDictation?: boolean;
    }
  | {
      readonly do: 'interrupt';
      /** After the agent's first sound, in ms; absent: at once, whether or not the agent speaks. */
      readonly afterMs?: number;
      readonly says: readonly Part[];
    }
  | { readonly do: 'backgroundSpeech'; readonly afterMs: number; readonly what: SoundName | readonly Part[] }
  | { readonly do: 'disturb'; readonly sound: SoundName }
  /** A key, as the carrier reports it; pressed while the agent speaks, or in silence. */
  | { readonly do: 'press'; readonly digit: string; readonly afterMs?: number }
  /** Speaks on and on: the agent must cut in, and not before `maxTurnSeconds`. */
  | { readonly do: 'ramble'; readonly says: readonly Part[] }
  /** Says nothing until the agent hangs up, which it must. */
  | { readonly do: 'keepSilent' };

export interface ScriptedCaller {
  /** Unique; begins with the group, e.g. `noisy: street, 10 dB`. */
  readonly name: string;
  readonly voice: FliteVoice;
  readonly background?: Background;
  readonly steps: readonly Step[];
}

/** A caller who listens to the greeting first. */
export const afterGreeting = (
  name: string,
  steps: readonly Step[],
  more: Partial<Pick<ScriptedCaller, 'voice' | 'background'>> = {},
): ScriptedCaller => ({ name, voice: 'rms', ...more, steps: [{ do: 'listen' }, ...steps] });
