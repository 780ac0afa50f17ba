/**
 * A language model with one fixed reply: the same text to every request, at once and in one piece, so that a clip of
 * it is found. No connection is opened.
 */
import type { LlmProvider } from '../llm-provider.ts';

export const createFixedReply = (text: string): LlmProvider => ({
  name: 'fixed-reply',
  model: 'none',
  warm() {},

  stream({ signal }, handlers) {
    const steps = [
      () => handlers.onConnected(undefined),
      () => handlers.onText(text),
      () => handlers.onFinished('stop', {}),
    ];
    queueMicrotask(() => {
      for (const step of steps) if (!signal.aborted) step();
    });
  },

  async close() {},
});
