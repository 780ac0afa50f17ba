/** The sound of one generation alone: the text pipe in, the audio pipe out, with no model, line or chart around it. */
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from 'xstate';
import { Generations, type TextPiece } from '../../../actors/generation.ts';
import type { SpeechChunk } from '../../../actors/providers/tts-provider.ts';
import { ttsActor } from '../../../actors/tts/tts.actor.ts';
import { FakeVoice, synthesized } from '../../helpers/fakes/fake-voice.ts';
import { runStream, standInCall } from '../../helpers/start/run-stream.ts';
import { advance } from '../../helpers/time/advance.ts';

const FILLER = 'One moment.';
const REPLY = 'We open at nine.';

function startTts(clips: ReadonlyMap<string, SpeechChunk> = new Map()) {
  const clock = new SimulatedClock();
  const call = standInCall();
  const voice = new FakeVoice(clock);
  const generations = new Generations();
  const generation = generations.at(3);
  const stream = runStream(
    ttsActor,
    { generation: 3, kind: 'reply', text: '' },
    { ...call.parts, clips: { get: (text) => clips.get(text) }, generations, language: 'en', voice },
  );
  const lengths: number[] = [];
  generation.audio.read({ item: ({ audio }) => lengths.push(audio.length), end: () => lengths.push(-1) });
  return {
    ...stream,
    call,
    voice,
    generation,
    /** Bytes of each chunk that came out of the audio pipe, and -1 for its end. */
    lengths,
    writes: (text: string, role: TextPiece['role'] = 'reply') => generation.text.write({ text, role }),
    waits: (ms: number) => advance(clock, ms),
    said: () => voice.utterances.map(({ id, pieces }) => `${id}: ${pieces.join('|')}`),
  };
}

const bytesOf = (text: string) => synthesized(text).audio.length;

describe('a reply', () => {
  it('is sent to the voice in the tick in which a piece is complete', () => {
    const { writes, said } = startTts();
    writes('We open ');
    expect(said()).toEqual([]);
    writes('at nine. We');
    expect(said()).toEqual(['g3: We open at nine.']);
  });

  it('is reported with its first audio and with its end', () => {
    const { writes, generation, waits, emitted, lengths } = startTts();
    writes(REPLY);
    generation.text.end();
    waits(1_000);
    expect(emitted()).toEqual(['tts.firstAudio', 'tts.finished']);
    expect(lengths).toEqual([bytesOf(REPLY), -1]);
    expect(generation.timeline.text).toBe(REPLY);
  });

  it('that is a clip needs no voice', () => {
    const { writes, generation, said, emitted, lengths } = startTts(new Map([[REPLY, synthesized(REPLY)]]));
    writes(REPLY);
    generation.text.end();
    expect(said()).toEqual([]);
    expect(emitted()).toEqual(['tts.firstAudio', 'tts.finished']);
    expect(lengths).toEqual([bytesOf(REPLY), -1]);
  });

  it('that broke off ends with a line of its own, whatever was open in it', () => {
    const { writes, generation, said } = startTts();
    writes('We open at nine. Here is how:\n```js\nopen(');
    writes('Sorry, something went **wrong**.', 'line');
    generation.text.end();
    expect(said()).toEqual(['g3: We open at nine.|Here is how:|Sorry, something went wrong.']);
    expect(generation.timeline.text).toBe('We open at nine. Here is how: Sorry, something went wrong.');
  });

  it.each([
    ['in the middle of a sentence', ['We open at nine. ', 'A cake is'], ['We open at nine.']],
    ['in the middle of a number', ['We open at nine. It costs', ' twenty-'], ['We open at nine.']],
    [
      'behind a sentence',
      ['We open at nine. ', 'A cake is ready.'],
      ['We open at nine.', 'A cake is ready.'],
    ],
    ['before its first sentence ends', ['We open at'], ['We open at']],
    ['behind a clause that is said', ['As far as I know, ', 'we open'], ['As far as I know,']],
  ])('that the token limit cut %s is said as far as it makes sense', (_, written, said) => {
    const { writes, generation, voice } = startTts();
    for (const text of written) writes(text);
    writes('', 'cut');
    generation.text.end();
    expect(voice.utterances.flatMap(({ pieces }) => pieces)).toEqual(said);
    expect(generation.timeline.text).toBe(said.join(' '));
  });

  it('whose voice speaks already is not overtaken by a clip', () => {
    const { writes, generation, said } = startTts(new Map([[FILLER, synthesized(FILLER)]]));
    writes('We open at');
    writes(FILLER, 'line');
    generation.text.end();
    expect(said()).toEqual([`g3: We open at|${FILLER}`]);
  });

  it('whose voice fails is reported', () => {
    const { writes, voice, events } = startTts();
    writes(`${REPLY} And`);
    voice.utterances[0]?.breaks();
    expect(events).toMatchObject([{ type: 'tts.failed', generation: 3, error: { code: 'TTS_LOST' } }]);
  });

  it('that is stopped cancels its utterances', () => {
    const { writes, voice, stop } = startTts();
    writes(FILLER, 'filler');
    writes(`${REPLY} And`);
    stop();
    expect(voice.utterances.map(({ cancelled }) => cancelled)).toEqual([true, true]);
  });
});

