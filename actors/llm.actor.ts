/**
 * The words of one generation: the model's, or a fixed text of ours.
 *
 *   history ──> vendor stream ──> text pipe
 *
 * It knows nothing of who reads the pipe.
 */
import type { LlmCommand } from '../machines/events.ts';
import type { Speech } from '../machines/ports.ts';
import { streamActor } from './stream-actor.ts';

export const llmActor = streamActor<Speech, LlmCommand>({
  onCrash: ({ generation }, error) => ({ type: 'llm.failed', generation, error }),

  start({ input: { generation, kind, text }, scope, signal, emit, guarded, onCommand }) {
    const pipe = scope.generations.at(generation).text;
    let begun = false;

    const write = (delta: string): void => {
      if (!begun) {
        begun = true;
        emit({ type: 'llm.firstToken', generation });
      }
      pipe.write({ text: delta, role: 'reply' });
    };
    const finish = (reason: 'stop' | 'length'): void => {
      pipe.end();
      emit({ type: 'llm.finished', generation, reason });
    };

    const fixed = kind === 'resume' ? scope.conversation.takeUnheard() : kind === 'reply' ? '' : text;
    if (fixed !== '') {
      write(fixed);
      finish('stop');
      return () => {};
    }

    onCommand(({ role, text: line }) => {
      if (role === 'filler' && !begun) pipe.write({ text: line, role });
      if (role === 'apology') {
        pipe.write({ text: ` ${line}`, role: 'reply' });
        pipe.end();
      }
    });

    const { systemPrompt, ...settings } = scope.model;
    scope.note({ name: 'llm.requested', model: scope.llm.model, generation });
    scope.llm.stream(
      { ...settings, messages: scope.conversation.prompt(systemPrompt, text), clock: scope.clock, signal },
      {
        onConnected: guarded((requestId) => scope.note({ name: 'llm.connected', generation, requestId })),
        onText: guarded(write),
        onFinished: guarded((reason, usage) => {
          scope.note({ name: 'llm.usage', generation, ...usage });
          finish(reason);
        }),
        onFailed: guarded((error) => emit({ type: 'llm.failed', generation, error })),
      },
    );
    return () => {};
  },
});
