import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { synthesized } from '../../helpers/fakes/fake-voice.ts';
import { SCRIPT } from '../../helpers/start/start-call.ts';
import { startStreams } from '../../helpers/start/start-streams.ts';

const REPLY = 'We open at nine in the morning. We close at six.';

const speaking = () => {
  const call = startStreams();
  call.asks('Hello');
  call.llm().writes(REPLY);
  call.waits(1_000);
  return call;
};

const bug = (): never => {
  throw new Error('a bug');
};

describe('the end of a call', () => {
  it('leaves no frame, no socket and no timer', () => {
    const call = speaking();
    const { length } = call.line.sent;

    call.send({ type: 'transport.closed', reason: 'stop' });
    call.waits(20_000);

    expect(call.line.sent).toHaveLength(length);
    expect(call.llm().aborted).toBe(true);
    expect(call.tts().cancelled).toBe(true);
    expect(call.sttSession().closed).toBe(true);
    expect(call.voice.closed).toBe(true);
    expect(call.timers()).toBe(0);
  });

  it('in mid-sentence keeps what the STT had transcribed by then', () => {
    const call = startStreams();
    call.sttSession().starts('Please');
    call.sttSession().updates('Please cancel my order');

    call.send({ type: 'transport.closed', reason: 'stop' });
    call.waits(2_100);

    expect(call.history()).toEqual(['user: Please cancel my order']);
    expect(call.state()).toBe('ended');
  });

  it('in mid-sentence keeps it also when the STT connection is lost after that', () => {
    const call = startStreams();
    call.sttSession().starts('Please');
    call.sttSession().updates('Please cancel my order');

    call.send({ type: 'transport.closed', reason: 'stop' });
    call.sttSession().breaks('STT_REFUSED');
    call.waits(2_100);

    expect(call.history()).toEqual(['user: Please cancel my order']);
  });

  it('keeps what was heard of a reply cut off by it', () => {
    const call = speaking();

    call.send({ type: 'transport.closed', reason: 'stop' });

    expect(call.history().at(-1)).toBe(`assistant: ${call.wordsPlayed(1).join(' ')}`);
  });

  /** vellum-assistant PR#38339, openclaw#155271: a hang-up in the goodbye. jambonz-feature-server#811: marks that come back at once. */
  it.each([
    ['when it has played them', false],
    ['at once', true],
  ])('comes after the goodbye, on a carrier that sends marks back %s', (_, echoesAtOnce) => {
    const goodbye = synthesized(SCRIPT.goodbye);
    const call = startStreams({
      latencyMs: 50,
      limits: { maxNudges: 0, silenceMs: 1_000 },
      clips: new Map([[SCRIPT.goodbye, goodbye]]),
    });
    call.line.echoesAtOnce = echoesAtOnce;
    for (let ms = 0; call.state() !== 'ended' && ms < 10_000; ms += 10) call.waits(10);

    // The close of the line follows what was sent, as late.
    call.waits(50);
    expect(call.line.playedMs(1)).toBeGreaterThanOrEqual(goodbye.audio.length / 8 - 40);
    expect(call.history()).toEqual([`assistant: ${SCRIPT.goodbye}`]);
    expect(call.summary().reason).toBe('silence');
  });

  it('stops every stream when the chart itself breaks, and ignores what the streams still report', () => {
    const call = speaking();
    call.conversation.addAgent = bug;
    call.send({ type: 'caller.interruption', epoch: 1, turnIndex: 1 });
    expect(call.actor.getSnapshot().status).toBe('error');
    const before = call.events.length;

    call.llm().writes('And more.');
    call.llm().fails();
    call.tts().breaks();
    call.sttSession().says('Hello?');

    expect(call.llm().aborted).toBe(true);
    expect(call.tts().cancelled).toBe(true);
    expect(call.sttSession().closed).toBe(true);
    expect(call.events).toHaveLength(before);
  });

  it('starts no stream in the step in which the chart breaks', () => {
    const call = startStreams();
    call.conversation.addCaller = bug;

    call.asks('Hello');

    expect(call.actor.getSnapshot().status).toBe('error');
    expect(call.model.completions).toEqual([]);
    expect(call.timers()).toBe(0);
  });
});

describe('what happens after the end of a call', () => {
  beforeEach(() => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
  });
  afterEach(() => vi.restoreAllMocks());

  it('changes nothing, whichever callback comes late', () => {
    const call = speaking();
    const [llm, tts, sttSession] = [call.llm(), call.tts(), call.sttSession()];
    tts.careless = true;
    call.send({ type: 'transport.closed', reason: 'stop' });
    const history = call.history();
    const { length } = call.line.sent;

    llm.replies('Late.');
    tts.breaks();
    sttSession.opens();
    sttSession.says('Late.');
    sttSession.breaks();
    call.outbox.onMark('g1:end');
    call.sends(200, 1);
    call.send({ type: 'transport.closed', reason: 'close' });
    call.waits(2_000);

    expect(call.history()).toEqual(history);
    expect(call.line.sent).toHaveLength(length);
    expect(call.stt.sessions).toHaveLength(1);
  });
});

describe('a stream that throws', () => {
  it('in a callback fails its reply, not the call', () => {
    const call = startStreams();
    call.asks('Hello');
    call.line.media = () => {
      throw new Error('the socket broke');
    };
    call.llm().replies(REPLY);
    call.waits(100);

    expect(call.actor.getSnapshot().status).toBe('active');
  });
});
