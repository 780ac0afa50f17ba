/** One generation on its way to the line alone: the audio pipe in, the outbox out, with no chart around it. */
import { describe, expect, it } from 'vitest';
import { InboundAudio } from '../../../actors/audio/inbound-audio.ts';
import { FRAME_BYTES } from '../../../actors/audio/mulaw.ts';
import { Generations } from '../../../actors/generation.ts';
import { Outbox } from '../../../actors/playback/outbox.ts';
import { playbackActor } from '../../../actors/playback/playback.actor.ts';
import { CountingClock } from '../../helpers/fakes/counting-clock.ts';
import { FakeLine } from '../../helpers/fakes/fake-line.ts';
import { runStream, standInCall } from '../../helpers/start/run-stream.ts';
import { advance } from '../../helpers/time/advance.ts';

function startPlayback(gate: 'open' | 'closed' = 'open') {
  const clock = new CountingClock();
  const call = standInCall();
  const line = new FakeLine(clock);
  const outbox = new Outbox({ clock, line });
  line.echo = (mark) => outbox.onMark(mark);
  const inbound = new InboundAudio(clock);
  inbound.push(new Uint8Array(FRAME_BYTES), 0);
  const generations = new Generations();
  const generation = generations.at(1);
  const stream = runStream(
    playbackActor,
    { generation: 1, gate },
    { ...call.parts, generations, inbound, outbox },
  );
  return {
    ...stream,
    call,
    line,
    generation,
    writes: (frames: number) => {
      const chunk = { audio: new Uint8Array(FRAME_BYTES * frames) };
      generation.audio.write(chunk);
      return chunk;
    },
    waits: (ms: number) => advance(clock, ms),
  };
}

describe('a generation on the line', () => {
  it('is reported from its first frame to the moment in which the caller has heard all of it', () => {
    const { writes, generation, waits, events, call } = startPlayback();
    writes(10);
    generation.audio.end();
    waits(1_000);
    expect(events).toEqual([
      { type: 'playback.started', generation: 1, positionMs: 20 },
      { type: 'playback.sent', generation: 1 },
      { type: 'playback.finished', generation: 1, confirmed: true },
    ]);
    expect(call.notes.map(({ name }) => name)).toEqual(['playback.heard']);
  });

  it('has not started while only its filler is heard', () => {
    const { writes, generation, waits, emitted } = startPlayback();
    generation.timeline.addFiller({ audio: new Uint8Array(FRAME_BYTES * 10) });
    writes(10);
    waits(100);
    expect(emitted()).toEqual([]);
    writes(1);
    waits(200);
    expect(emitted()).toEqual(['playback.started']);
  });

  it('waits behind a closed gate until it is opened, and loses nothing', () => {
    const { writes, generation, waits, line, send, emitted } = startPlayback('closed');
    writes(10);
    generation.audio.end();
    waits(1_000);
    expect(line.sent).toEqual([]);
    send({ type: 'playback.open' });
    waits(1_000);
    expect(line.frames).toHaveLength(10);
    expect(emitted()).toEqual(['playback.started', 'playback.sent', 'playback.finished']);
  });
});
