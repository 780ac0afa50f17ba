/**
 * The sandbox's voice, spoken for real: Flite runs in its worker, and the lines are measured at telephone quality.
 */
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { performance } from 'node:perf_hooks';
import { afterAll, describe, expect, it } from 'vitest';
import { BYTES_PER_MS, decodeMulaw, FRAME_BYTES } from '../../../actors/audio/mulaw.ts';
import { createSynthesizer, type FliteVoice } from '../../../sandbox/voice/flite.ts';
import { MARGIN_MS, PEAK } from '../../../sandbox/voice/telephone-line.ts';

const LINE = 'Hello there, how can I help you today?';
const VOICES: FliteVoice[] = ['kal', 'kal16', 'awb', 'rms', 'slt'];
const synthesizer = createSynthesizer();
afterAll(() => synthesizer.close());

const peakOf = (audio: Uint8Array) =>
  decodeMulaw(audio).reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);

describe('a spoken line', () => {
  it.each(VOICES)('lasts as long as a person would take, in the voice %s', async (voice) => {
    const { audio } = await synthesizer.speak(LINE, voice);
    expect(audio.length / BYTES_PER_MS).toBeGreaterThan(1_500);
    expect(audio.length / BYTES_PER_MS).toBeLessThan(4_000);
    expect(audio.length % FRAME_BYTES).toBe(0);
  });

  it.each(VOICES)('is loud and not clipped, in the voice %s', async (voice) => {
    const { audio } = await synthesizer.speak(LINE, voice);
    const samples = decodeMulaw(audio);
    const rms = Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
    expect(peakOf(audio) / PEAK).toBeCloseTo(1, 1);
    expect(rms).toBeGreaterThan(1_000);
    expect(rms).toBeLessThan(10_000);
  });

  it('begins and ends with almost no silence', async () => {
    const samples = decodeMulaw((await synthesizer.speak(LINE, 'slt')).audio);
    const isSound = (sample: number) => Math.abs(sample) > PEAK / 50;
    expect(samples.findIndex(isSound) / BYTES_PER_MS).toBeLessThan(MARGIN_MS + 30);
    expect((samples.length - samples.findLastIndex(isSound)) / BYTES_PER_MS).toBeLessThan(MARGIN_MS + 60);
  });

  it('names every word of the text, in order and within the audio', async () => {
    const { audio, words } = await synthesizer.speak('Dr. Smith owes $45.20 — “really”, by 3pm!', 'slt');
    expect(words.map(({ text }) => text)).toEqual([
      'Dr.',
      'Smith',
      'owes',
      '$45.20',
      '—',
      '“really”,',
      'by',
      '3pm!',
    ]);
    let lastMs = 0;
    for (const { startMs, endMs } of words) {
      expect(startMs).toBeGreaterThanOrEqual(lastMs);
      expect(endMs).toBeGreaterThanOrEqual(startMs);
      lastMs = endMs;
    }
    expect(lastMs).toBeLessThanOrEqual(audio.length / BYTES_PER_MS);
  });

  it('gives a long word more time than a short one', async () => {
    const { words } = await synthesizer.speak('I owe $45.20', 'slt');
    const [i, , money] = words.map(({ startMs, endMs }) => endMs - startMs);
    expect(money).toBeGreaterThan(5 * (i ?? 0));
  });

  it('leaves a pause between two sentences to neither word', async () => {
    const { words } = await synthesizer.speak('Wait. Go on.', 'slt');
    expect((words[1]?.startMs ?? 0) - (words[0]?.endMs ?? 0)).toBeGreaterThan(60);
  });

  it.each(['', '   ', '?!', '— …', '日本'])(
    'has no audio when nothing in it can be spoken: "%s"',
    async (text) => {
      expect((await synthesizer.speak(text, 'slt')).audio).toHaveLength(0);
    },
  );

  it('reads text that looks like an option as text', async () => {
    expect((await synthesizer.speak('-lv', 'slt')).audio.length).toBeGreaterThan(1_000);
  });
});

describe('the synthesizer’s thread', () => {
  it('answers requests in any number, each with its own line', async () => {
    const texts = ['One.', 'Two words.', 'Three more words.'];
    const lines = await Promise.all(texts.map((text) => synthesizer.speak(text, 'kal')));
    expect(lines.map(({ text }) => text)).toEqual(texts);
  });

  it('says the same line from memory the second time', async () => {
    const first = await synthesizer.speak(LINE, 'slt');
    expect(await synthesizer.speak(LINE, 'slt')).toBe(first);
    expect(await synthesizer.speak(LINE, 'rms')).not.toBe(first);
  });

  it('never holds up the event loop that asked', async () => {
    const before = performance.eventLoopUtilization();
    await synthesizer.speak(
      'This line has not been said before, so it has to be made from scratch now.',
      'slt',
    );
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
  });

  it('leaves no file and no waiting caller behind when it closes', async () => {
    const before = new Set(readdirSync(tmpdir()));
    const short = createSynthesizer();
    const made = readdirSync(tmpdir()).filter(
      (name) => name.startsWith('parley-voice-') && !before.has(name),
    );
    const waiting = expect(short.speak('Too late.', 'slt')).rejects.toThrow('closed before it had spoken');
    await short.close();
    await waiting;
    expect(made.length).toBeGreaterThan(0);
    await expect(short.speak('Too late.', 'slt')).rejects.toThrow('closed');
    await short.close();
    expect(existsSync(`${tmpdir()}/${made[0]}`)).toBe(false);
  });
});
