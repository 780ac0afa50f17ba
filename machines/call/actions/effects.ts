/**
 * Effects on the world outside the chart: a name here, a function in call/effects.ts.
 *
 *   chart ──name──> provide(call/effects.ts) ──> outbox, history, journal
 */
import { VoiceError } from '../../errors.ts';
import { defineActions } from './define-actions.ts';

function missing(name: string): never {
  throw new VoiceError('ACTOR_NOT_PROVIDED', `No "${name}" effect: add it in call/effects.ts`);
}
const effect = (name: string) => () => missing(name);

export const effects = defineActions({
  /** Empties the outbox, sends `clear`, and revokes the generation. This effect runs before any stream is stopped. */
  silence: effect('silence'),
  /** Writes into the history the words of this generation that the caller's ear has received. */
  keepHeard: effect('keepHeard'),
  /** Writes into the history the words of the turn that is over. */
  rememberCaller: effect('rememberCaller'),
  /** Records why the words of a turn are neither answered nor kept. */
  ignoreCaller: (_args, _params: { reason: 'turnIsOver' | 'sayingGoodbye' | 'acknowledgement' }) =>
    missing('ignoreCaller'),
  /** Records that the words of a turn are answered after the speech that goes on. */
  postponeCaller: effect('postponeCaller'),
  /** Clears the line, and keeps the audio that the caller's ear has not received for `resume`. */
  hold: effect('hold'),
  /** Resumes a held speech at the beginning of the word that was cut. */
  resume: effect('resume'),
  /** Keeps the agent silent for `backoffMs`. */
  backOff: effect('backOff'),
  /** Keeps the agent silent until `waitMs` after the caller's last word. */
  leaveAPause: effect('leaveAPause'),
});
