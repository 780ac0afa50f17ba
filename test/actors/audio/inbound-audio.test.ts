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

  it('is filled for ten seconds at most', () => {
    const { sends, skips, silentMs } = startInbound();
    sends(20);
    skips(3_600_000);
    sends(20);
    expect(silentMs()).toBe(10_000);
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
    expect(silentMs()).toBe(100);
    pauses(1_000);
    expect(silentMs()).toBe(1_100);
  });

  it('is replaced by silence when it never said anything', () => {
    const { pauses, silentMs } = startInbound();
    pauses(1_000);
    expect(silentMs()).toBe(600);
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
