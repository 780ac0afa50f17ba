/**
 * An answer whose tokens a test releases one by one, so that the test decides what the model does next.
 *
 *   hold ──> headers, role chunk ──give──> tokens … ──finish──> the rest, the end
 *                                            └──fail──> an in-band error, the end
 */
import type { GroqRequest } from './request-log.ts';

export interface HeldAnswer {
  readonly request: GroqRequest;
  /** Sends the next `tokens` tokens. */
  give(tokens: number): void;
  /** Sends the remaining tokens and the regular end. */
  finish(): void;
  /** Ends the stream with an in-band error. */
  fail(): void;
  /** Resolves when the connection is gone, also at the regular end. */
  readonly gone: Promise<void>;
}

/** The completion and the writers of a held answer; answer.ts provides them. */
interface HeldParts {
  readonly request: GroqRequest;
  readonly tokens: readonly string[];
  readonly gone: AbortSignal;
  say(token: string): void;
  /** The regular end. */
  end(): void;
  /** The in-band error, and the end. */
  breakOff(): void;
}

export function holdAnswer({ request, tokens, gone, say, end, breakOff }: HeldParts): HeldAnswer {
  let said = 0;
  let isOver = false;
  const give = (count: number): void => {
    for (const token of tokens.slice(said, said + count)) say(token);
    said += count;
  };
  const over = (how: () => void): void => {
    if (isOver || gone.aborted) return;
    isOver = true;
    how();
  };
  return {
    request,
    give: (count) => {
      if (!isOver && !gone.aborted) give(count);
    },
    finish: () =>
      over(() => {
        give(tokens.length);
        end();
      }),
    fail: () => over(breakOff),
    gone: new Promise((resolve) => {
      if (gone.aborted) resolve();
      else gone.addEventListener('abort', () => resolve(), { once: true });
    }),
  };
}
