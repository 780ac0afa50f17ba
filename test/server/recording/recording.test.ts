/**
 * The contents of a recording: on a simulated clock, against the speech sent and the audio a carrier would have played.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { InboundAudio } from '../../../actors/audio/inbound-audio.ts';
import { BYTES_PER_MS, FRAME_BYTES, FRAME_MS, SILENCE } from '../../../actors/audio/mulaw.ts';
import { Recording, type RecordingOptions, recordLine } from '../../../server/recording/recording.ts';
import { WAV_HEADER_BYTES } from '../../../server/recording/wav.ts';
import { FakeLine } from '../../helpers/fakes/fake-line.ts';
import { advance } from '../../helpers/time/advance.ts';

/** Sound that a test can recognise: every byte is this one. */
const sound = (byte: number, ms = FRAME_MS) => new Uint8Array(ms * BYTES_PER_MS).fill(byte);

/** The whole file. */
const wavOf = (recording: Recording): Uint8Array => recording.readWav(0, recording.wavBytes);

function startRecording(options: RecordingOptions = {}) {
  const clock = new SimulatedClock();
  clock.increment(1_234);
  const recording = new Recording(clock, options);
  const sides = () => {
    const data = wavOf(recording).subarray(WAV_HEADER_BYTES);
    return [data.filter((_, i) => i % 2 === 0), data.filter((_, i) => i % 2 === 1)] as const;
  };
  return {
    clock,
    recording,
    /** Samples of each side. */
    sides,
    /** Stretches of one side that are not silent, as `byte@from-until` in ms. */
    audible: (side: 'caller' | 'agent') => stretches(sides()[side === 'caller' ? 0 : 1]),
  };
}

function stretches(track: Uint8Array): string[] {
  const found: string[] = [];
  for (let from = 0; from < track.length; ) {
    let until = from;
    while (until < track.length && track[until] === track[from]) until += 1;
    if (track[from] !== SILENCE) found.push(`${track[from]}@${from / BYTES_PER_MS}-${until / BYTES_PER_MS}`);
    from = until;
  }
  return found;
}

describe('the agent’s side', () => {
  it('plays a frame when it was sent', () => {
    const { clock, recording, audible } = startRecording();
    clock.increment(500);
    recording.agent(sound(1));
    clock.increment(100);
    expect(audible('agent')).toEqual(['1@500-520']);
  });

  it('plays what was sent at once one frame after the other, and starts anew after a pause', () => {
    const { clock, recording, audible } = startRecording();
    clock.increment(100);
    for (const byte of [1, 2, 3]) recording.agent(sound(byte));
    clock.increment(1_000);
    recording.agent(sound(4));
    clock.increment(1_000);
    expect(audible('agent')).toEqual(['1@100-120', '2@120-140', '3@140-160', '4@1100-1120']);
  });

  it('ends at a clear, and goes on from there', () => {
    const { clock, recording, audible } = startRecording();
    for (let frame = 0; frame < 15; frame++) recording.agent(sound(1));
    clock.increment(130);
    recording.clear();
    clock.increment(70);
    recording.agent(sound(2));
    clock.increment(500);
    expect(audible('agent')).toEqual(['1@0-130', '2@200-220']);
  });

  it('is not changed by a clear when all was played', () => {
    const { clock, recording, audible } = startRecording();
    recording.agent(sound(1));
    clock.increment(500);
    recording.clear();
    expect(audible('agent')).toEqual(['1@0-20']);
  });

  it('does not have what was still to be played when the call ended', () => {
    const { clock, recording, audible, sides } = startRecording();
    for (let frame = 0; frame < 15; frame++) recording.agent(sound(1));
    clock.increment(90);
    recording.end();
    clock.increment(1_000);
    recording.agent(sound(2));
    expect(audible('agent')).toEqual(['1@0-90']);
    expect(sides()[1]).toHaveLength(90 * BYTES_PER_MS);
  });
});

describe('the caller’s side', () => {
  it('ends a frame when it arrives, because it was said before', () => {
    const { clock, recording, audible } = startRecording();
    clock.increment(300);
    recording.caller(sound(1));
    clock.increment(20);
    recording.caller(sound(2));
    expect(audible('caller')).toEqual(['1@280-300', '2@300-320']);
  });

  it('has frames that come late in one burst where they were said', () => {
    const { clock, recording, audible } = startRecording();
    clock.increment(20);
    recording.caller(sound(1));
    clock.increment(80);
    for (const byte of [2, 3, 4, 5]) recording.caller(sound(byte));
    expect(audible('caller')).toEqual(['1@0-20', '2@20-40', '3@40-60', '4@60-80', '5@80-100']);
  });

  it('takes a first frame that came late to where the next ones show it belongs', () => {
    const { clock, recording, audible } = startRecording();
    clock.increment(55);
    recording.caller(sound(1));
    clock.increment(5);
    recording.caller(sound(2));
    expect(audible('caller')).toEqual(['1@35-40', '2@40-60']);
  });

  it.each([
    ['slower', 20.01],
    ['faster', 19.99],
  ])('stays on the call’s clock for ten minutes when the carrier’s is %s', (_which, everyMs) => {
    const { clock, recording, sides } = startRecording();
    for (let frame = 1; frame <= 30_000; frame++) {
      clock.increment(everyMs);
      recording.caller(sound(frame === 29_900 ? 1 : 2));
    }
    const at = sides()[0].indexOf(1) / BYTES_PER_MS;
    expect(Math.abs(at - 29_899 * everyMs)).toBeLessThan(2 * FRAME_MS);
  });

  it('has silence where the carrier sent nothing', () => {
    const { clock, recording, audible } = startRecording();
    const inbound = new InboundAudio(clock);
    inbound.listen(({ audio }) => recording.caller(audio));
    inbound.start();
    advance(clock, 20);
    inbound.push(sound(1), 20);
    advance(clock, 3_000);
    inbound.push(sound(2), 3_020);
    inbound.close();
    expect(audible('caller')).toEqual(['1@0-20', '2@3000-3020']);
  });
});

