/**
 * Transitions of the chart that no caller, carrier, vendor or operator can make it take, each with the reason why the transition is
 * there all the same, and with what takes it: the chart alone, sent its events by hand.
 */
import type { startCall } from '../helpers/start/start-call.ts';

type Call = ReturnType<typeof startCall>;
type Options = Parameters<typeof startCall>[0];

interface Exception {
  /** The transition's id, by machines/transition-id.ts. */
  readonly id: string;
  readonly reason: string;
  /** Options of the call that takes it. */
  readonly options?: Options;
  takes(call: Call): void;
}

/** Our own code would have to throw while a stream starts; a vendor's failure arrives later, as an event. */
const STARTS =
  'Only a bug of ours makes a stream throw while it starts: providers report, actors/stream-actor.ts guards.';
/** actors/stt/turn-sequence.ts puts a start before every end, once per turn, whatever the vendor sends. */
const ORDER =
  'actors/stt/turn-sequence.ts passes one start per turn, before its end; the chart does not rely on it.';
/** The hold comes within one frame of it: too narrow for a driver that acts from outside. */
const JUST_SENT = 'The last frame was on the line as speech began; the outbox reports it before it is held.';
/** The end comes in the same tick: actors/stt/stt.actor.ts. */
const AT_ONCE =
  'The STT actor ends an open turn in the tick in which it is asked to; the chart does not rely on that.';

const breaks = (child: 'llm' | 'tts' | 'playback', id: string): Exception[] => [
  {
    id: `live.turn.responding|error ${child}|0`,
    reason: STARTS,
    takes(call) {
      call.breaksOnce.add(child);
      call.speaks();
      call.pauses('Hello');
    },
  },
  {
    id: `live.turn.responding|error ${child}|1`,
    reason: STARTS,
    takes(call) {
      call.breaksOnce.add(child);
      call.says('Hello');
    },
  },
  {
    id,
    reason: STARTS,
    takes(call) {
      call.breaks.add(child);
      call.says('Hello');
    },
  },
];

export const EXCEPTIONS: readonly Exception[] = [
  ...breaks('llm', 'live.turn.closing|error llm|0'),
  ...breaks('tts', 'live.turn.closing|error tts|0'),
  ...breaks('playback', 'live.turn.closing|error playback|0'),
  {
    id: 'live.stt.connected|error stt|0',
    reason: STARTS,
    takes(call) {
      call.breaks.add('stt');
      call.sttBecomesUnavailable();
      call.waits(call.context().limits.reopenMs[0] as number);
    },
  },
  {
    id: 'live.vad.on|error vad|0',
    reason: STARTS,
    options: { hasVad: true, connecting: true },
    takes(call) {
      call.breaks.add('vad');
      call.picksUp();
    },
  },
  {
    id: 'live.turn.responding.speaking.doubted|playback.sent|0',
    reason: JUST_SENT,
    options: { hasVad: true },
    takes(call) {
      call.says('Hello');
      call.answers();
      call.vadSpeechStarts();
      call.send({ type: 'playback.sent', generation: call.context().speech.generation });
    },
  },
  {
    id: 'live.turn.listening.hearing.following|caller.startOfTurn|0',
    reason: ORDER,
    takes(call) {
      call.speaks();
      call.speaks();
    },
  },
  {
    id: 'live.turn.closing|caller.endOfTurn|0',
    reason: ORDER,
    takes(call) {
      const { silenceMs, maxNudges } = call.context().limits;
      for (let nudges = 0; nudges < maxNudges; nudges++) {
        call.waits(silenceMs);
        call.answers();
        call.isHeard();
      }
      call.waits(silenceMs);
      call.send({ type: 'caller.endOfTurn', epoch: 1, turnIndex: 0, text: 'Wait' });
    },
  },
  {
    id: 'live.turn.listening.hearing.overdue|caller.startOfTurn|0',
    reason: AT_ONCE,
    takes(call) {
      call.speaks();
      call.waits(call.context().limits.turnMs);
      call.speaks();
    },
  },
  {
    id: 'live.turn.listening.hearing.overdue|after OVERDUE_LIMIT|0',
    reason: AT_ONCE,
    takes(call) {
      call.speaks();
      call.waits(call.context().limits.turnMs);
      call.waits(call.context().limits.overdueMs);
    },
  },
];
