/** A caller’s written steps, run on a call. */
import { describe, expect, it } from 'vitest';
import { type CallerStep, createCaller } from '../../../sandbox/callers/run-caller.ts';
import { eventually, until } from '../../helpers/time/virtual-time.ts';
import { eachWithProduct, lineOf } from '../twilio/product.ts';
import { tone } from '../twilio/tone.ts';

const exchange = eachWithProduct();

describe('the caller', () => {
  it('follows their script, and may be hung up on at the end', async () => {
    const steps: CallerStep[] = [
      { do: 'listen', quietMs: 60 },
      { do: 'say', text: 'What time do you open?' },
      { do: 'interrupt', afterMs: 60, text: 'Sorry.' },
      { do: 'press', digit: '1' },
      { do: 'listen', mayEndCall: true },
      { do: 'hangUp' },
    ];
    const caller = await createCaller(steps, { speak: async (text) => lineOf(text) });
    const call = exchange.dial({ caller });
    const stream = await exchange.product.nextStream();
    stream.plays(tone(60));
    await eventually(() =>
      expect(stream.of('media').some(({ media }) => !media.payload.startsWith('////'))).toBe(true),
    );
    stream.plays(tone(1_000));
    await stream.receives('dtmf');
    stream.closes();
    const { events, callerFailure, endedBy } = await until(call.ended);
    expect(events.flatMap((event) => (event.type === 'caller.lineEnded' ? [event.text] : []))).toEqual([
      'What time do you open?',
      'Sorry.',
    ]);
    expect([callerFailure, endedBy]).toEqual([undefined, 'twiml']);
  });
});
