/**
 * The messages of a prompt, in a form that a model's chat template takes. Pure.
 *
 *   natural:   system, [greeting], caller, agent … caller     what models are trained on; sent until it is refused
 *   userFirst: system, caller, agent … caller                 Llama 2, Mistral, Gemma 3: roles in turn, the caller first
 *   noSystem:  caller, agent … caller                         Gemma, Mistral 7B v0.1: no message of role `system`
 *
 * Decision 0035 has the reasons.
 */
import type { ChatMessage } from '../llm-provider.ts';

export type MessageForm = 'natural' | 'userFirst' | 'noSystem';

/** Stand where a template wants words of the caller and there are none: before a greeting, and after the agent's words. */
const CALL_BEGINS = '(The call begins.)';
const CALLER_WAITS = '(The caller says nothing.)';
/** Models repeat what stands in front of words. */
export const DIRECTIONS: readonly string[] = [CALL_BEGINS, CALLER_WAITS];

/** The messages in this form; in the natural one, the same array. */
export function layOut(messages: readonly ChatMessage[], form: MessageForm): readonly ChatMessage[] {
  if (form === 'natural') return messages;
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const turns = inTurn(messages.filter(({ role, content }) => role !== 'system' && content.trim() !== ''));
  if (turns.at(-1)?.role !== 'user') turns.push({ role: 'user', content: CALLER_WAITS });
  const [first] = turns;
  if (form === 'userFirst') {
    if (first?.role !== 'user') turns.unshift({ role: 'user', content: CALL_BEGINS });
    return [...system.map((content) => ({ role: 'system', content }) as const), ...turns];
  }
  // The greeting answers the system prompt, as llama.cpp and others put Gemma's.
  if (first?.role !== 'user') turns.unshift({ role: 'user', content: system.join('\n\n') || CALL_BEGINS });
  else turns[0] = { role: 'user', content: [...system, first.content].join('\n\n') };
  return turns;
}

/** Two messages in a row of one side become one. */
function inTurn(messages: readonly ChatMessage[]): ChatMessage[] {
  const turns: ChatMessage[] = [];
  for (const { role, content } of messages) {
    const last = turns.at(-1);
    if (last?.role === role) turns[turns.length - 1] = { role, content: `${last.content} ${content}` };
    else turns.push({ role, content });
  }
  return turns;
}

/** The form to try after `form` was refused; undefined when no other is left. `refusesSystem`: the refusal names that role. */
export function nextForm(
  form: MessageForm,
  messages: readonly ChatMessage[],
  refusesSystem: boolean,
): MessageForm | undefined {
  if (form === 'noSystem') return undefined;
  if (form === 'userFirst' || refusesSystem) return 'noSystem';
  const turns = messages.filter(({ role }) => role !== 'system');
  const isUserFirst = turns[0]?.role === 'user' && turns.at(-1)?.role === 'user';
  return isUserFirst ? 'noSystem' : 'userFirst';
}
