/**
 * The history of a call: the caller's turns, and the agent's words that the caller heard. The history never holds a
 * word that did not reach the caller's ear, and never two messages in a row from one side.
 *
 * The history is bounded by what the model's prompt may hold: prompt-budget.ts says which exchanges go.
 */
import { joined } from '../machines/text/written.ts';
import { estimateTokens, firstKept, type Sized } from './prompt-budget.ts';
import type { ChatMessage } from './providers/llm-provider.ts';

export class Conversation {
  readonly #messages: ChatMessage[] = [];
  /** The size of each message. */
  readonly #sizes: Sized[] = [];
  readonly #budget: number;
  #tokens = 0;
  #unheard = '';
  #refusals = 0;

  /** `budget`: what the history may take of a prompt, in estimated tokens. */
  constructor(budget = Number.POSITIVE_INFINITY) {
    this.#budget = budget;
  }

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
   * The vendor's filter refused a prompt that ended with `words`: if they are the caller's last turn here, no later prompt
   * has them. After two refusals in a row the filter objects to something older, and no later prompt has any of it.
   */
  leaveOut(words: string): void {
    const last = this.#messages.at(-1);
    if (last?.role !== 'user' || last.content !== words) return;
    this.#refusals++;
    const kept = this.#refusals > 1 ? 0 : this.#messages.length - 1;
    this.#remove(kept, this.#messages.length - kept);
  }

  /** A model answered: its vendor has no objection to the history. */
  answered(): void {
    this.#refusals = 0;
  }

  /**
   * The messages that the model is sent. `tentative`: words of a caller's turn that may not be over; empty when there
   * are none.
   */
  prompt(systemPrompt: string, tentative: string): ChatMessage[] {
    const kept = this.#keptWith(tentative);
    const history = kept === 0 ? this.#messages : this.#messages.slice(kept);
    const messages: ChatMessage[] =
      systemPrompt.trim() === '' ? [...history] : [{ role: 'system', content: systemPrompt }, ...history];
    if (tentative.trim() !== '') append(messages, 'user', tentative);
    return messages;
  }

  /** The index of the first message that fits beside these words. */
  #keptWith(tentative: string): number {
    if (tentative === '') return 0;
    const size = { role: 'user', tokens: estimateTokens(tentative) };
    return this.#tokens + size.tokens <= this.#budget ? 0 : firstKept([...this.#sizes, size], this.#budget);
  }

  #add(role: ChatMessage['role'], content: string): void {
    if (content.trim() === '') return;
    if (append(this.#messages, role, content)) this.#tokens -= this.#sizes.pop()?.tokens ?? 0;
    const tokens = estimateTokens(this.#messages.at(-1)?.content ?? '');
    this.#sizes.push({ role, tokens });
    this.#tokens += tokens;
    if (this.#tokens > this.#budget) this.#remove(0, firstKept(this.#sizes, this.#budget));
  }

  #remove(from: number, count: number): void {
    this.#messages.splice(from, count);
    for (const { tokens } of this.#sizes.splice(from, count)) this.#tokens -= tokens;
  }
}

/** Whether the content was joined to the last message, which is from the same side. */
function append(messages: ChatMessage[], role: ChatMessage['role'], content: string): boolean {
  const last = messages.at(-1);
  const isSame = last?.role === role;
  if (isSame) messages[messages.length - 1] = { role, content: joined(last.content, content) };
  else messages.push({ role, content });
  return isSame;
}
