/** The agent’s audio on its way to the loudspeaker: what is played, and when marks are due. */
import { describe, expect, it } from 'vitest';
import * as server from '../../../actors/audio/mulaw.ts';
import { FRAME_BYTES, SAMPLE_RATE_HZ } from '../../../web/phone/mulaw.ts';
import { Playout } from '../../../web/phone/playout.ts';
import { tone } from './tone.ts';

describe('the agent’s playout', () => {
  const RATE = 48_000;
  const BLOCK = 128;
  const speech = (ms: number) =>
    server.encodeMulaw(
      Int16Array.from(tone(600, SAMPLE_RATE_HZ, ms / 1_000), (sample) => Math.round(sample * 32_767)),
    );

  function startPlayout() {
    const playout = new Playout(RATE);
    const output: number[] = [];
    /** Each mark with when it was due, in ms of output. */
    const echoes: [string, number][] = [];
    return {
      playout,
      output,
      echoes,
      plays(ms: number) {
        for (let left = (ms * RATE) / 1_000; left > 0; left -= BLOCK) {
          const block = new Float32Array(BLOCK);
          const names = playout.fill(block);
          output.push(...block);
          for (const name of names) echoes.push([name, (output.length * 1_000) / RATE]);
        }
      },
    };
  }
  /** How long there was sound, in ms. */
  const soundMs = (output: readonly number[]) => {
    const sounds = output.map((sample) => Math.abs(sample) > 0.01);
    return ((sounds.lastIndexOf(true) - sounds.indexOf(true)) * 1_000) / RATE;
  };

  it('is silence while there is nothing to play', () => {
    const { output, plays, playout } = startPlayout();
    plays(100);
    expect(output.every((sample) => sample === 0)).toBe(true);
    expect([playout.playedSamples, playout.takeRms()]).toEqual([0, 0]);
  });

  it('plays what it is given at the pace of the line, and then no more', () => {
    const { output, plays, playout } = startPlayout();
    for (let frame = 0; frame < 10; frame++)
      playout.play(speech(200).subarray(frame * FRAME_BYTES, (frame + 1) * FRAME_BYTES));
    plays(100);
    expect(playout.takeRms()).toBeCloseTo(0.5 / Math.SQRT2, 1);
    plays(400);
    expect(soundMs(output)).toBeGreaterThan(195);
    expect(soundMs(output)).toBeLessThan(206);
    expect(playout.playedSamples).toBe(1_600);
  });

  it('reports a mark when all audio before it was played, through filter and loudspeaker', () => {
    const { echoes, plays, playout } = startPlayout();
    playout.mark('begin', 0);
    playout.play(speech(100));
    playout.mark('middle', 0);
    playout.play(speech(100));
    playout.mark('end', 50);
    plays(400);
    expect(echoes.map(([name]) => name)).toEqual(['begin', 'middle', 'end']);
    const [begin = 0, middle = 0, end = 0] = echoes.map(([, atMs]) => atMs);
    expect(begin).toBeLessThan(5);
    expect(Math.abs(middle - 103)).toBeLessThan(3);
    expect(Math.abs(end - 253)).toBeLessThan(3);
  });

  it('reports a mark at once when nothing is left to play', () => {
    const { echoes, plays, playout } = startPlayout();
    playout.play(speech(20));
    plays(200);
    playout.mark('late', 0);
    plays(BLOCK / 48);
    expect(echoes).toHaveLength(1);
  });

  it('never reports marks out of their order', () => {
    const { echoes, plays, playout } = startPlayout();
    playout.play(speech(20));
    playout.mark('slow', 200);
    playout.mark('fast', 0);
    plays(400);
    expect(echoes.map(([name]) => name)).toEqual(['slow', 'fast']);
  });

  it('is silent within a few milliseconds of a clear, and gives back every mark that waits', () => {
    const { output, echoes, plays, playout } = startPlayout();
    playout.play(speech(20));
    playout.mark('reached', 500);
    playout.play(speech(500));
    playout.mark('waiting', 0);
    plays(100);
    const cutAt = output.length;
    expect(playout.clear()).toEqual(['reached', 'waiting']);
    plays(600);
    expect(soundMs(output.slice(cutAt))).toBeLessThan(7);
    expect(echoes).toEqual([]);
    expect(playout.clear()).toEqual([]);

    playout.play(speech(40));
    playout.mark('next', 0);
    plays(100);
    expect(echoes.map(([name]) => name)).toEqual(['next']);
  });
});
