/** One STT connection alone: its socket, its audio and its turns, with no chart around it. */
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { InboundAudio } from '../../../actors/audio/inbound-audio.ts';
import { FRAME_BYTES, FRAME_MS } from '../../../actors/audio/mulaw.ts';
import { Conversation } from '../../../actors/conversation.ts';
import { Generations } from '../../../actors/generation.ts';
import { Outbox } from '../../../actors/playback/outbox.ts';
import { asLastResort, bySilence, type Endpointing } from '../../../actors/stt/endpointing.ts';
import { sttActor } from '../../../actors/stt/stt.actor.ts';
import { SpeechActivity } from '../../../actors/vad/speech-activity.ts';
import { FakeLine } from '../../helpers/fakes/fake-line.ts';
import { FakeStt } from '../../helpers/fakes/fake-stt.ts';
import { runStream, standInCall } from '../../helpers/start/run-stream.ts';

function startStt(endpointing: Partial<Endpointing> = {}) {
  const clock = new SimulatedClock();
  const call = standInCall();
  const inbound = new InboundAudio(clock);
  const conversation = new Conversation();
  const stt = new FakeStt(true);
  const activity = new SpeechActivity();
  const stream = runStream(
    sttActor,
    { epoch: 2 },
    {
      ...call.parts,
      activity,
      clock,
      conversation,
      endpointing: { rules: [], usual: {}, gate: 'none', ...endpointing },
      generations: new Generations(),
      inbound,
      outbox: new Outbox({ clock, line: new FakeLine(clock) }),
      stopSpeaking: { numWords: 2, acknowledgements: ['okay'], interruptions: ['stop'] },
      stt,
      sttSettings: { connectTimeoutMs: 1_500 },
    },
  );
  const [sttSession] = stt.sessions;
  if (!sttSession) throw new Error('No socket was opened');
  let sentMs = 0;
  return {
    ...stream,
    call,
    sttSession,
    activity,
    inbound,
    conversation,
    named: (name: string) => call.notes.filter((note) => note.name === name),
    sends: (ms: number) => {
      for (const untilMs = sentMs + ms; sentMs < untilMs; sentMs += FRAME_MS) {
        inbound.push(new Uint8Array(FRAME_BYTES), sentMs);
        clock.increment(FRAME_MS);
      }
    },
    audioMs: () => sttSession.received.reduce((sum, { length }) => sum + length / 8, 0),
  };
}

