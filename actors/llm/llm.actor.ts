/**
 * The words of one generation: the model's, or a fixed text of ours.
 *
 *   history ──> vendor stream ──> text pipe
 *
 * The stream does not know the reader of the pipe.
 */
import type { LlmCommand } from '../../machines/events.ts';
import type { Speech } from '../../machines/ports.ts';
import type { CallScope } from '../call-scope.ts';
import type { Conversation } from '../conversation.ts';
import { streamActor } from '../stream-actor.ts';

type LlmScope = Pick<CallScope, 'clock' | 'conversation' | 'generations' | 'llm' | 'model' | 'note'>;

export const llmActor = streamActor<Speech, LlmCommand, keyof LlmScope>({
  onCrash: ({ generation }, error) => ({ type: 'llm.failed', generation, error }),

  start({ input: { generation, kind, text }, scope, signal, emit, guarded, onCommand }) {
    const pipe = scope.generations.at(generation).text;
    let begun = false;

    const write = (delta: string): void => {
      const isFirst = !begun;
      begun = true;
      // The text goes into the pipe before any other work, so that nothing delays it.
      pipe.write({ text: delta, role: 'reply' });
      if (isFirst) emit({ type: 'llm.firstToken', generation });
    };
    const finish = (reason: 'stop' | 'length'): void => {
      pipe.end();
      emit({ type: 'llm.finished', generation, reason });
    };

    const fixed = fixedText(kind, text, scope.conversation);
    if (fixed !== undefined) {
      if (fixed !== '') write(fixed);
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

/**
 * The text that is spoken without the model; undefined when the model is to be asked. A `resume` speaks the unheard
 * rest of the interrupted speech, which is empty when all of it was heard. With no rest, and the caller's words last
 * in the history, the model is asked.
 */
function fixedText(kind: Speech['kind'], text: string, conversation: Conversation): string | undefined {
  if (kind === 'reply') return undefined;
  if (kind !== 'resume') return text;
  const rest = conversation.takeUnheard();
  return rest === '' && conversation.messages.at(-1)?.role === 'user' ? undefined : rest;
}
