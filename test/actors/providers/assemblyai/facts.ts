/** AssemblyAI's messages as they are parsed, and the facts that they become on one socket. */
import { AssemblyAiTurns } from '../../../../actors/providers/assemblyai/turns.ts';
import { parseAssemblyAiMessage } from '../../../../actors/providers/assemblyai/wire.ts';

export const parse = (message: unknown) => parseAssemblyAiMessage(JSON.stringify(message));

/** The facts of these messages, on one socket. */
export function factsOf(messages: readonly unknown[], { eager = true } = {}) {
  const turns = new AssemblyAiTurns(eager);
  return messages
    .map(parse)
    .flatMap((message) => (message.kind === 'turn' ? turns.accept(message.turn) : []));
}
