/**
 * `language_code` as ElevenLabs treats it: which models take it, and which languages they speak. Pure.
 *
 * Languages are those of elevenlabs.io/docs/overview/models. The sentence of the refusal is that of the live API in
 * pipecat #5395.
 */
import type { ElevenLabsHabits } from './habits.ts';

const MULTILINGUAL =
  'en ja zh de hi fr ko pt it es id nl tr fil pl sv bg ro ar cs el fi hr ms sk da ta uk ru'.split(' ');

/** Languages that a model takes as a code; null for a model that guesses the language from the text. */
const CODES: Readonly<Record<string, ReadonlySet<string> | null>> = {
  eleven_flash_v2_5: new Set([...MULTILINGUAL, 'hu', 'no', 'vi']),
  eleven_turbo_v2_5: new Set([...MULTILINGUAL, 'hu', 'no', 'vi']),
  eleven_flash_v2: null,
  eleven_turbo_v2: null,
  eleven_multilingual_v2: null,
};

/**
 * A code for a model that guesses: refused in livekit/agents PR#985 (October 2024), ignored in livekit/agents PR#6197 (June
 * 2026), which asked the vendor. Refused is the default, because a client that sends none is right with both.
 */
export type CodeHabits = Pick<ElevenLabsHabits, 'codeForGuessing'>;

/** Why a request is refused; undefined when it is admitted. */
export function languageRefusal(
  model: string,
  code: string | undefined,
  habits: CodeHabits,
): string | undefined {
  if (code === undefined) return undefined;
  const codes = CODES[model];
  const isTaken = codes ? codes.has(code) : habits.codeForGuessing === 'ignored';
  return isTaken ? undefined : `Model '${model}' does not support language_code '${code}'.`;
}