/** pipecat-client-web#35: fixed texts went to the voice as they were written. */
describe('a fixed line', () => {
  const WRITTEN = 'Hello! 👋 Here is **the bakery**.';
  const SAID = 'Hello! Here is the bakery.';

  it('is said and remembered without its marks', () => {
    const { writes, generation, said } = startTts();
    writes(WRITTEN, 'line');
    generation.text.end();
    expect(said()).toEqual(['g3: Hello!|Here is the bakery.']);
    expect(generation.timeline.text).toBe(SAID);
  });

  it('is played from the clip of what is said', () => {
    const { writes, generation, said, lengths } = startTts(new Map([[SAID, synthesized(SAID)]]));
    writes(WRITTEN, 'line');
    generation.text.end();
    expect(said()).toEqual([]);
    expect(lengths).toEqual([bytesOf(SAID), -1]);
    expect(generation.timeline.text).toBe(SAID);
  });

  it('that was interrupted goes on as it was to be said', () => {
    const { writes, generation, said } = startTts();
    writes('* 3 is fifteen. The # key ends it.', 'rest');
    generation.text.end();
    expect(said()).toEqual(['g3: * 3 is fifteen.|The # key ends it.']);
  });
});

describe('a filler', () => {
  it('is said without its marks, and none of it is said when it has no words', () => {
    const { writes, said } = startTts();
    writes('_One_ moment. Let me look, please.', 'filler');
    expect(said()).toEqual(['g3-filler: One moment.|Let me look, please.']);
    const silent = startTts();
    silent.writes('…', 'filler');
    silent.writes(`${REPLY} And`);
    expect(silent.said()).toEqual([`g3: ${REPLY}`]);
  });

  it('is heard first, though its voice fails to keep up', () => {
    const { writes, voice, generation, waits, lengths } = startTts();
    writes(FILLER, 'filler');
    voice.utterances[0]?.waits();
    writes(REPLY);
    generation.text.end();
    waits(1_000);
    expect(lengths).toEqual([]);
    voice.utterances[0]?.goesOn();
    waits(1_000);
    expect(lengths).toEqual([bytesOf(FILLER), bytesOf(REPLY), -1]);
    expect(generation.timeline.text).toBe(REPLY);
  });

  it('that cannot be said lets go of the reply', () => {
    const { writes, voice, generation, waits, lengths, call } = startTts();
    writes(FILLER, 'filler');
    writes(REPLY);
    generation.text.end();
    voice.utterances[0]?.breaks();
    voice.utterances[0]?.cancel();
    waits(1_000);
    expect(lengths).toEqual([bytesOf(REPLY), -1]);
    expect(call.notes.map(({ name }) => name)).toEqual(['tts.flushed', 'filler.failed']);
  });

  it('that is a clip holds nothing up', () => {
    const { writes, lengths, said } = startTts(new Map([[FILLER, synthesized(FILLER)]]));
    writes(FILLER, 'filler');
    expect(said()).toEqual([]);
    expect(lengths).toEqual([bytesOf(FILLER)]);
  });
});
