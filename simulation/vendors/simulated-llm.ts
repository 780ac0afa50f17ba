/**
 * A language model that answers every request with a few sentences, and the faults of one.
 *
 *   request ──accept──> onConnected ──first token──> onText … onFinished        faults: see faults.ts, `llm.*`
 *
 * The timeouts for the first and the next token are the provider's duty and not the `llm` actor's: SimulatedLlm keeps
 * them on the call's clock, as chat-completions.reply.ts does.
 */
import type { LlmHandlers, LlmProvider, LlmRequest } from '../../actors/providers/llm-provider.ts';
import { type ErrorCode, VoiceError } from '../../machines/errors.ts';
import type { Dice } from '../dice.ts';
import type { FaultName } from '../scenarios/faults.ts';
import { LLM_PACES, type LlmPace } from '../scenarios/latencies.ts';
import type { World } from '../world.ts';
import { drawReply } from './replies.ts';

/** Faults of one request; the first that is due happens. */
const OF_A_REQUEST = [
  'llm.rateLimited',
  'llm.unavailable',
  'llm.breaks',
  'llm.silent',
  'llm.stalls',
  'llm.slow',
  'llm.empty',
] as const satisfies readonly FaultName[];
type RequestFault = (typeof OF_A_REQUEST)[number];

const FAILS_AT_ONCE: Readonly<Partial<Record<RequestFault, ErrorCode>>> = {
  'llm.rateLimited': 'LLM_RATE_LIMITED',
  'llm.unavailable': 'LLM_UNAVAILABLE',
};

export class SimulatedLlm implements LlmProvider {
  readonly name = 'simulated-llm';
  readonly model = 'simulated';
  readonly world: World;
  readonly dice: Dice;
  readonly pace: LlmPace;
  readonly completions: Completion[] = [];
  isCareless = false;

  constructor(world: World) {
    this.world = world;
    this.dice = world.diceOf('llm');
    this.pace = LLM_PACES[world.scenario.pace.llm];
    world.faults.whenDue('llm.careless', () => {
      this.isCareless = true;
      return true;
    });
  }

  warm(): void {}

  async close(): Promise<void> {}

  stream(request: LlmRequest, handlers: LlmHandlers): void {
    if (request.signal.aborted) return;
    const fault = OF_A_REQUEST.find((name) => this.world.faults.take(name));
    this.completions.push(new Completion(this, request, handlers, fault));
  }
}

class Completion {
  isOver = false;
  readonly #vendor: SimulatedLlm;
  readonly #request: LlmRequest;
  readonly #handlers: LlmHandlers;
  readonly #fault: RequestFault | undefined;
  readonly #tokens: readonly string[];
  /** Number of tokens that will be written. */
  readonly #length: number;
  readonly #abort = (): void => this.#finish();
  #written = 0;
  #watchdog: unknown;

  constructor(
    vendor: SimulatedLlm,
    request: LlmRequest,
    handlers: LlmHandlers,
    fault: RequestFault | undefined,
  ) {
    const { dice, pace } = vendor;
    this.#vendor = vendor;
    this.#request = request;
    this.#handlers = handlers;
    this.#fault = fault;
    this.#tokens = drawReply(dice);
    const breaksAt = dice.int(1, this.#tokens.length);
    const isCut = fault === 'llm.breaks' || fault === 'llm.stalls';
    this.#length = isCut ? breaksAt : this.#tokens.length;
    request.signal.addEventListener('abort', this.#abort, { once: true });
    this.#watch(request.firstTokenTimeoutMs);
    this.#later(dice.draw(pace.acceptMs), () => this.#accept());
  }

  #accept() {
    const code = this.#fault && FAILS_AT_ONCE[this.#fault];
    if (code) return this.#fail(code);
    this.#handlers.onConnected('simulated');
    const { dice, pace } = this.#vendor;
    const moreMs = this.#fault === 'llm.slow' ? dice.int(1_000, 4_500) : 0;
    if (this.#fault === 'llm.silent') return;
    this.#later(dice.draw(pace.firstTokenMs) + moreMs, () => this.#write());
  }

  #write() {
    if (this.#fault === 'llm.empty') return this.#fail('LLM_EMPTY');
    if (this.#written >= this.#length) return this.#end();
    const token = this.#tokens[this.#written++] as string;
    this.#handlers.onText(token);
    if (!this.isOver) this.#watch(this.#request.interTokenTimeoutMs);
    const { dice, pace } = this.#vendor;
    this.#later(dice.draw(pace.nextTokenMs), () => this.#write());
  }

  #end() {
    if (this.#fault === 'llm.stalls') return;
    if (this.#fault === 'llm.breaks') return this.#fail('LLM_UNAVAILABLE');
    this.#finish();
    this.#handlers.onFinished('stop', {});
  }

  #fail(code: ErrorCode): void {
    this.#finish();
    this.#handlers.onFailed(new VoiceError(code, `The simulated model ends with ${code}`));
  }

  /** Runs `action` in `ms`. A careful vendor skips the action when the request is over. */
  #later(ms: number, action: () => void): void {
    const { clock } = this.#vendor.world;
    clock.at(clock.now() + ms, () => {
      if (!this.isOver || this.#vendor.isCareless) action();
    });
  }

  #watch(limitMs: number): void {
    const { clock } = this.#request;
    clock.clearTimeout(this.#watchdog);
    this.#watchdog = clock.setTimeout(() => this.#fail('LLM_STALLED'), limitMs);
  }

  #finish(): void {
    this.isOver = true;
    this.#request.clock.clearTimeout(this.#watchdog);
    this.#request.signal.removeEventListener('abort', this.#abort);
  }
}
