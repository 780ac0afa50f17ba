/**
 * Fixed texts as coded audio. The two spare recordings always exist, without alignment; the agent's own clips exist if
 * the TTS vendor was reachable when the server booted.
 */
import type { Clips } from '../../actors/call-scope.ts';
import type { SpeechChunk } from '../../actors/providers/tts-provider.ts';
import { spokenText } from '../../actors/text/spoken-text.ts';
import type { Agent } from '../../server/agent/agent-file.ts';
import { scriptOf } from '../../server/agent/call-input.ts';
import type { SpokenWords } from './spoken-words.ts';

export class SimulatedClips implements Clips {
  readonly #clips = new Map<string, SpeechChunk>();

  constructor(agent: Agent, words: SpokenWords, areMade: boolean) {
    const { filler, cutIn, apology, outOfOrder, ...others } = scriptOf(agent);
    const fixed = areMade
      ? [apology, outOfOrder, filler, cutIn, ...Object.values(others)]
      : [apology, outOfOrder];
    for (const text of fixed.filter(Boolean)) {
      const source = { speech: 'clip', isFiller: text === filler || text === cutIn };
      this.#clips.set(spokenText(text), words.clip(text, source, areMade));
    }
  }

  get(text: string): SpeechChunk | undefined {
    return this.#clips.get(text);
  }
}
