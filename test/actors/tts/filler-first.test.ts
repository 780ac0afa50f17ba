import { describe, expect, it } from 'vitest';
import { Generation } from '../../../actors/generation.ts';
import { FillerFirst } from '../../../actors/tts/filler-first.ts';
import type { TtsEvent } from '../../../machines/events.ts';

const chunk = (byte: number) => ({ audio: new Uint8Array(80).fill(byte) });

/** A generation whose audio pipe is read: what came out of it, byte by chunk, and `end`. */
function startOrder() {
  const generation = new Generation(4);
  const came: (number | 'end')[] = [];
  generation.audio.read({
    item: ({ audio }) => came.push(audio[0] as number),
    end: () => came.push('end'),
  });
  const events: TtsEvent[] = [];
  const order = new FillerFirst(generation, (event) => events.push(event));
  return { generation, order, came, events };
}

const FIRST = { type: 'tts.firstAudio', generation: 4 };
const FINISHED = { type: 'tts.finished', generation: 4 };

describe('a reply without a filler', () => {
  it('passes as it is made', () => {
    const { order, came, events } = startOrder();
    order.addReply(chunk(1));
    expect([came, events]).toEqual([[1], [FIRST]]);
    order.addReply(chunk(2));
    order.endReply();
    expect([came, events]).toEqual([
      [1, 2, 'end'],
      [FIRST, FINISHED],
    ]);
  });

  it('is in the pipe before it is reported', () => {
    const { generation } = startOrder();
    let written = 0;
    generation.audio.read({ item: () => (written += 1), end: () => {} });
    const seen: number[] = [];
    new FillerFirst(generation, () => seen.push(written)).addReply(chunk(1));
    expect(seen).toEqual([1]);
  });
});

describe('a filler that is being made', () => {
  it('comes first, and the reply that was made meanwhile follows it whole', () => {
    const { order, came, events } = startOrder();
    order.holdReply();
    order.addReply(chunk(1));
    order.addReply(chunk(2));
    order.endReply();
    order.addFiller(chunk(9));
    expect([came, events]).toEqual([[9], []]);
    order.releaseReply();
    expect([came, events]).toEqual([
      [9, 1, 2, 'end'],
      [FIRST, FINISHED],
    ]);
  });

  it('that is made before the reply changes nothing for it', () => {
    const { order, came, events } = startOrder();
    order.holdReply();
    order.addFiller(chunk(9));
    order.releaseReply();
    order.addReply(chunk(1));
    order.endReply();
    expect(came).toEqual([9, 1, 'end']);
    expect(events).toEqual([FIRST, FINISHED]);
  });

  it('takes its time in the audio, and none of the reply’s text', () => {
    const { order, generation } = startOrder();
    order.addFiller(chunk(9));
    order.addReply(chunk(1));
    expect(generation.timeline.replyStartMs).toBe(10);
    expect(generation.timeline.audioMs).toBe(20);
  });
});
