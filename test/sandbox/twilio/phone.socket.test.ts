/** The phone in the caller’s hand: what a caller waits for on a call, and what ends the wait. */
import { describe, expect, it } from 'vitest';
import { until } from '../../helpers/time/virtual-time.ts';
import { eachWithProduct, lineOf } from './product.ts';
import { tone } from './tone.ts';

const exchange = eachWithProduct();

describe('the caller', () => {
  it('notices when the agent begins, goes on and stops', async () => {
    const call = exchange.dial();
    const stream = await exchange.product.nextStream();
    const started = call.agentStartsSpeaking();
    stream.plays(tone(200));
    await started;
    expect(call.isAgentAudible).toBe(true);
    await call.agentHasSpokenFor(100);
    await call.agentStopsSpeaking(80);
    call.hangUp();
    const { agent } = await until(call.ended);
    expect(Buffer.from(agent).indexOf(tone(200)) >= 0).toBe(true);
  });

  it('gets an error that names what they waited for in vain', async () => {
    const call = exchange.dial();
    await exchange.product.nextStream();
    await expect(call.agentStartsSpeaking({ timeoutMs: 30 })).rejects.toThrow(
      'The caller waited 30 ms for the agent to start speaking',
    );
    const waiting = call.agentHasSpokenFor(100);
    call.hangUp();
    await expect(waiting).rejects.toThrow(
      'The call ended while the caller waited for the agent to speak for 100 ms',
    );
    await expect(call.say(lineOf('Too late.'))).rejects.toMatchObject({ code: 'CALL_ENDED' });
  });

  it('takes what follows their own line as its answer', async () => {
    const call = exchange.dial();
    const stream = await exchange.product.nextStream();
    stream.plays(tone(100));
    await call.agentStartsSpeaking();
    await call.agentStopsSpeaking(40);
    expect(call.isAgentAudible).toBe(true);
    await call.say(lineOf('And on Sunday?'));
    expect(call.isAgentAudible).toBe(false);
    stream.plays(tone(40));
    await call.agentStartsSpeaking();
  });

  it('hangs up when their script fails, and the record says why', async () => {
    const call = exchange.dial({ caller: (phone) => phone.agentStartsSpeaking({ timeoutMs: 20 }) });
    const { callerFailure, endedBy } = await until(call.ended);
    expect([callerFailure?.message, endedBy]).toEqual([expect.stringContaining('20 ms'), 'caller']);
  });
});
