/**
 * Commands from the chart to a stream that it runs, and events from one region of the chart to another.
 *
 *   region turn ──stt.endTurn──> region stt ──stt.endTurn──> STT stream      region stt ──stt.unavailable──> region turn
 *   region turn ──> llm, playback
 */
import { raise, sendTo } from 'xstate';
import type { CallContext } from '../../call.context.ts';
import type { Script } from '../../call.input.ts';
import type { LlmCommand } from '../../events.ts';
import { defineActions } from './define-actions.ts';

/** A fixed line of the agent's, passed into the text of the generation that the model writes. */
const lineOf =
  (line: keyof Script, role: LlmCommand['role']) =>
  ({ context }: { context: CallContext }): LlmCommand => ({
    type: 'llm.say',
    role,
    text: context.script[line],
  });

export const commands = defineActions({
  openGate: sendTo('playback', { type: 'playback.open' }),
  sayFiller: sendTo('llm', lineOf('filler', 'filler')),
  sayCutIn: sendTo('llm', lineOf('cutIn', 'filler')),
  /** Ends a reply whose model failed after its first words: an apology follows them. */
  finishWithApology: sendTo('llm', lineOf('apology', 'apology')),
  askSttToEndTurn: raise({ type: 'stt.endTurn' }),
  endSttTurn: sendTo('stt', { type: 'stt.endTurn' }),
  raiseSttUnavailable: raise({ type: 'stt.unavailable' }),
});