describe('a recorded line', () => {
  it('passes everything on, and records what the carrier plays', () => {
    const { clock, recording, audible } = startRecording();
    const carrier = new FakeLine(clock);
    const line = recordLine(carrier, recording);
    line.together(() => {
      line.mark('g1:0');
      for (let frame = 0; frame < 10; frame++) line.media(sound(1));
    });
    advance(clock, 70);
    line.clear();
    advance(clock, 500);
    expect(carrier.sent).toEqual(['mark g1:0', ...Array(10).fill('media'), 'clear']);
    expect(audible('agent')).toEqual([`1@0-${carrier.playedMs(1)}`]);
    carrier.unsentBytes = 77;
    expect(line.bufferedBytes()).toBe(77);
  });
});

describe('the file', () => {
  it('is a stereo mu-law WAV at 8 kHz that says how long it is', () => {
    const { clock, recording } = startRecording();
    clock.increment(1_500);
    const wav = Buffer.from(wavOf(recording));
    const samples = 1_500 * BYTES_PER_MS;
    expect(wav.toString('ascii', 0, 4)).toBe('RIFF');
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
    expect(wav.toString('ascii', 8, 16)).toBe('WAVEfmt ');
    expect([wav.readUInt32LE(16), wav.readUInt16LE(20), wav.readUInt16LE(22)]).toEqual([18, 7, 2]);
    expect([wav.readUInt32LE(24), wav.readUInt32LE(28)]).toEqual([8_000, 16_000]);
    expect([wav.readUInt16LE(32), wav.readUInt16LE(34), wav.readUInt16LE(36)]).toEqual([2, 8, 0]);
    expect(wav.toString('ascii', 38, 42)).toBe('fact');
    expect([wav.readUInt32LE(42), wav.readUInt32LE(46)]).toEqual([4, samples]);
    expect(wav.toString('ascii', 50, 54)).toBe('data');
    expect(wav.readUInt32LE(54)).toBe(2 * samples);
    expect(wav).toHaveLength(58 + 2 * samples);
    expect(recording.wavBytes).toBe(wav.length);
  });

  it('of a call that has not begun is only a header', () => {
    expect(wavOf(startRecording().recording)).toHaveLength(WAV_HEADER_BYTES);
  });

  it('can be read in any parts', () => {
    const { clock, recording } = startRecording();
    for (let frame = 0; frame < 120; frame++) {
      clock.increment(20);
      recording.caller(sound(frame));
      recording.agent(sound(128 + (frame % 100)));
    }
    recording.end();
    const whole = wavOf(recording);
    fc.assert(
      fc.property(fc.nat(whole.length + 100), fc.nat(whole.length + 100), (a, b) => {
        const [from, until] = [Math.min(a, b), Math.max(a, b)];
        expect(Buffer.compare(recording.readWav(from, until), whole.subarray(from, until))).toBe(0);
      }),
    );
  });
});

describe('any call', () => {
  it('is recorded to its own length, with every sample the carrier played and no other', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(400) }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('send' as const), frames: fc.nat(20) }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('receive' as const), frames: fc.nat(5) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { clock, recording, sides } = startRecording();
        const carrier = new FakeLine(clock);
        const line = recordLine(carrier, recording);
        line.mark('g1:0');
        const startedAt = clock.now();
        for (const what of steps) {
          if (what.do === 'wait') clock.increment(what.ms);
          else if (what.do === 'clear') line.clear();
          else if (what.do === 'send') for (let i = 0; i < what.frames; i++) line.media(sound(1));
          else for (let i = 0; i < what.frames; i++) recording.caller(sound(2));
        }
        recording.end();
        const lengthMs = clock.now() - startedAt;
        const [caller, agent] = sides();
        expect([recording.durationMs, caller.length, agent.length]).toEqual([
          lengthMs,
          lengthMs * BYTES_PER_MS,
          lengthMs * BYTES_PER_MS,
        ]);
        expect(agent.filter((byte) => byte === 1)).toHaveLength(carrier.playedMs(1) * BYTES_PER_MS);
        clock.increment(5_000);
        expect(recording.durationMs).toBe(lengthMs);
      }),
    );
  });

  it('that is too long is kept to the limit, and says that it was cut', () => {
    const { clock, recording, sides } = startRecording({ longestMs: 1_000 });
    for (let frame = 0; frame < 50; frame++) {
      clock.increment(FRAME_MS);
      recording.caller(sound(1));
      recording.agent(sound(2));
    }
    expect(recording.isCut).toBe(false);
    clock.increment(3_000);
    recording.caller(sound(3));
    recording.agent(sound(3));
    recording.end();
    expect(recording.isCut).toBe(true);
    expect(recording.durationMs).toBe(1_000);
    const [caller, agent] = sides();
    expect([caller.length, agent.length]).toEqual([1_000 * BYTES_PER_MS, 1_000 * BYTES_PER_MS]);
    expect(caller.includes(3) || agent.includes(3)).toBe(false);
    expect(caller.subarray(-FRAME_BYTES)).toEqual(sound(1));
  });
});
