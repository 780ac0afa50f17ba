/**
 * The history of a call: the caller's turns, and the agent's words that the caller heard. The history never holds a
 * word that did not reach the caller's ear, and never two messages in a row from one side.
 */
import { joined } from '../machines/text/written.ts';
import type { ChatMessage } from './providers/llm-provider.ts';

export class Conversation {
  readonly #messages: ChatMessage[] = [];
  #unheard = '';

  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  /** The agent's last words that the caller heard; empty once the caller has answered. */
  get asked(): string {
    const last = this.#messages.at(-1);
    return last?.role === 'assistant' ? last.content : '';
  }

  /** Returns the rest of an interrupted generation that the caller did not hear, and forgets it. */
  takeUnheard(): string {
    const unheard = this.#unheard;
    this.#unheard = '';
    return unheard;
  }

  addCaller(text: string): void {
    this.#unheard = '';
    this.#add('user', text);
  }

  addAgent(heard: string, unheard: string): void {
    this.#unheard = unheard;
    this.#add('assistant', heard);
  }

  /**
   * The messages that the model is sent. `tentative`: words of a caller's turn that may not be over; empty when there
   * are none.
   */
  prompt(systemPrompt: string, tentative: string): ChatMessage[] {
    const messages: ChatMessage[] = [{ role: 'system', content: systemPrompt }, ...this.#messages];
    if (tentative !== '') append(messages, 'user', tentative);
    return messages;
  }

  #add(role: ChatMessage['role'], content: string): void {
    if (content !== '') append(this.#messages, role, content);
  }
}

function append(messages: ChatMessage[], role: ChatMessage['role'], content: string): void {
  const last = messages.at(-1);
  if (last?.role === role) messages[messages.length - 1] = { role, content: joined(last.content, content) };
  else messages.push({ role, content });
}
