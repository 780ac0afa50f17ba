/** A fixed reply as a language-model provider; without a vendor there is nothing that can fail. */
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { createFixedReply } from '../../../../actors/providers/scripted/fixed-reply.ts';
import { settled } from '../../../helpers/time/settled.ts';
import { eventually } from '../../../helpers/time/virtual-time.ts';

const TEXT = 'Speak, and I answer. Speak over me, and I stop.';

function ask(signal = new AbortController().signal, onText?: () => void) {
  const log: string[] = [];
  createFixedReply(TEXT).stream(
    {
      messages: [{ role: 'user', content: 'Anything.' }],
      clock: new SimulatedClock(),
      signal,
      temperature: 0,
      maxTokens: 1,
      firstTokenTimeoutMs: 1_000,
      interTokenTimeoutMs: 1_000,
    },
    {
      onConnected: () => log.push('connected'),
      onText: (delta) => {
        log.push(delta);
        onText?.();
      },
      onFinished: (reason) => log.push(reason),
      onFailed: ({ code }) => log.push(code),
    },
  );
  return log;
}

describe('a fixed reply', () => {
  it('is given whole, in one piece, and not before the request has returned', async () => {
    const log = ask();
    expect(log).toEqual([]);
    await eventually(() => expect(log).toEqual(['connected', TEXT, 'stop']));
  });

  it('is not given to an aborted request', async () => {
    const abort = new AbortController();
    const [before, early] = [ask(AbortSignal.abort()), ask(abort.signal)];
    abort.abort();
    await settled();
    expect([before, early]).toEqual([[], []]);
  });

  it('ends where it is aborted', async () => {
    const abort = new AbortController();
    const log = ask(abort.signal, () => abort.abort());
    await settled();
    expect(log).toEqual(['connected', TEXT]);
  });
});
