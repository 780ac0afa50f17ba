/** An STT connection that fails and can be reopened: the caller does not notice, and no word is lost. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCaller } from '../../sandbox/callers/run-caller.ts';
import { errorCodes, namesIn, textsSaid } from '../helpers/journal-reading.ts';
import { type AnsweredCall, startWorld, startWorldOfTest, type World } from '../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
const WITHIN_TEN_SECONDS = { timeoutMs: 10_000 };

let world: World;
beforeAll(async () => {
  world = await startWorld({
    reply: (messages) => `You said: ${messages.at(-1)?.content}`,
    agent: { silenceTimeoutSeconds: 60 },
  });
});
afterEach(() => world.deepgram.faults.recover());
afterAll(() => world.close());

const lastSaid = ({ call }: AnsweredCall) => textsSaid(call.journal).at(-1);
const has = ({ call }: AnsweredCall, name: string, count = 1) =>
  eventually(() => expect(namesIn(call.journal).filter((one) => one === name).length).toBe(count));
describe('an STT connection that is lost in mid-sentence', () => {
  it.each([
    ['by a broken line', (answered: AnsweredCall) => answered.sttSession.session.drop(), 'STT_LOST'],
    [
      'by a close',
      (answered: AnsweredCall) => answered.sttSession.session.drop(1_011, 'restart'),
      'STT_LOST',
    ],
    ['by a fatal error', () => world.deepgram.faults.fatal(), 'STT_LOST'],
  ])('%s is followed by another, and no word is lost', async (_what, lose, code) => {
    const answered = await world.pickUp();
    const { phone, call, sttSession } = answered;
    sttSession.starts('I would like');
    await has(answered, 'caller.startOfTurn');
    const reopened = sttSession.reopens();
    lose(answered);
    await reopened;
    await has(answered, 'stt.opened', 2);
    sttSession.says('would like a table.');
    await eventually(() => expect(lastSaid(answered)).toBe('You said: I would like a table.'));
    await until(phone.agentHasSpokenFor(200));
    phone.hangUp();
    expect(errorCodes(call.journal)).toEqual([code]);
    expect(await until(call.ended)).toMatchObject({ turns: 1, epochs: 2, failures: 0 });
  });

  it('with a successor that transcribes nothing more is followed by an answer to the words so far', async () => {
    const answered = await world.pickUp();
    const { phone, sttSession, call } = answered;
    sttSession.starts('Are you open');
    await has(answered, 'caller.startOfTurn');
    sttSession.session.drop();
    await until(phone.agentStartsSpeaking(WITHIN_TEN_SECONDS));
    expect(lastSaid(answered)).toBe('You said: Are you open');
    phone.hangUp();
    await until(call.ended);
  });

  it('leaves the other calls of the server alone', async () => {
    const other = await world.pickUp();
    const answered = await world.pickUp();
    answered.sttSession.session.drop();
    await has(answered, 'stt.lost');
    other.sttSession.says('Hello?');
    await eventually(() => expect(lastSaid(other)).toBe('You said: Hello?'));
    expect(errorCodes(other.call.journal)).toEqual([]);
    for (const { phone, call } of [other, answered]) {
      phone.hangUp();
      await until(call.ended);
    }
  });
});

describe('an STT connection that sends garbage', () => {
  it('is replaced, and the caller is transcribed', async () => {
    const answered = await world.pickUp();
    const { phone, call, sttSession } = answered;
    const reopened = sttSession.reopens();
    world.deepgram.faults.garbage();
    await reopened;
    await has(answered, 'stt.opened', 2);
    sttSession.says('Hello?');
    await eventually(() => expect(lastSaid(answered)).toBe('You said: Hello?'));
    phone.hangUp();
    await until(call.ended);
    expect(errorCodes(call.journal)).toEqual(['STT_PROTOCOL']);
  });
});

describe('an STT connection that falls silent', () => {
  it('in mid-sentence is noticed in seconds, and replaced', async () => {
    const answered = await world.pickUp();
    const { phone, call, sttSession } = answered;
    sttSession.starts('I would like');
    await has(answered, 'caller.startOfTurn');
    const reopened = sttSession.reopens();
    world.deepgram.faults.mute();
    await reopened;
    await has(answered, 'stt.opened', 2);
    sttSession.says('like a table.');
    await eventually(() => expect(lastSaid(answered)).toBe('You said: I would like a table.'));
    phone.hangUp();
    await until(call.ended);
    expect(errorCodes(call.journal)).toEqual(['STT_MUTE']);
  });
});

describe('an STT connection that answers, and hears nothing any more', () => {
  it.each([
    ['Flux', {}, 'deepgram'],
    ['Nova', { model: 'nova-3' }, 'deepgram'],
    ['AssemblyAI', { provider: 'assembly-ai' }, 'assemblyAi'],
  ] as const)(
    'of %s is replaced while the caller speaks on',
    { timeout: 30_000 },
    async (_, transcriber, vendor) => {
      const hearing = await startWorldOfTest({
        hears: true,
        agent: { transcriber, silenceTimeoutSeconds: 60 },
        reply: () => 'Yes, of course.',
      });
      const asks = await createCaller(
        [{ do: 'say', text: 'What time do you open on Saturday?' }, { do: 'listen' }],
        hearing.voice,
      );
      const speaksOn = await createCaller(
        [
          ...Array.from(
            { length: 8 },
            () => ({ do: 'say', text: 'Hello? Can you hear what I am saying to you now?' }) as const,
          ),
          { do: 'wait', ms: 6_000 },
          { do: 'say', text: 'And do you have sourdough?' },
          { do: 'listen' },
          { do: 'hangUp' },
        ],
        hearing.voice,
      );
      const phone = hearing.placeCall({
        caller: async (call) => {
          await asks(call);
          hearing[vendor].faults.deafen();
          await speaksOn(call);
        },
      });
      const record = await until(phone.ended, { limitMs: 90_000 });
      expect(record.callerFailure).toBeUndefined();
      await until(hearing.server.app.calls.whenIdle());
      const [call] = hearing.server.app.calls.ended;
      expect(errorCodes(call?.journal ?? expect.fail('No call'))).toEqual(['STT_MUTE']);
      const heard = call?.journal.entries.flatMap((entry) =>
        entry.name === 'history.caller' ? [entry.data.text] : [],
      );
      expect(heard?.at(-1)).toMatch(/sourdough/);
    },
  );
});
