/**
 * The words of one generation: the model's, or a fixed text of ours.
 *
 *   history ──> vendor stream ──> text pipe
 *
 * The stream does not know the reader of the pipe.
 */
import { VoiceError } from '../../machines/errors.ts';
import type { LlmCommand } from '../../machines/events.ts';
import type { Speech } from '../../machines/ports.ts';
import type { CallScope } from '../call-scope.ts';
import type { Conversation } from '../conversation.ts';
import type { TextPiece } from '../generation.ts';
import type { Pipe } from '../pipe.ts';
import { streamActor } from '../stream-actor.ts';
import { createSpeechCleaner } from '../text/speech-cleaner.ts';
import { isSpeakable, spokenText } from '../text/spoken-text.ts';

type LlmScope = Pick<CallScope, 'clock' | 'conversation' | 'generations' | 'llm' | 'model' | 'note'>;

export const llmActor = streamActor<Speech, LlmCommand, keyof LlmScope>({
  onCrash: ({ generation }, error) => ({ type: 'llm.failed', generation, error }),

  start({ input: { generation, kind, text }, scope, signal, emit, guarded, onCommand }) {
    const pipe = scope.generations.at(generation).text;
    const words = new Words(pipe, () => emit({ type: 'llm.firstToken', generation }));
    const finish = (reason: 'stop' | 'length'): void => {
      if (reason === 'length') pipe.write({ text: '', role: 'cut' });
      pipe.end();
      emit({ type: 'llm.finished', generation, reason });
    };
    const finishReply = (reason: 'stop' | 'length'): void => {
      if (words.end()) finish(reason);
      else emit({ type: 'llm.failed', generation, error: nothingToSay(scope.llm.name, reason) });
    };

    const fixed = fixedText(kind, text, scope.conversation);
    if (fixed) {
      words.line(fixed);
      finish('stop');
      return () => {};
    }

    onCommand(({ role, text: line }) => {
      if (role === 'filler' && !words.hasBegun) pipe.write({ text: line, role });
      if (role === 'apology') {
        pipe.write({ text: line, role: 'line' });
        pipe.end();
      }
    });

    const { systemPrompt, contextTokens: _, ...settings } = scope.model;
    const messages = scope.conversation.prompt(systemPrompt, text);
    scope.note({ name: 'llm.requested', model: scope.llm.model, generation });
    scope.llm.stream(
      { ...settings, messages, clock: scope.clock, signal },
      {
        onConnected: guarded((requestId) => scope.note({ name: 'llm.connected', generation, requestId })),
        onAskedAgain: guarded((reason) => scope.note({ name: 'llm.askedAgain', generation, reason })),
        onText: guarded((delta) => words.write(delta)),
        onFinished: guarded((reason, usage) => {
          scope.note({ name: 'llm.usage', generation, ...usage });
          scope.conversation.answered();
          finishReply(reason);
        }),
        onFailed: guarded((error) => {
          if (error.code === 'LLM_FILTERED') scope.conversation.leaveOut(messages.at(-1)?.content ?? '');
          emit({ type: 'llm.failed', generation, error });
        }),
      },
    );
    return () => {};
  },
});

/** The words of a generation on their way into its text pipe. */
class Words {
  readonly #pipe: Pipe<TextPiece>;
  readonly #onBegun: () => void;
  readonly #beginning = createSpeechCleaner();
  /** The words so far hold something that a voice can say. */
  hasBegun = false;

  constructor(pipe: Pipe<TextPiece>, onBegun: () => void) {
    this.#pipe = pipe;
    this.#onBegun = onBegun;
  }

  /** A fixed text; nothing, when a voice cannot say it. */
  line(piece: TextPiece): void {
    if (!isSpeakable(piece.text)) return;
    this.#pipe.write(piece);
    this.#begin(piece.text);
  }

  /** A part of the model's reply. */
  write(delta: string): void {
    // The text goes into the pipe before any other work, so that nothing delays it.
    this.#pipe.write({ text: delta, role: 'reply' });
    if (!this.hasBegun) this.#begin(this.#beginning.push(delta));
  }

  /** The reply is over. Returns whether it holds anything that a voice can say. */
  end(): boolean {
    if (!this.hasBegun) this.#begin(this.#beginning.end());
    return this.hasBegun;
  }

  #begin(spoken: string): void {
    if (this.hasBegun || !isSpeakable(spoken)) return;
    this.hasBegun = true;
    this.#onBegun();
  }
}

/**
 * The text that is spoken without the model; undefined when the model is to be asked. A `resume` speaks the unheard
 * rest of the interrupted speech, which is empty when all of it was heard. With no rest, and the caller's words last
 * in the history, the model is asked.
 */
function fixedText(kind: Speech['kind'], text: string, conversation: Conversation): TextPiece | undefined {
  if (kind === 'reply') return undefined;
  if (kind !== 'resume') return { text: spokenText(text) === '' ? '' : text, role: 'line' };
  const rest = conversation.takeUnheard();
  const isForModel = !isSpeakable(rest) && conversation.messages.at(-1)?.role === 'user';
  return isForModel ? undefined : { text: rest, role: 'rest' };
}

/** The same as no text at all, whichever vendor the model is of: the caller would hear nothing. */
const nothingToSay = (provider: string, reason: string): VoiceError =>
  new VoiceError(
    'LLM_EMPTY',
    `${provider} wrote nothing that a voice can say; expected words and not only marks, emoji or code`,
    { details: { provider, reason } },
  );
