/** The carrier’s buffer of what the agent sent, frame by frame. */
import { describe, expect, it } from 'vitest';
import { silence } from '../../../../actors/audio/mulaw.ts';
import { PlaybackBuffer } from '../../../../sandbox/twilio/media/playback-buffer.ts';
import { tone } from '../tone.ts';

describe('the playback buffer', () => {
  it('holds a mark until the frame it falls in has played', () => {
    const buffer = new PlaybackBuffer();
    buffer.addAudio(tone(10));
    expect(buffer.addMark('in the middle')).toBe(false);
    buffer.addAudio(tone(20));
    expect(buffer.nextFrame().dueMarks).toEqual([]);
    expect(buffer.addMark('end')).toBe(false);
    expect(buffer.nextFrame().dueMarks).toEqual(['in the middle']);
    expect(buffer.nextFrame()).toEqual({ frame: silence(20), dueMarks: ['end'] });
    expect(buffer.addMark('idle')).toBe(true);
    expect(buffer.queuedBytes).toBe(0);
  });
});
