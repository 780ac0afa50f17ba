/**
 * Any language model, by its port: it is asked twice what a caller's first word would ask of it, with the agent's own
 * prompt and parameters. The second time shows what its cache is worth.
 *
 *   prompt, "Hello?" ──> llm.streams      the same again ──> llm.cache
 */
import type { ModelSettings } from '../../../actors/call-scope.ts';
import { Conversation } from '../../../actors/conversation.ts';
import type { LlmProvider, LlmUsage } from '../../../actors/providers/llm-provider.ts';
import type { CallClock } from '../../../machines/clock.ts';
import { VoiceError } from '../../../machines/errors.ts';
import type { Finding } from '../../../readings/findings.ts';
import { failedWith, ms, ok, skipped, warning } from '../finding.ts';

interface LlmExamination {
  readonly llm: LlmProvider;
  /** Those of every call. */
  readonly settings: ModelSettings;
  /** What the agent says first; empty when the caller begins. */
  readonly greeting: string;
  /** The wait for a first word after which a caller hears the filler, in ms. */
  readonly slowMs: number;
  readonly clock: CallClock;
  /** The first word is enough: as much as a start of the server waits for. */
  readonly onceOnly?: boolean;
  /** Ends the request; the examination then never ends. */
  readonly signal?: AbortSignal | undefined;
}

interface Reply {
  readonly firstTextMs: number;
  readonly usage: LlmUsage;
}

/** Two findings: `llm.streams` and `llm.cache`. The caller closes the provider. */
export async function examineLlm(examination: LlmExamination): Promise<Finding[]> {
  const { llm, slowMs, onceOnly } = examination;
  const first = await reply(examination, onceOnly === true);
  if (first instanceof VoiceError)
    return [failedWith('llm.streams', first), skipped('llm.cache', 'it does not answer')];
  const { firstTextMs } = first;
  const said = `${llm.model} at ${llm.name} gives its first words after ${firstTextMs} ms`;
  const figures = { firstTextMs };
  const streams =
    firstTextMs <= slowMs
      ? ok('llm.streams', said, { figures })
      : warning('llm.streams', said, {
          figures,
          advice: `callers hear the filler after ${slowMs} ms; a smaller model or a nearer region is faster`,
        });
  if (onceOnly) return [streams];
  const second = await reply(examination, false);
  return [streams, cacheOf(second)];
}

function cacheOf(reply: Reply | VoiceError): Finding {
  if (reply instanceof VoiceError)
    return warning('llm.cache', `the second question was not answered: ${reply.message}`, {
      figures: { code: reply.code },
    });
  const { firstTextMs, usage } = reply;
  const { cachedTokens = 0, promptTokens } = usage;
  return ok(
    'llm.cache',
    `asked again, after ${firstTextMs} ms, with ${cachedTokens}${promptTokens === undefined ? '' : ` of ${promptTokens}`} tokens from its cache`,
    { figures: { firstTextMs, cachedTokens, ...(promptTokens !== undefined && { promptTokens }) } },
  );
}

/** How long the rest of a reply is waited for, in ms: only for the count of its tokens. */
const REST_LIMIT_MS = 3_000;

/** `endsEarly`: the reply is aborted at its first text. */
function reply(
  { llm, settings, greeting, clock, signal }: LlmExamination,
  endsEarly: boolean,
): Promise<Reply | VoiceError> {
  const conversation = new Conversation();
  conversation.addAgent(greeting, '');
  conversation.addCaller('Hello?');
  const { systemPrompt, ...limits } = settings;
  const end = new AbortController();
  signal?.addEventListener('abort', () => end.abort(), { once: true });
  const startedAt = clock.now();
  let firstTextMs: number | undefined;
  let timer: unknown;
  const whole = new Promise<Reply | VoiceError>((resolve) => {
    const stop = (): void => {
      end.abort();
      resolve({ firstTextMs: firstTextMs ?? 0, usage: {} });
    };
    llm.stream(
      { ...limits, messages: conversation.prompt(systemPrompt, ''), clock, signal: end.signal },
      {
        onConnected() {},
        onText() {
          if (firstTextMs !== undefined) return;
          firstTextMs = ms(clock.now() - startedAt);
          timer = clock.setTimeout(stop, endsEarly ? 0 : REST_LIMIT_MS);
        },
        onFinished: (_, usage) => resolve({ firstTextMs: firstTextMs ?? 0, usage }),
        onFailed: resolve,
      },
    );
  });
  return whole.finally(() => clock.clearTimeout(timer));
}
