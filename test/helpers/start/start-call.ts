/**
 * A call with no socket, vendor or real time: the chart on a simulated clock, with streams played by the test.
 *
 *   const call = startCall(); call.says('Hello?'); call.llm.speaks(); expect(call.state()).toBe(…)
 *
 * Every event goes in as the actors would send it; every effect and every child's life is recorded in order.
 */
import { createActor, fromCallback, type InspectionEvent, SimulatedClock } from 'xstate';
import type { CallInput, Limits, Script } from '../../../machines/call.input.ts';
import { callMachine } from '../../../machines/call.machine.ts';
import { type ErrorCode, VoiceError } from '../../../machines/errors.ts';
import type { CallEvent } from '../../../machines/events.ts';
import { overlapKindOf, type StopSpeaking } from '../../../machines/interruption.ts';
import type { PlaybackInput, Speech, SttInput } from '../../../machines/ports.ts';

export const LIMITS: Limits = {
  connectMs: 10_000,
  maxDurationMs: 600_000,
  silenceMs: 10_000,
  maxNudges: 2,
  turnMs: 60_000,
  overdueMs: 1_000,
  strandedMs: 4_000,
  speculationMs: 5_000,
  maxSpeculations: 3,
  fillerMs: 1_500,
  replyMs: 7_000,
  speechMs: 120_000,
  echoMs: 0,
  falseInterruptionMs: 2_000,
  maxDoubts: 2,
  maxFalseInRow: 3,
  backoffMs: 0,
  waitMs: 0,
  goodbyeMs: 5_000,
  finalTextMs: 1_800,
  lastTextMs: 200,
  reopenMs: [250, 1_000, 2_000],
  steadyMs: 5_000,
  maxFailures: 3,
};

export const SCRIPT: Script = {
  greeting: '',
  nudge: 'Are you still there?',
  filler: 'One moment.',
  cutIn: 'Sorry to cut in.',
  apology: 'Sorry, something went wrong.',
  goodbye: 'Goodbye for now.',
  timeUp: 'Our time is up. Goodbye.',
  outOfOrder: 'We are out of order. Please call back.',
};

export const STOP_SPEAKING: StopSpeaking = {
  numWords: 0,
  acknowledgements: ['uh-huh', 'okay', 'yeah'],
  interruptions: ['stop', 'wait'],
};

/** The input of a call, for tests that need one and not its details. */
export const INPUT: CallInput = {
  script: SCRIPT,
  limits: LIMITS,
  uninterruptible: [],
  hasVad: false,
};

interface StartOptions {
  readonly stopSpeaking?: Partial<StopSpeaking>;
  readonly uninterruptible?: CallInput['uninterruptible'];
  /** Default false. */
  readonly hasVad?: boolean;
  readonly script?: Partial<Script>;
  readonly limits?: Partial<Limits>;
  /** Whether the call stays in `connecting`. */
  readonly connecting?: boolean;
}

type Child = 'stt' | 'vad' | 'llm' | 'tts' | 'playback';

