import { describe, expect, it } from 'vitest';
import type { TimedFrame } from '../../../actors/audio/frame-ring.ts';
import { InboundAudio } from '../../../actors/audio/inbound-audio.ts';
import { FRAME_BYTES, SILENCE } from '../../../actors/audio/mulaw.ts';
import { CountingClock } from '../../helpers/fakes/counting-clock.ts';
import { advance } from '../../helpers/time/advance.ts';

/** A carrier that sends, skips and pauses, and every frame that a listener received. */
function startInbound() {
  const clock = new CountingClock();
  const inbound = new InboundAudio(clock);
  inbound.start();
  const received: TimedFrame[] = [];
  const stop = inbound.listen((frame) => received.push(frame));
  let timestampMs = 0;
  const bytes = (byte: number): number =>
    received.reduce((sum, { audio }) => sum + audio.filter((one) => one === byte).length, 0);
  return {
    clock,
    inbound,
    received,
    stop,
    /** Frames of 20 ms, in real time. */
    sends: (ms: number, byte = 1) => {
      for (let sentMs = 0; sentMs < ms; sentMs += 20) {
        inbound.push(new Uint8Array(FRAME_BYTES).fill(byte), timestampMs);
        timestampMs += 20;
        advance(clock, 20);
      }
    },
    /** Nothing arrives, and the carrier's own time goes on. */
    loses: (ms: number) => {
      timestampMs += ms;
      advance(clock, ms);
    },
    /** Nothing arrives, and the carrier's own time stands still. */
    pauses: (ms: number) => advance(clock, ms),
    /** The carrier skips part of its own time and goes on at once. */
    skips: (ms: number) => {
      timestampMs += ms;
    },
    soundMs: () => bytes(1) / 8,
    silentMs: () => bytes(SILENCE) / 8,
  };
}

describe('the caller’s audio', () => {
  it('reaches every listener from then on, and none that stopped', () => {
    const { sends, stop, soundMs, inbound } = startInbound();
    sends(100);
    const late: TimedFrame[] = [];
    inbound.listen((frame) => late.push(frame));
    stop();
    sends(60);

    expect(soundMs()).toBe(100);
    expect(late).toHaveLength(3);
  });

  it('carries the call time at which it arrived', () => {
    const { sends, received } = startInbound();
    sends(60);
    expect(received.map(({ atMs }) => atMs)).toEqual([0, 20, 40]);
  });

  it('keeps its last two seconds, oldest first', () => {
    const { sends, inbound } = startInbound();
    sends(1_000, 1);
    sends(1_500, 2);

    const kept = inbound.recent();
    expect(kept.reduce((sum, { audio }) => sum + audio.length, 0)).toBe(2_000 * 8);
    expect(kept[0]?.audio[0]).toBe(1);
    expect(kept.filter(({ audio }) => audio[0] === 1)).toHaveLength(25);
    expect(kept.at(-1)?.audio[0]).toBe(2);
  });

  it('keeps nothing older after a gap longer than it keeps', () => {
    const { sends, skips, inbound } = startInbound();
    sends(100, 1);
    skips(60_000);
    sends(20, 2);
    expect(inbound.recent().map(({ audio }) => audio[0])).toEqual([2]);
  });
});

describe('missing audio', () => {
  it('is filled with silence as long as itself', () => {
    const { sends, skips, soundMs, silentMs } = startInbound();
    sends(100);
    skips(300);
    sends(100);

    expect(soundMs()).toBe(200);
    expect(silentMs()).toBe(300);
  });

  it('is not filled when the carrier’s clock only jitters', () => {
    const { sends, skips, silentMs } = startInbound();
    sends(100);
    skips(39);
    sends(100);
    expect(silentMs()).toBe(0);
  });

  it('is filled for two seconds at most beyond the time that has passed', () => {
    const { sends, skips, silentMs } = startInbound();
    sends(20);
    skips(3_600_000);
    sends(20);
    expect(silentMs()).toBe(2_000);
  });

  it('is not missing before the first frame', () => {
    const { inbound, silentMs } = startInbound();
    inbound.push(new Uint8Array(FRAME_BYTES).fill(1), 5_000);
    expect(silentMs()).toBe(0);
  });
});

