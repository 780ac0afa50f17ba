/**
 * Makes a vendor that ends turns itself more patient while the caller dictates: when the agent has asked for a number,
 * or the caller is in the middle of one.
 *
 *   what was asked, what is said ──rules──> a silence that ends the turn whatever the words ──configure──> vendor
 */
import type { EndpointingConfig } from '../providers/stt-provider.ts';
import { type Endpointing, type PatienceRule, ruleFor } from './endpointing.ts';

/** The vendor's own judgement is switched off: only silence ends the turn. */
const ONLY_SILENCE = 1;

export class PatienceRules {
  readonly #rules: readonly PatienceRule[];
  readonly #usual: EndpointingConfig;
  readonly #onChange: (config: EndpointingConfig, rule: PatienceRule | undefined) => void;
  #rule: PatienceRule | undefined;

  /**
   * `onChange` configures the vendor; `rule` is undefined when no rule fits and the usual applies again. Where our own
   * rule ends turns, the vendor is never configured.
   */
  constructor(
    { needed, rules, usual }: Pick<Endpointing, 'needed' | 'rules' | 'usual'>,
    onChange: (config: EndpointingConfig, rule: PatienceRule | undefined) => void,
  ) {
    this.#rules = needed ? [] : rules;
    this.#usual = usual;
    this.#onChange = onChange;
  }

  /**
   * Takes the words of the open turn so far, empty when none is open, and what the agent has asked. Reports a change
   * through `onChange`, once.
   */
  follow(text: string, asked: string): void {
    if (this.#rules.length === 0) return;
    const rule = text === '' ? undefined : ruleFor(this.#rules, { asked, text });
    if (rule === this.#rule) return;
    this.#rule = rule;
    this.#onChange(rule ? { eotThreshold: ONLY_SILENCE, eotTimeoutMs: rule.timeoutMs } : this.#usual, rule);
  }
}
