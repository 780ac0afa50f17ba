/** The contract of every `LlmProvider`, with any vendor: a new client has to pass this suite. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import type { LlmHandlers, LlmProvider, LlmRequest, LlmUsage } from '../../actors/providers/llm-provider.ts';
import type { VoiceError } from '../../machines/errors.ts';
import { settled } from '../helpers/time/settled.ts';
import { eventually } from '../helpers/time/virtual-time.ts';
import { type Switched, SwitchesMet } from './switches.ts';

/** The vendor's failures, made by the test; each lasts until `recovers`. */
interface LlmVendor {
  /** Requests that have arrived, oldest first, and whether we hung up on them. */
  readonly requests: readonly { readonly aborted: boolean }[];
  refusesKeys(): void;
  knowsNoSuchModel(): void;
  limitsUs(retryAfterS: number): void;
  isDown(): void;
  /** The connection is made and nothing is ever answered. */
  hangs(): void;
  /** The reply begins and no text comes. */
  stalls(): void;
  breaksOffAfter(tokens: number): void;
  cutsTheLineAfter(tokens: number): void;
  babbles(): void;
  saysNothing(): void;
  /** After so many tokens neither another nor an end comes. */
  fallsSilentAfter(tokens: number): void;
  recovers(): void;
}

export interface LlmStage extends Switched {
  readonly apiKey: string;
  readonly provider: LlmProvider;
  readonly vendor: LlmVendor;
  /** The vendor's reply to any conversation; many tokens long. */
  readonly reply: string;
  close(): Promise<void>;
}

/** Longer than a client waits before it asks a busy vendor once more. */
const PAUSE_MS = 500;
const FIRST_TOKEN_MS = 3_000;
const INTER_TOKEN_MS = 1_000;

/** All that one request reports. */
class Reader implements LlmHandlers {
  readonly log: string[] = [];
  readonly deltas: string[] = [];
  readonly usages: LlmUsage[] = [];
  readonly errors: VoiceError[] = [];
  onDelta: () => void = () => {};

  onConnected(requestId: string | undefined): void {
    this.log.push(`connected ${typeof requestId}`);
  }

  onText(delta: string): void {
    this.log.push('text');
    this.deltas.push(delta);
    this.onDelta();
  }

  onFinished(reason: 'stop' | 'length', usage: LlmUsage): void {
    this.log.push(`finished ${reason}`);
    this.usages.push(usage);
  }

  onFailed(error: VoiceError): void {
    this.log.push(`failed ${error.code}`);
    this.errors.push(error);
  }

  get text(): string {
    return this.deltas.join('');
  }

  ended = () => eventually(() => expect(this.log.at(-1)).toMatch(/^(finished|failed)/));
}

