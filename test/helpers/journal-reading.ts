/** The errors and the agent's texts in a call's journal. */
import type { Journal } from '../../call/journal/journal.ts';
import { errorIn } from '../../readings/journal-entry.ts';

/** The codes of every error in the journal, in order. */
export const errorCodes = ({ entries }: Journal): string[] =>
  entries.flatMap((entry) => errorIn(entry)?.code ?? []);

/** Every text that was given to the voice, in order. */
export const textsSaid = ({ entries }: Journal): string[] =>
  entries.filter((entry) => entry.name === 'tts.flushed').map(({ data }) => data.text ?? '');

export const namesIn = ({ entries }: Journal): string[] => entries.map(({ name }) => name);
