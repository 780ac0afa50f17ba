/**
 * Makes a vendor that ends turns itself more patient while the caller dictates: when the agent has asked for a number,
 * or the caller is in the middle of one.
 *
 *   what was asked, what is said ──rules──> a silence that ends the turn whatever the words ──configure──> vendor
 */
import type { Conversation } from '../conversation.ts';
import type { EndpointingConfig } from '../providers/stt-provider.ts';
import { type Endpointing, type PatienceRule, ruleFor } from './endpointing.ts';

/** The vendor's own judgement is switched off: only silence ends the turn. */
const ONLY_SILENCE = 1;

export class PatienceRules {
  readonly #endpointing: Endpointing;
  readonly #conversation: Conversation;
  readonly #onChange: (config: EndpointingConfig, rule: PatienceRule | undefined) => void;
  #rule: PatienceRule | undefined;

  constructor(
    endpointing: Endpointing,
    conversation: Conversation,
    onChange: (config: EndpointingConfig, rule: PatienceRule | undefined) => void,
  ) {
    this.#endpointing = endpointing;
    this.#conversation = conversation;
    this.#onChange = onChange;
  }

  /** What the agent was last heard saying, if nobody has answered it. */
  get asked(): string {
    const last = this.#conversation.messages.at(-1);
    return last?.role === 'assistant' ? last.content : '';
  }

  /** The open turn's words so far; empty when none is open. */
  hear(text: string): void {
    const { needed, rules, usual } = this.#endpointing;
    if (needed || rules.length === 0) return;
    const rule = text === '' ? undefined : ruleFor(rules, { asked: this.asked, text });
    if (rule === this.#rule) return;
    this.#rule = rule;
    this.#onChange(rule ? { eotThreshold: ONLY_SILENCE, eotTimeoutMs: rule.timeoutMs } : usual, rule);
  }
}
