/** How far a speech has been played, and when: an echo that the microphone sends back later is looked for there. */
import { describe, expect, it } from 'vitest';
import { startLine } from '../../../helpers/start/start-line.ts';

describe('the playback position', () => {
  it('is nowhere before the first speech', () => {
    expect(startLine().outbox.playback).toBeUndefined();
  });

  it('is where the line plays, at the moment of asking', () => {
    const { outbox, clock, says, waits } = startLine({ latencyMs: 50 });
    says(3, 1_500);
    waits(850);
    expect(outbox.playback).toMatchObject({
      generation: 3,
      placeMs: outbox.placeMs(3),
      at: clock.now(),
      fromMs: 0,
    });
  });

  it.each([
    ['silenced', (outbox: ReturnType<typeof startLine>['outbox']) => outbox.silence(1)],
    ['held', (outbox: ReturnType<typeof startLine>['outbox']) => outbox.hold(1, 400)],
  ])('stays where and when a speech was %s', (_, stop) => {
    const { outbox, clock, says, waits } = startLine();
    says(1, 1_500);
    waits(850);
    stop(outbox);
    const [at, placeMs] = [clock.now(), outbox.placeMs(1)];
    waits(700);
    expect(outbox.playback).toMatchObject({ at, placeMs, fromMs: 0 });
  });

  it('hears a speech that goes on from where that begins', () => {
    const { outbox, clock, says, waits } = startLine();
    says(1, 1_500);
    waits(850);
    outbox.hold(1, 400);
    waits(700);
    outbox.resume(1);
    waits(300);
    expect(outbox.playback).toMatchObject({ at: clock.now(), fromMs: 400, placeMs: outbox.placeMs(1) });
  });

  it('was at the end when the line had played all', () => {
    const { outbox, clock, says, waits } = startLine();
    says(1, 600);
    waits(5_000);
    expect(outbox.playback).toMatchObject({ placeMs: 600 });
    expect(outbox.playback?.at).toBeLessThan(clock.now() - 4_000);
  });
});