describe('an STT connection', () => {
  it('begins with the audio of the last two seconds once it is open, and goes on with all that follows', () => {
    const { sttSession, sends, audioMs, emitted, named } = startStt();
    sends(3_000);
    expect(audioMs()).toBe(0);
    sttSession.opens();
    expect(audioMs()).toBe(2_000);
    sends(400);
    expect(audioMs()).toBe(2_400);
    expect(emitted()).toEqual(['stt.opened']);
    expect(named('stt.connected')).toEqual([
      { name: 'stt.connected', provider: 'fake-stt', requestId: 'request-1', epoch: 2 },
    ]);
  });

  it('leaves to the next connection what the caller has said since the last turn, and no more', () => {
    const { sttSession, sends, inbound } = startStt();
    sttSession.opens();
    sends(1_000);
    sttSession.says('Hello');
    expect(inbound.recent()).toEqual([]);
    sends(400);
    expect(inbound.recent()).toHaveLength(400 / FRAME_MS);
  });

  it('reports the turns of its vendor in the epoch that it was given', () => {
    const { sttSession, events } = startStt();
    sttSession.opens();
    sttSession.starts('When');
    sttSession.updates('When do');
    sttSession.ends('When do you open?');
    expect(events.slice(1)).toMatchObject([
      { type: 'caller.startOfTurn', epoch: 2, turnIndex: 0 },
      { type: 'caller.interruption', epoch: 2, turnIndex: 0 },
      { type: 'caller.endOfTurn', epoch: 2, turnIndex: 0, text: 'When do you open?' },
    ]);
  });

  it('notes what its vendor reported without the words, and nothing of a silence between two turns', () => {
    const { sttSession, named } = startStt();
    sttSession.opens();
    sttSession.updates('');
    sttSession.starts('When do');
    sttSession.ends('');
    expect(named('stt.fact')).toMatchObject([
      { fact: 'startOfTurn', epoch: 2, turnIndex: 0, words: 2 },
      { fact: 'endOfTurn', epoch: 2, turnIndex: 0, words: 0 },
    ]);
    expect(JSON.stringify(named('stt.fact'))).not.toContain('When');
  });

  it('notes what had to be repaired', () => {
    const { sttSession, named } = startStt();
    sttSession.opens();
    sttSession.updates('Hello');
    expect(named('stt.repaired')).toEqual([
      { name: 'stt.repaired', what: 'update without a start of turn', epoch: 2 },
    ]);
  });

  it('ends the open turn when the chart asks for it, and nothing when none is open', () => {
    const { sttSession, events, send } = startStt();
    sttSession.opens();
    send({ type: 'stt.endTurn' });
    sttSession.starts('Well');
    send({ type: 'stt.endTurn' });
    expect(events.slice(1)).toMatchObject([
      { type: 'caller.startOfTurn' },
      { type: 'caller.endOfTurn', text: 'Well', trigger: 'limit' },
    ]);
    expect(sttSession.endedTurns).toBe(1);
  });

  it('reports its loss once, with the words of the open turn, and takes no audio any more', () => {
    const { sttSession, sends, audioMs, events } = startStt();
    sttSession.opens();
    sttSession.starts('I would');
    sttSession.breaks();
    sends(400);
    expect(audioMs()).toBe(0);
    expect(events.at(-1)).toMatchObject({ type: 'stt.lost', epoch: 2, partial: 'I would' });
  });

  it('is given up when it transcribes nothing of what the detector hears between two turns, and not in a turn', () => {
    const { sttSession, sends, activity, events, emitted } = startStt();
    Object.assign(activity, { isKnown: true, isSpeaking: true });
    sttSession.opens();
    sttSession.starts('Hello');
    sends(20_000);
    expect(emitted()).not.toContain('stt.lost');
    sttSession.ends('Hello.');
    sends(20_000);
    expect(events.filter(({ type }) => type === 'stt.lost')).toMatchObject([
      { epoch: 2, error: { code: 'STT_MUTE' }, partial: '' },
    ]);
  });

  it('closes its socket when it is stopped', () => {
    const { sttSession, sends, stop, audioMs } = startStt();
    sttSession.opens();
    stop();
    sends(400);
    expect({ closed: sttSession.closed, audioMs: audioMs() }).toEqual({ closed: true, audioMs: 0 });
  });

  it('notes what its gate has saved, and nothing without a gate', () => {
    const gated = startStt({ gate: 'vad' });
    gated.sttSession.opens();
    gated.stop();
    expect(gated.named('stt.saved')).toEqual([{ name: 'stt.saved', epoch: 2, savedMs: 0 }]);
    const plain = startStt();
    plain.stop();
    expect(plain.named('stt.saved')).toEqual([]);
  });
});

describe('who ends a turn', () => {
  const dictates = { of: 'customer', pattern: /five$/u, timeoutMs: 2_000 } as const;
  const usual = { eotThreshold: 0.7 };

  it('is our own rule where there is one, and the vendor is left as it was opened', () => {
    const { sttSession, sends, events } = startStt({ needed: bySilence(300), rules: [dictates], usual });
    sttSession.opens();
    sends(1_000);
    sttSession.reports({
      kind: 'startOfTurn',
      turnIndex: 0,
      text: 'five',
      speechEndMs: 600,
      transcribedMs: 1_000,
    });
    sends(FRAME_MS);
    expect(events.at(-1)).toMatchObject({
      type: 'caller.endOfTurn',
      text: 'five',
      trigger: 'rule',
      positionMs: 600,
    });
    expect(sttSession.patience).toEqual([]);
  });

  it('is otherwise the vendor, made patient by the rules', () => {
    const { sttSession, sends, emitted, named } = startStt({ rules: [dictates], usual });
    sttSession.opens();
    sends(1_000);
    sttSession.starts('five');
    sends(10_000);
    expect(emitted()).toEqual(['stt.opened', 'caller.startOfTurn']);
    sttSession.ends('five five');
    expect(sttSession.patience).toEqual([{ eotThreshold: 1, eotTimeoutMs: 2_000 }, usual]);
    expect(named('stt.patience')).toMatchObject([{ epoch: 2, rule: 'five$' }, { epoch: 2 }]);
  });

  it('notes a change of patience that the vendor did not take', () => {
    const { sttSession, named } = startStt({ rules: [dictates], usual });
    sttSession.opens();
    sttSession.keepsItsPatience('refused', 'no luck');
    sttSession.keepsItsPatience('unanswered');
    expect(named('stt.patienceRefused')).toEqual([
      { name: 'stt.patienceRefused', epoch: 2, refusal: 'refused', vendorReason: 'no luck' },
      { name: 'stt.patienceRefused', epoch: 2, refusal: 'unanswered' },
    ]);
  });
});

