/**
 * A scripted caller: what they say and do in one call, and by that what ought to happen.
 *
 *   turn       must be answered, and not before it is over
 *   interrupt  must silence the agent, and be answered
 *   overhear   must not silence the agent: a sound, or a word that only says "I am listening"
 *   disturb    a sound while nobody speaks: must not be answered
 *
 * Data only: perform.ts acts it out, judge.ts compares the phone's record with it.
 */
import type { FliteVoice } from '../../sandbox/voice/flite.ts';

/** Words, or a pause in ms. A pause belongs to what is being said: the turn goes on after it. */
export type Part = string | number;

/** Behind everything the caller says, and between; so many dB below their voice. */
interface Background {
  readonly noise: BackgroundName;
  readonly ratioDb: number;
}

export type BackgroundName = 'white' | 'pink' | 'street' | 'babble' | 'music';
export type SoundName = 'cough' | 'breath' | 'door' | 'keyboard' | 'tone' | 'music' | 'voices';

export type Step =
  /** Hears the agent begin and fall silent. */
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
      /** Since the agent was heard to begin; absent: at once, whoever speaks. */
      readonly afterMs?: number;
      readonly says: readonly Part[];
    }
  | { readonly do: 'overhear'; readonly afterMs: number; readonly what: SoundName | readonly Part[] }
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

/** Who has heard the greeting. */
export const afterGreeting = (
  name: string,
  steps: readonly Step[],
  more: Partial<Pick<ScriptedCaller, 'voice' | 'background'>> = {},
): ScriptedCaller => ({ name, voice: 'rms', ...more, steps: [{ do: 'listen' }, ...steps] });
