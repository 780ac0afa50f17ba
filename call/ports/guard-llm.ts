/**
 * A language-model provider whose breaches of its port are named: see port-watch.ts.
 *
 * A request that is over, by its signal or its ending, reports nothing more to the stream.
 */
import type { LlmHandlers, LlmProvider } from '../../actors/providers/llm-provider.ts';
import { type OnBroken, PortWatch } from './port-watch.ts';

export function guardLlm(llm: LlmProvider, onBroken: OnBroken): LlmProvider {
  const watch = new PortWatch(llm.name, onBroken);
  return {
    name: llm.name,
    model: llm.model,
    warm: () => watch.tries('warm', () => llm.warm()),
    close: () => llm.close(),
    stream: (request, handlers) =>
      watch.calls('stream', () => llm.stream(request, guarded(handlers, request.signal, watch))),
  };
}

function guarded(handlers: LlmHandlers, signal: AbortSignal, watch: PortWatch): LlmHandlers {
  let isOver = false;
  const living = (handler: string): boolean => {
    const lives = !isOver && !signal.aborted;
    if (!lives) watch.reports(`called ${handler} after the request was over`, 'silence');
    return lives;
  };
  const fail: LlmHandlers['onFailed'] = (error) => {
    isOver = true;
    handlers.onFailed(watch.failure(error));
  };
  return {
    onConnected(requestId) {
      if (living('onConnected')) handlers.onConnected(requestId);
    },
    onAskedAgain(reason) {
      if (living('onAskedAgain')) handlers.onAskedAgain?.(reason);
    },
    onText(delta) {
      if (!living('onText')) return;
      if (typeof delta === 'string') handlers.onText(delta);
      else fail(watch.broke('sent something that is no text', 'a string'));
    },
    onFinished(reason, usage) {
      if (!living('onFinished')) return;
      isOver = true;
      handlers.onFinished(reason, usage);
    },
    onFailed(error) {
      if (living('onFailed')) fail(error);
    },
  };
}