/** `isStreamed`: false for an endpoint that answers in one piece, whatever it is asked for; then nothing can be said of the pieces. */
export function llmProviderContract(
  name: string,
  setup: () => Promise<LlmStage>,
  { isStreamed = true }: { readonly isStreamed?: boolean } = {},
): void {
  describe(`${name}, as a language-model provider`, () => {
    let stage: LlmStage;
    let vendor: LlmVendor;
    let clock: SimulatedClock;
    const switches = new SwitchesMet();

    beforeEach(async () => {
      stage = await setup();
      vendor = stage.vendor;
      clock = new SimulatedClock();
    });
    afterEach(async () => {
      switches.note(stage);
      await stage.provider.close();
      await stage.close();
    });

    function ask(options: Partial<LlmRequest> = {}) {
      const reader = new Reader();
      const abort = new AbortController();
      const request: LlmRequest = {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Hello' },
        ],
        clock,
        signal: abort.signal,
        temperature: 0.4,
        maxTokens: 300,
        firstTokenTimeoutMs: FIRST_TOKEN_MS,
        interTokenTimeoutMs: INTER_TOKEN_MS,
        ...options,
      };
      stage.provider.stream(request, reader);
      return { reader, abort };
    }

    async function failure() {
      const { reader } = ask();
      await settled();
      clock.increment(PAUSE_MS);
      await reader.ended();
      return reader;
    }

    it('hands on the reply as it is written, in order and once', async () => {
      const { reader } = ask();
      await reader.ended();
      expect(reader.text).toBe(stage.reply);
      expect(reader.deltas.length > 1).toBe(isStreamed);
      expect(reader.deltas).not.toContain('');
      expect([reader.log[0], reader.log[1], reader.log.at(-1)]).toEqual([
        'connected string',
        'text',
        'finished stop',
      ]);
      expect(reader.usages).toEqual([
        {
          promptTokens: expect.any(Number),
          cachedTokens: expect.any(Number),
          completionTokens: expect.any(Number),
        },
      ]);
    });

    it.runIf(isStreamed)('says when the token limit cut the reply', async () => {
      const { reader } = ask({ maxTokens: 2 });
      await reader.ended();
      expect(reader.log.at(-1)).toBe('finished length');
      expect(stage.reply.startsWith(reader.text)).toBe(true);
    });

    it('keeps two replies apart', async () => {
      const [first, second] = [ask().reader, ask().reader];
      await Promise.all([first.ended(), second.ended()]);
      expect([first.text, second.text]).toEqual([stage.reply, stage.reply]);
    });

    it('warms up without a word, also when the vendor is down', async () => {
      vendor.isDown();
      stage.provider.warm();
      vendor.recovers();
      stage.provider.warm();
      const { reader } = ask();
      await reader.ended();
      expect(reader.text).toBe(stage.reply);
    });

    it.runIf(isStreamed)('ends the request of an aborted reply, and reports nothing more', async () => {
      vendor.fallsSilentAfter(2);
      const { reader, abort } = ask();
      reader.onDelta = () => abort.abort();
      await eventually(() => expect(vendor.requests.at(-1)?.aborted).toBe(true));
      clock.increment(60_000);
      expect(reader.log).toEqual(['connected string', 'text']);
    });

    it('ends the request of a reply aborted before it began', async () => {
      vendor.hangs();
      const { reader, abort } = ask();
      await eventually(() => expect(vendor.requests).toHaveLength(1));
      abort.abort();
      await eventually(() => expect(vendor.requests.at(-1)?.aborted).toBe(true));
      clock.increment(60_000);
      expect(reader.log).toEqual([]);
    });

    it('asks nothing when it is aborted already', async () => {
      const { reader } = ask({ signal: AbortSignal.abort() });
      const second = ask().reader;
      await second.ended();
      expect([reader.log, vendor.requests.length]).toEqual([[], 1]);
    });

    it.each([
      ['the key is not accepted', 'refusesKeys', 'LLM_REFUSED', false],
      ['the model is unknown', 'knowsNoSuchModel', 'LLM_REFUSED', false],
      ['the vendor is down', 'isDown', 'LLM_UNAVAILABLE', true],
      ['the vendor talks nonsense', 'babbles', 'LLM_PROTOCOL', true],
      ['the vendor says nothing', 'saysNothing', 'LLM_EMPTY', true],
    ] as const)(
      'fails once when %s, keeps the key to itself, and works again afterwards',
      async (_, misfortune, code, retryable) => {
        vendor[misfortune]();
        const { log, errors } = await failure();
        expect(errors).toMatchObject([{ code, retryable }]);
        expect(log.filter((entry) => !entry.startsWith('connected'))).toEqual([`failed ${code}`]);
        expect(`${errors[0]?.message} ${JSON.stringify(errors[0])}`).not.toContain(stage.apiKey);

        vendor.recovers();
        const { reader } = ask();
        await reader.ended();
        expect(reader.text).toBe(stage.reply);
      },
    );

    it('says how long to wait when the limit is used up', async () => {
      vendor.limitsUs(7);
      const { errors } = await failure();
      expect(errors).toMatchObject([
        { code: 'LLM_RATE_LIMITED', retryable: true, details: { retryAfterMs: 7_000 } },
      ]);
    });

    it.runIf(isStreamed)('keeps what was said when the reply breaks off', async () => {
      vendor.breaksOffAfter(2);
      const { log, deltas } = await failure();
      expect([deltas.length, log.at(-1)]).toEqual([2, 'failed LLM_UNAVAILABLE']);
      expect(log.filter((entry) => entry.startsWith('failed'))).toHaveLength(1);
    });

    it('notices a line cut in the middle of the reply', async () => {
      vendor.cutsTheLineAfter(2);
      expect((await failure()).log.at(-1)).toBe('failed LLM_UNREACHABLE');
    });

    it.each(['hangs', 'stalls'] as const)(
      'waits for the first token no longer than the limit when the vendor %s',
      async (fault) => {
        vendor[fault]();
        const { reader } = ask();
        await eventually(() => expect(vendor.requests).toHaveLength(1));
        clock.increment(FIRST_TOKEN_MS - 1);
        expect(reader.errors).toEqual([]);
        clock.increment(1);
        expect(reader.errors).toMatchObject([{ code: 'LLM_STALLED', retryable: true }]);
        await eventually(() => expect(vendor.requests.at(-1)?.aborted).toBe(true));
      },
    );

    it.runIf(isStreamed)('waits for the next token no longer than the limit', async () => {
      vendor.fallsSilentAfter(2);
      const { reader } = ask();
      // Both: where every text comes with a finish reason, it is the second that shows that the first meant nothing.
      await eventually(() => expect(reader.deltas).toHaveLength(2));
      clock.increment(INTER_TOKEN_MS);
      expect(reader.log.at(-1)).toBe('failed LLM_STALLED');
      const { length } = reader.log;
      await eventually(() => expect(vendor.requests.at(-1)?.aborted).toBe(true));
      expect(reader.log).toHaveLength(length);
    });

    it('reports a vendor that is gone', async () => {
      await stage.close();
      expect((await failure()).log).toEqual(['failed LLM_UNREACHABLE']);
    });

    it('has met every habit that this run is about', () => {
      expect(switches.missed).toEqual([]);
    });
  });
}
