/** What a call's journal says went wrong, and what the agent said. */
import type { Journal } from '../../call/journal/journal.ts';

/** The codes of every error in it, in order. */
export const errorCodes = ({ entries }: Journal): string[] =>
  entries.flatMap(({ data }) => {
    const { code } = (data.error ?? {}) as { code?: string };
    return code === undefined ? [] : [code];
  });

/** Every text that was given to the voice, in order. */
export const textsSaid = ({ entries }: Journal): string[] =>
  entries.flatMap(({ name, data }) => (name === 'tts.flushed' ? [String(data.text)] : []));

export const namesIn = ({ entries }: Journal): string[] => entries.map(({ name }) => name);
