/**
 * The history of a call: what each side has really heard of the other. It never holds a word the caller's ear
 * did not receive, and never two messages in a row from one side.
 */
import type { ChatMessage } from './providers/llm-provider.ts';

export class Conversation {
  readonly #messages: ChatMessage[] = [];
  #unheard = '';

  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  /** What the agent was last heard saying; empty once the caller has answered. */
  get asked(): string {
    const last = this.#messages.at(-1);
    return last?.role === 'assistant' ? last.content : '';
  }

  /** What an interrupted generation had ready and the caller did not hear. Asking takes it. */
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

  /** The history as the model reads it, with what the caller has said so far and may not have finished. */
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
  if (last?.role === role) messages[messages.length - 1] = { role, content: `${last.content} ${content}` };
  else messages.push({ role, content });
}
