/** The messages between the actors of a call, in the order in which they happened. */
import { describe, expect, it } from 'vitest';
import type { SequenceMessage } from '../../readings/sequence.ts';
import { SequenceFold } from '../../readings/sequence.ts';
import { startStreams } from '../helpers/start/start-streams.ts';

type Call = ReturnType<typeof startStreams>;

const sequenceOf = (call: Call): SequenceFold => {
  const fold = new SequenceFold();
  for (const entry of call.journal.entries) fold.take(entry);
  return fold;
};
/** `stt → call caller.startOfTurn`, with `= LISTENING` where the state moved. Routine marks are left out. */
const inShort = (messages: readonly SequenceMessage[]): string[] =>
  messages
    .filter(({ isRoutine }) => !isRoutine)
    .map(({ from, to, label, state }) => `${from} → ${to} ${label}${state ? ` = ${state}` : ''}`);

describe('the sequence of a call', () => {
  it('shows a barge-in from the first word to the last stream stopped', () => {
    const call = startStreams({ latencyMs: 20 });
    call.asks('When do you open?');
    call.llm().replies('At nine in the morning.');
    call.waits(500);
    call.sttSession().starts('No');
    const messages = inShort(sequenceOf(call).messages);
    const from = messages.lastIndexOf('stt → call caller.startOfTurn');
    expect(messages.slice(from)).toEqual([
      'stt → call caller.startOfTurn',
      'stt → call caller.interruption',
      'call → call silence',
      'playback → carrier clear',
      'call → call keepHeard',
      'call → call backOff = LISTENING',
      'call → llm stop',
      'call → tts stop',
      'call → playback stop',
    ]);
  });

  it('shows an answer with the frames that carry it, and the state that each message led to', () => {
    const call = startStreams({ latencyMs: 20 });
    call.asks('When do you open?');
    call.llm().replies('At nine.');
    call.waits(3_000);
    expect(inShort(sequenceOf(call).messages).slice(2)).toEqual([
      'stt → call stt.opened',
      'stt → call caller.startOfTurn',
      'stt → call caller.interruption',
      'stt → call caller.endOfTurn',
      'call → call rememberCaller',
      'call → call leaveAPause = PROCESSING',
      'call → llm start g1',
      'call → tts start g1',
      'call → playback start g1',
      'llm → call llm.firstToken',
      'llm → call llm.finished',
      'playback → carrier mark g1:0',
      'playback → carrier media',
      'playback → call playback.started = SPEAKING',
      'tts → call tts.firstAudio',
      'tts → call tts.finished',
      'call → call ECHO_WINDOW',
      'carrier → playback echo g1:0',
      'playback → carrier mark g1:end',
      'playback → call playback.sent',
      'carrier → playback echo g1:end',
      'playback → call playback.finished',
      'call → call keepHeard = LISTENING',
      'call → llm stop',
      'call → tts stop',
      'call → playback stop',
    ]);
  });

  it('marks what failed with its code, and shows timers as messages of the call to itself', () => {
    const call = startStreams({ limits: { fillerMs: 500 } });
    call.asks('When do you open?');
    call.waits(500);
    call.llm().fails();
    call.sttSession().breaks();
    const { messages } = sequenceOf(call);
    expect(messages.filter(({ kind }) => kind === 'failure').map(({ label, code }) => [label, code])).toEqual(
      [
        ['llm.failed', 'LLM_UNAVAILABLE'],
        ['stt.lost', 'STT_LOST'],
      ],
    );
    expect(inShort(messages.filter(({ kind }) => kind === 'timer'))).toEqual(['call → call FILLER_DELAY']);
    expect(inShort(messages)).toContain('call → llm llm.say');
  });

  it('keeps the last 400 messages at most, says how many came before, and has few marks among them', () => {
    const call = startStreams({ latencyMs: 20 });
    const tellingAfterTurn = (): number => {
      call.asks('When do you open?');
      call.llm().replies('At nine in the morning, and never on Sundays.');
      call.waits(4_500);
      return sequenceOf(call).messages.filter(({ isRoutine }) => !isRoutine).length;
    };
    tellingAfterTurn();
    const two = tellingAfterTurn();
    const perTurn = tellingAfterTurn() - two;
    for (let turn = 4; turn <= 24; turn++) tellingAfterTurn();

    const { messages, dropped } = sequenceOf(call);
    const marks = messages.filter(({ isRoutine }) => isRoutine);
    expect(messages.length).toBeGreaterThan(300);
    expect(messages.length).toBeLessThanOrEqual(400);
    expect(messages.length - marks.length + dropped).toBe(two + 22 * perTurn);
    expect(marks.length).toBeLessThanOrEqual(120);
    expect(marks.at(-1)?.label).toBe('echo g24:2800');
    expect(messages.map(({ seq }) => seq)).toEqual([...messages.map(({ seq }) => seq)].sort((a, b) => a - b));
  });
});