describe('a carrier that goes quiet', () => {
  it('is replaced by silence in real time, from half a second on', () => {
    const { sends, pauses, silentMs } = startInbound();
    sends(100);
    pauses(479);
    expect(silentMs()).toBe(0);
    pauses(1);
    expect(silentMs()).toBe(500);
    pauses(1_000);
    expect(silentMs()).toBe(1_500);
  });

  it('is replaced by silence when it never said anything', () => {
    const { pauses, silentMs } = startInbound();
    pauses(1_999);
    expect(silentMs()).toBe(0);
    pauses(1);
    expect(silentMs()).toBe(2_000);
  });

  it('is made up for once when it comes back, not twice', () => {
    const { sends, loses, soundMs, silentMs } = startInbound();
    sends(100);
    loses(2_000);
    sends(100);

    expect(soundMs()).toBe(200);
    expect(silentMs()).toBe(2_000);
  });

  it('is not made up for when its own time stood still', () => {
    const { sends, pauses, silentMs } = startInbound();
    sends(100);
    pauses(980);
    const given = silentMs();
    sends(100);
    expect(silentMs()).toBe(given);
  });

  it('may go quiet again and again', () => {
    const { sends, loses, silentMs } = startInbound();
    for (let i = 0; i < 3; i++) {
      sends(100);
      loses(1_000);
    }
    sends(100);
    expect(silentMs()).toBe(3_000);
  });

  it('leaves no timer once the call is over', () => {
    const { sends, inbound, pauses, clock, silentMs } = startInbound();
    sends(100);
    inbound.close();
    pauses(5_000);
    expect(silentMs()).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('leaves no timer when the call ends over the silence itself', () => {
    const { inbound, pauses, clock } = startInbound();
    inbound.listen(() => inbound.close());
    pauses(5_000);
    expect(clock.pending).toBe(0);
  });
});

/**
 * What a carrier does for so many ms: it sends frames of sound at the pace of time, nothing, frames all at once or in one
 * message, or its timestamps jump.
 */
type Arrival = readonly ['sends' | 'isAbsent' | 'late' | 'lateInOne' | 'stamps', number];

/** Whether the carrier's end answers pings. */
type Answers = 'aPing' | 'noPing' | 'cannotBeAsked';

interface Heard {
  readonly soundMs: number;
  readonly silenceMs: number;
}

/**
 * A carrier on a connection that keeps the order: the answer to a ping comes behind every frame sent before it, so a stalled
 * connection brings no answer either.
 */
function hears(arrivals: readonly Arrival[], answers: Answers): Heard & { wallMs: number } {
  const clock = new CountingClock();
  const inbound = new InboundAudio(clock);
  const answer = () => void clock.setTimeout(() => inbound.answered(), 60);
  inbound.start(answers === 'cannotBeAsked' ? undefined : () => answers === 'aPing' && answer());
  let heard: Heard = { soundMs: 0, silenceMs: 0 };
  inbound.listen(({ audio }) => {
    const ms = audio.length / 8;
    heard =
      audio[0] === SILENCE
        ? { ...heard, silenceMs: heard.silenceMs + ms }
        : { ...heard, soundMs: heard.soundMs + ms };
  });
  let timestampMs = 0;
  const frame = (ms = 20) => {
    inbound.push(new Uint8Array(ms * 8).fill(1), timestampMs);
    timestampMs += ms;
  };
  for (const [does, ms] of arrivals) {
    if (does === 'stamps') timestampMs += ms;
    else if (does === 'isAbsent') advance(clock, ms);
    else if (does === 'lateInOne') frame(ms);
    else
      for (let sent = 0; sent < ms; sent += 20) {
        if (does === 'sends') advance(clock, 20);
        frame();
      }
  }
  const wallMs = clock.now();
  inbound.close();
  return { ...heard, wallMs };
}

describe('what is heard of a carrier’s frames as they arrive', () => {
  it.each<[pattern: string, source: string, Answers, Arrival[], Heard]>([
    [
      'every 20 ms',
      'Twilio: WebSocket Messages',
      'aPing',
      [['sends', 2_000]],
      { soundMs: 2_000, silenceMs: 0 },
    ],
    [
      'in pairs every 40 ms',
      'pipecat-ai/pipecat PR#5071: a socket keeps no pace',
      'aPing',
      Array.from({ length: 50 }, (): Arrival[] => [
        ['isAbsent', 40],
        ['late', 40],
      ]).flat(),
      { soundMs: 2_000, silenceMs: 0 },
    ],
    [
      'muted for 15 s, timestamps go on',
      'phonic-node PR#32, openai-agents-js TwilioRealtimeTransport',
      'aPing',
      [
        ['sends', 1_000],
        ['isAbsent', 15_000],
        ['stamps', 15_000],
        ['sends', 1_000],
      ],
      { soundMs: 2_000, silenceMs: 15_000 },
    ],
    [
      'muted for 15 s, timestamps stand still',
      'pipecat-ai/pipecat #4561',
      'aPing',
      [
        ['sends', 1_000],
        ['isAbsent', 15_000],
        ['sends', 1_000],
      ],
      { soundMs: 2_000, silenceMs: 15_000 },
    ],
    [
      'muted for two minutes, and for two minutes again',
      'pipecat-ai/pipecat #4561',
      'aPing',
      [
        ['sends', 100],
        ['isAbsent', 120_000],
        ['sends', 100],
        ['isAbsent', 120_000],
        ['sends', 100],
      ],
      { soundMs: 300, silenceMs: 240_000 },
    ],
    [
      'muted on a connection that cannot be asked',
      'pipecat-ai/pipecat #4561',
      'cannotBeAsked',
      [
        ['sends', 1_000],
        ['isAbsent', 15_000],
        ['sends', 1_000],
      ],
      { soundMs: 2_000, silenceMs: 15_000 },
    ],
    [
      'absent for less than half a second, then all at once',
      'pipecat-ai/pipecat PR#5071',
      'aPing',
      [
        ['sends', 1_000],
        ['isAbsent', 460],
        ['late', 460],
        ['sends', 1_000],
      ],
      { soundMs: 2_460, silenceMs: 0 },
    ],
    [
      'a stall of the connection for 2.4 s, then all at once: no word is lost',
      'pipecat-ai/pipecat PR#5071',
      'noPing',
      [
        ['sends', 1_000],
        ['isAbsent', 2_400],
        ['late', 2_400],
        ['sends', 1_000],
      ],
      { soundMs: 4_400, silenceMs: 0 },
    ],
    [
      'a stall in which the carrier drops audio, then the rest at once',
      'Twilio: error 31930',
      'noPing',
      [
        ['sends', 1_000],
        ['isAbsent', 2_000],
        ['late', 500],
        ['stamps', 1_000],
        ['late', 500],
        ['sends', 1_000],
      ],
      { soundMs: 3_000, silenceMs: 1_000 },
    ],
    [
      'a stall of the connection for 6 s: what silence was given for is over',
      'pipecat-ai/pipecat PR#5071',
      'noPing',
      [
        ['sends', 1_000],
        ['isAbsent', 6_000],
        ['late', 6_000],
        ['sends', 1_000],
      ],
      { soundMs: 2_100, silenceMs: 6_000 },
    ],
    [
      'late inside the carrier, whose socket answers: what silence was given for is over',
      'pipecat-ai/pipecat PR#5071',
      'aPing',
      [
        ['sends', 1_000],
        ['isAbsent', 2_000],
        ['late', 2_000],
        ['sends', 1_000],
      ],
      { soundMs: 2_100, silenceMs: 2_000 },
    ],
    [
      'a late burst in one message',
      'Telnyx: 20 ms to 30 s a message',
      'cannotBeAsked',
      [
        ['sends', 1_000],
        ['isAbsent', 2_000],
        ['lateInOne', 2_000],
        ['sends', 1_000],
      ],
      { soundMs: 2_100, silenceMs: 2_000 },
    ],
    ...[200, 600, 1_000].map((ms): [string, string, Answers, Arrival[], Heard] => [
      `a message every ${ms} ms`,
      'amigniter/mod_audio_stream#94: STREAM_BUFFER_SIZE; Telnyx: 20 ms to 30 s',
      'aPing',
      Array.from({ length: 6_000 / ms }, (): Arrival[] => [
        ['isAbsent', ms],
        ['lateInOne', ms],
      ]).flat(),
      { soundMs: 6_000, silenceMs: 0 },
    ]),
    [
      'a message every second, with a pause between',
      'bolna-ai/bolna PR#968 quotes Telnyx: 20 ms to 30 s a message',
      'aPing',
      [
        ['isAbsent', 1_000],
        ['lateInOne', 1_000],
        ['isAbsent', 1_000],
        ['lateInOne', 1_000],
        ['isAbsent', 5_000],
        ['stamps', 4_000],
        ['lateInOne', 1_000],
        ['isAbsent', 1_000],
        ['lateInOne', 1_000],
      ],
      { soundMs: 4_000, silenceMs: 4_000 },
    ],
    [
      'timestamps that jump by an hour for one frame',
      'our own: a broken clock',
      'aPing',
      [
        ['sends', 1_000],
        ['stamps', 3_600_000],
        ['sends', 20],
        ['stamps', -3_600_000],
        ['sends', 1_000],
      ],
      { soundMs: 2_020, silenceMs: 2_000 },
    ],
    [
      'timestamps that begin anew',
      'our own: a restarted stream',
      'aPing',
      [
        ['sends', 1_000],
        ['stamps', -1_000],
        ['sends', 1_000],
      ],
      { soundMs: 2_000, silenceMs: 0 },
    ],
  ])('is as long as the time that passes: %s (%s; %s)', (_, __, answers, arrivals, expected) => {
    const { wallMs, ...heard } = hears(arrivals, answers);
    expect(heard.soundMs).toBeCloseTo(expected.soundMs, -2);
    expect(heard.silenceMs).toBeCloseTo(expected.silenceMs, -2);
    const isBroken = arrivals.some(([does, ms]) => does === 'stamps' && ms === 3_600_000);
    if (!isBroken) expect(Math.abs(heard.soundMs + heard.silenceMs - wallMs)).toBeLessThanOrEqual(120);
  });

  it('goes on for as long as a carrier without timestamps sends', () => {
    const { inbound, soundMs, silentMs, clock } = startInbound();
    for (let sent = 0; sent < 50; sent++) {
      advance(clock, 20);
      inbound.push(new Uint8Array(FRAME_BYTES).fill(1), undefined);
    }
    expect([soundMs(), silentMs()]).toEqual([1_000, 0]);
  });

  it('includes jitter long after a muted stretch', () => {
    const { inbound, soundMs, sends, pauses } = startInbound();
    sends(100);
    pauses(3_000);
    sends(1_000);
    const before = soundMs();
    for (let late = 0; late < 25; late++) inbound.push(new Uint8Array(FRAME_BYTES).fill(1), undefined);
    expect(soundMs() - before).toBe(500);
  });

  it('asks a carrier that is quiet, and asks again every ten seconds', () => {
    const { clock } = startInbound();
    const inbound = new InboundAudio(clock);
    const askedAt: number[] = [];
    inbound.start(() => askedAt.push(clock.now()));
    advance(clock, 31_000, 100);
    expect(askedAt).toEqual([2_000, 12_000, 22_000]);
  });
});
