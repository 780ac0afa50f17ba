/**
 * A language model that has one thing to say: whatever is asked, the same text, at once and in one piece, so that a clip
 * of it is found. It opens no connection.
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