describe('a turn that the vendor does not end', () => {
  const rules = [{ of: 'customer', pattern: /five$/u, timeoutMs: 2_000 }] as const;
  const lastResort = asLastResort(rules, 1_000);
  const saying = (text: string, lastWordMs: number, kind: 'startOfTurn' | 'update' = 'startOfTurn') =>
    ({ kind, turnIndex: 0, text, speechEndMs: lastWordMs }) as const;

  it('is ended by us when its words and the rule that fits have had their silence, and 3 s more', () => {
    const { sttSession, sends, events, emitted } = startStt({ lastResort, rules });
    sttSession.opens();
    sends(1_000);
    sttSession.reports(saying('five five', 600));
    sends(4_580);
    expect(emitted()).toEqual(['stt.opened', 'caller.startOfTurn', 'caller.interruption']);
    sends(3 * FRAME_MS);
    expect(events.at(-1)).toMatchObject({
      type: 'caller.endOfTurn',
      text: 'five five',
      trigger: 'lastResort',
      positionMs: 600,
    });
    expect(sttSession.endedTurns).toBe(1);
    expect(sttSession.patience).toHaveLength(1);
  });

  it('goes on for as long as words come', () => {
    const { sttSession, sends, emitted } = startStt({ lastResort });
    sttSession.opens();
    sends(1_000);
    sttSession.reports(saying('I', 900));
    for (let words = 2; words < 12; words++) {
      sends(3_800);
      sttSession.reports(saying('I went '.repeat(words), 900 + 3_800 * (words - 1), 'update'));
    }
    expect(emitted()).not.toContain('caller.endOfTurn');
  });

  it('goes on for as long as the detector hears the caller speak', () => {
    const { sttSession, sends, activity, emitted, events } = startStt({ lastResort });
    Object.assign(activity, { isKnown: true, isSpeaking: true });
    sttSession.opens();
    sends(1_000);
    sttSession.reports(saying('I have', 600));
    sends(30_000);
    expect(emitted()).not.toContain('caller.endOfTurn');
    Object.assign(activity, { isSpeaking: false, lastSpeechMs: 31_000, judgedMs: 31_000 });
    sends(3_000);
    activity.judgedMs = 34_980;
    sends(FRAME_MS);
    expect(emitted()).not.toContain('caller.endOfTurn');
    activity.judgedMs = 35_000;
    sends(2_000);
    expect(events.at(-1)).toMatchObject({ type: 'caller.endOfTurn', trigger: 'lastResort' });
  });

  it('ends without words, too, when the vendor has taken them back', () => {
    const { sttSession, sends, events } = startStt({ lastResort });
    sttSession.opens();
    sends(1_000);
    sttSession.reports(saying('Uh', 600));
    sttSession.reports({ kind: 'update', turnIndex: 0, text: '' });
    sends(6_000);
    expect(events.at(-1)).toMatchObject({ type: 'caller.endOfTurn', text: '', trigger: 'lastResort' });
  });

  it('is none of ours when the vendor ends it in time', () => {
    const { sttSession, sends, events } = startStt({ lastResort });
    sttSession.opens();
    sends(1_000);
    sttSession.reports(saying('Hello', 600));
    sends(3_000);
    sttSession.reports({
      kind: 'endOfTurn',
      turnIndex: 0,
      text: 'Hello',
      speechEndMs: 600,
      trigger: 'timeout',
    });
    sends(20_000);
    expect(events.filter(({ type }) => type === 'caller.endOfTurn')).toMatchObject([{ trigger: 'timeout' }]);
    expect(sttSession.endedTurns).toBe(0);
  });
});
