/**
 * What every utterance on contexts has: one ending, and a watch for a vendor that sends no audio for waiting text.
 *
 *   stalled ──> the open context is dropped, its socket retired ──> TTS_STALLED
 */

import type { UtteranceHandlers } from '../tts-provider.ts';
import type { ContextSocket } from './socket.ts';
import { StallWatch } from './stall-watch.ts';
import { UtteranceEnding } from './utterance-ending.ts';
import type { ContextUtteranceOptions } from './voice.ts';

interface OpenContext {
  readonly id: string;
  readonly socket: ContextSocket;
}

/** `openContext` gives the context under way, if there is one. A socket that stalled once is not used again. */
export function endAndWatch(
  vendor: string,
  { clock, stallTimeoutMs, onOver }: ContextUtteranceOptions,
  handlers: UtteranceHandlers,
  openContext: () => OpenContext | undefined,
): { readonly ending: UtteranceEnding; readonly watch: StallWatch } {
  const watch = new StallWatch({
    clock,
    limitMs: stallTimeoutMs,
    onStalled() {
      const context = openContext();
      context?.socket.drop(context.id);
      context?.socket.retire();
      ending.failedWith('TTS_STALLED', `sent no audio for ${stallTimeoutMs} ms`, { stallTimeoutMs });
    },
  });
  const ending = new UtteranceEnding({
    vendor,
    handlers,
    onOver() {
      watch.stop();
      onOver();
    },
  });
  return { ending, watch };
}