export function startCall(options: StartOptions = {}) {
  const { script = {}, limits = {}, uninterruptible = [], hasVad = false, connecting = false } = options;
  const stopSpeaking = { ...STOP_SPEAKING, ...options.stopSpeaking };
  const clock = new SimulatedClock();
  /** Everything that happened, in order: effects by name, children as `+llm` and `-llm`, commands as `>playback.open`. */
  const log: string[] = [];
  const inspected: InspectionEvent[] = [];
  const history: string[] = [];
  /** The reasons for which words of the caller were neither answered nor kept. */
  const ignored: string[] = [];
  /** Words that are answered after the speech that goes on. */
  const postponed: string[] = [];
  const running: Partial<Record<Child, number>> = { stt: 0, llm: 0, tts: 0, playback: 0 };
  if (hasVad) running.vad = 0;
  const inputs: { speech?: Speech; playback?: PlaybackInput; stt?: SttInput } = {};
  /** Children that cannot be started; those of `breaksOnce` can the next time. */
  const breaks = new Set<Child>();
  const breaksOnce = new Set<Child>();

  const stream = <TInput>(name: Child, onStart: (input: TInput) => void) =>
    // biome-ignore lint/suspicious/noExplicitAny: one fake serves ports of four command types
    fromCallback<any, TInput>(({ input, receive }) => {
      if (breaksOnce.delete(name) || breaks.has(name)) throw new Error(`${name} breaks on starting`);
      log.push(`+${name}`);
      running[name] = (running[name] ?? 0) + 1;
      onStart(input);
      receive((command) => log.push(`>${command.type}`));
      return () => {
        log.push(`-${name}`);
        running[name] = (running[name] ?? 0) - 1;
      };
    });

  const machine = callMachine.provide({
    actors: {
      stt: stream<SttInput>('stt', (input) => {
        inputs.stt = input;
      }),
      vad: stream<undefined>('vad', () => {}),
      llm: stream<Speech>('llm', (input) => {
        inputs.speech = input;
      }),
      tts: stream<Speech>('tts', () => {}),
      playback: stream<PlaybackInput>('playback', (input) => {
        inputs.playback = input;
      }),
    },
    actions: {
      silence: () => {
        log.push('silence');
      },
      keepHeard: () => {
        log.push('keepHeard');
      },
      rememberCaller: ({ context }) => {
        if (context.callerText === '') return;
        log.push('rememberCaller');
        history.push(context.callerText);
      },
      ignoreCaller: (_, { reason }) => {
        ignored.push(reason);
      },
      postponeCaller: ({ event }) => {
        postponed.push('text' in event ? event.text : '');
      },
      hold: () => {
        log.push('hold');
      },
      resume: () => {
        log.push('resume');
      },
      backOff: () => {},
      leaveAPause: () => {},
    },
  });

  const input: CallInput = {
    script: { ...SCRIPT, ...script },
    limits: { ...LIMITS, ...limits },
    uninterruptible,
    hasVad,
  };
  const actor = createActor(machine, { input, clock, inspect: (event) => inspected.push(event) });
  actor.start();

  let turnIndex = -1;
  const send = (event: CallEvent): void => actor.send(event);
  const context = () => actor.getSnapshot().context;
  const turn = () => ({ epoch: context().epoch, turnIndex });
  const generation = () => context().speech.generation;

  const call = {
    actor,
    clock,
    log,
    inspected,
    history,
    ignored,
    postponed,
    running,
    inputs,
    breaks,
    breaksOnce,
    send,
    context,
    generation,
    /** The state as a path: `listening.quiet`, `responding.processing.thinking`, `connecting`, `ended`. */
    state: (): string => path(actor.getSnapshot().value, 'turn'),
    sttState: (): string => path(actor.getSnapshot().value, 'stt'),
    output: () => actor.getSnapshot().output,

    picksUp: () => send({ type: 'transport.started' }),
    hangsUp: (reason = 'stop') => send({ type: 'transport.closed', reason }),
    /** The caller starts a turn. */
    begins: () => {
      turnIndex += 1;
      send({ type: 'caller.startOfTurn', ...turn() });
    },
    /** The caller starts a turn with these words. */
    speaks: (text = 'Well') => {
      call.begins();
      call.goesOn(text);
    },
    /** The open turn now has these words. */
    goesOn: (text: string) => {
      const overlap = overlapKindOf(text, stopSpeaking);
      if (overlap === 'interruption') send({ type: 'caller.interruption', ...turn() });
      if (overlap === 'acknowledgement') send({ type: 'caller.acknowledgement', ...turn() });
    },
    /** The detector reports speech, with or without words; then its end. */
    vadSpeechStarts: () => send({ type: 'vad.speechStarted', positionMs: clock.now() }),
    vadSpeechEnds: () => send({ type: 'vad.speechEnded', positionMs: clock.now() }),
    pauses: (text: string) => send({ type: 'caller.eagerEndOfTurn', ...turn(), text }),
    resumes: (turnMs = 0) => send({ type: 'caller.turnResumed', ...turn(), turnMs }),
    /** The turn ends; `positionMs`: the end of its last word. */
    stops: (text: string, positionMs = clock.now()) =>
      send({
        type: 'caller.endOfTurn',
        ...turn(),
        text,
        overlap: overlapKindOf(text, stopSpeaking),
        positionMs,
      }),
    /** A whole turn. */
    says: (text: string) => {
      call.speaks(text);
      call.stops(text);
    },
    newSttSession: () => {
      turnIndex = -1;
    },
    sttOpens: () => send({ type: 'stt.opened', epoch: context().epoch }),
    sttBecomesUnavailable: (partial = '', code: ErrorCode = 'STT_LOST') =>
      send({ type: 'stt.lost', epoch: context().epoch, error: new VoiceError(code, 'lost'), partial }),
    /** The model's first word. */
    thinks: (id = generation()) => send({ type: 'llm.firstToken', generation: id }),
    /** The first frame of the reply goes out. */
    sounds: (id = generation()) => {
      send({ type: 'playback.started', generation: id, positionMs: clock.now() });
      clock.increment(0);
    },
    /** The caller has heard the whole speech. */
    isHeard: (id = generation()) => send({ type: 'playback.finished', generation: id, confirmed: true }),
    /** Words and sound: the agent is audible. */
    answers: () => {
      call.thinks();
      call.sounds();
    },
    llmFails: (code: ErrorCode = 'LLM_UNAVAILABLE', id = generation()) =>
      send({ type: 'llm.failed', generation: id, error: new VoiceError(code, 'failed') }),
    ttsFails: (code: ErrorCode = 'TTS_LOST', id = generation()) =>
      send({ type: 'tts.failed', generation: id, error: new VoiceError(code, 'failed') }),
    /** Time passes. */
    waits: (ms: number) => clock.increment(ms),
    /** The part of the log that `act` adds. */
    during: (act: () => void): string[] => {
      const from = log.length;
      act();
      return log.slice(from);
    },
  };

  if (!connecting) {
    call.picksUp();
    call.sttOpens();
  }
  return call;
}

type StateValue = string | { [key: string]: StateValue | undefined };

export function path(value: StateValue, region: 'turn' | 'stt'): string {
  if (typeof value === 'string') return value;
  const live = value.live;
  return typeof live === 'object' ? flatten(live[region]) : flatten(value);
}

function flatten(value: StateValue | undefined): string {
  if (value === undefined || typeof value === 'string') return value ?? '';
  const [key, inner] = Object.entries(value)[0] ?? ['', undefined];
  return inner === undefined ? key : `${key}.${flatten(inner)}`;
}
