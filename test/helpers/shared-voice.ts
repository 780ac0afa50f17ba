/** The sandbox's voice, begun once for all the files that a worker runs: its thread takes half a second to be ready. */
import { createSynthesizer, type Synthesizer } from '../../sandbox/voice/flite.ts';

let voice: Synthesizer | undefined;

/** A synthesizer that ends with the worker. */
export function sharedVoice(): Synthesizer {
  voice ??= createSynthesizer();
  const { speak } = voice;
  return { speak, close: async () => {} };
}
