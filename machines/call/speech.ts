/**
 * One speech of the agent as the context keeps it: its generation, its kind, its text.
 */
import type { CallContext } from '../call.context.ts';
import type { Speech, SpeechKind } from '../ports.ts';

/** The context of the next generation. Its new id distinguishes it from late events of the generation before. */
export function nextSpeech(context: CallContext, kind: SpeechKind, text: string) {
  const generation = context.speech.generation + 1;
  return {
    speech: { generation, kind, text },
    doubts: 0,
    summary: { ...context.summary, generations: generation },
  };
}

/** Whether a reply was begun before its turn is known to be over. The gate of such a reply stays closed. */
export const isTentative = ({ kind, text }: Speech): boolean => kind === 'reply' && text !== '';
