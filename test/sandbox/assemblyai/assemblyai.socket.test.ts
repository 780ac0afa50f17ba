/**
 * The AssemblyAI stand-in as its clients meet it: raw `ws`, real speech, and audio sent as fast as it goes (only audio
 * moves time), except where the pace is tested.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { silence } from '../../../actors/audio/mulaw.ts';
import type { AssemblyAiHabits } from '../../../sandbox/assemblyai/habits.ts';
import { PhraseBook } from '../../../sandbox/recognition/phrase-book.ts';
import type { SpokenLine } from '../../../sandbox/voice/flite.ts';
import { settled } from '../../helpers/time/settled.ts';
import { eventually } from '../../helpers/time/virtual-time.ts';
import { speakLines } from '../recognition/spoken-lines.ts';
import { PHONE, streamStage } from './stream-stage.ts';

const stage = streamStage();
const { start, connect } = stage;

describe('a session that transcribes', () => {
  const book = new PhraseBook();
  let booking: SpokenLine;
  let refusal: SpokenLine;
  let unfinished: SpokenLine;

  beforeAll(async () => {
    ({ booking, refusal, unfinished } = await speakLines(book));
  });

  const BOOKED = 'hello i would like to book a table for two please';

  async function transcribes(
    line: SpokenLine,
    pauseMs: number,
    query = '',
    habits: Partial<AssemblyAiHabits> = {},
  ) {
    await start({ phraseBook: book, habits });
    const client = await connect(`${PHONE}${query}`);
    client.says(silence(400));
    client.says(line.audio);
    client.says(silence(pauseMs));
    return client;
  }

  it('reports a spoken line as one turn, word by word, in small letters', async () => {
    const client = await transcribes(booking, 1_000);
    await client.finishes();
    const turns = client.turns();
    expect(turns[0]).toMatchObject({
      turn_order: 0,
      turn_is_formatted: false,
      end_of_turn: false,
      transcript: '',
      words: [{ text: 'hello', word_is_final: false }],
      utterance: '',
    });
    expect(client.ends()).toHaveLength(1);
    expect(turns.at(-1)).toMatchObject({ end_of_turn: true, turn_is_formatted: false, transcript: BOOKED });
    expect(turns.at(-1)?.end_of_turn_confidence).toBeGreaterThan(0.4);
    const spoken = booking.words[0]?.startMs ?? 0;
    expect(Math.abs((turns.at(-1)?.words[0]?.start ?? 0) - 400 - spoken)).toBeLessThan(50);
  });

  it('keeps the last word open until it is over, and out of the transcript until then', async () => {
    const client = await transcribes(booking, 1_000);
    await client.finishes();
    for (const { words, transcript } of client.turns()) {
      expect(words.slice(0, -1).every((word) => word.word_is_final)).toBe(true);
      expect(transcript).toBe(
        words
          .filter((word) => word.word_is_final)
          .map(({ text }) => text)
          .join(' '),
      );
      for (const { start, end } of words) expect([start, end].every(Number.isInteger)).toBe(true);
    }
  });

  it('completes an utterance in a pause, before the turn is over', async () => {
    const client = await transcribes(booking, 1_000, '&min_turn_silence=700');
    await client.finishes();
    const complete = client.turns().filter(({ utterance }) => utterance !== '');
    expect(complete.map(({ utterance, end_of_turn: isEnd }) => [utterance, isEnd])).toEqual([
      [BOOKED, false],
    ]);
  });

  /** Silence, in ms of audio, that the vendor took to end the turn, to the message of 80 ms. */
  async function silenceNeeded(line: SpokenLine, query = ''): Promise<number> {
    const client = await transcribes(line, 0, query);
    for (let pausedMs = 0; pausedMs <= 5_000; pausedMs += 80) {
      await settled();
      client.socket.send('{"type":"KeepAlive"}');
      await eventually(() =>
        expect(stage.vendor?.sessions[0]?.clientMessages.length).toBe(pausedMs / 80 + 1),
      );
      await settled();
      if (client.ends().length > 0) return pausedMs;
      client.says(silence(80));
    }
    throw new Error('the turn never ended');
  }

  it.each([
    ['a finished sentence, when it is sure and has waited the least', '', 'finished', 320, 560],
    ['a finished sentence sooner, when it need not wait', '&min_turn_silence=100', 'finished', 80, 400],
    [
      'a finished sentence later, when it must be surer',
      '&end_of_turn_confidence_threshold=0.7',
      'finished',
      480,
      800,
    ],
    ['an unfinished one when it took three times as long to be sure', '', 'unfinished', 640, 960],
    ['an unfinished one by silence alone', '&max_turn_silence=500', 'unfinished', 400, 640],
    [
      'anything by silence alone at a threshold of 1',
      '&end_of_turn_confidence_threshold=1',
      'finished',
      1_120,
      1_440,
    ],
  ] as const)('ends %s', async (_, query, kind, fromMs, toMs) => {
    const neededMs = await silenceNeeded(kind === 'finished' ? refusal : unfinished, query);
    expect(neededMs).toBeGreaterThanOrEqual(fromMs);
    expect(neededMs).toBeLessThanOrEqual(toMs);
  });

  it('says an end twice when turns are formatted, with the same order', async () => {
    const client = await transcribes(booking, 1_000, '&format_turns=true');
    await client.finishes();
    expect(client.ends().map((end) => [end.turn_order, end.turn_is_formatted, end.transcript])).toEqual([
      [0, false, BOOKED],
      [0, true, booking.text],
    ]);
  });

  it('counts turns and begins each anew', async () => {
    const client = await transcribes(booking, 1_200);
    client.says(refusal.audio);
    client.says(silence(1_200));
    await client.finishes();
    expect(client.ends().map((end) => [end.turn_order, end.transcript])).toEqual([
      [0, BOOKED],
      [1, 'no stop that is wrong'],
    ]);
  });

  it('ends the open turn at ForceEndpoint, and nothing when none is open', async () => {
    const client = await transcribes(unfinished, 160);
    client.sends({ type: 'ForceEndpoint' });
    client.sends({ type: 'ForceEndpoint' });
    await client.finishes();
    expect(client.ends()).toMatchObject([{ transcript: 'i want to', turn_order: 0 }]);
  });

  it.each([
    ['late, by as much as it was told, and at once when forced', 4_000, 1],
    ['never, forced or not, and sends words all the same', Number.POSITIVE_INFINITY, 0],
  ])('ends a turn %s', async (_, endsLateByMs, ends) => {
    const client = await transcribes(booking, 3_500, '', { endsLateByMs });
    await eventually(() => expect(client.turns().at(-1)?.transcript).toBe(BOOKED));
    expect(client.ends()).toEqual([]);
    client.says(silence(2_000));
    client.says(booking.audio);
    client.sends({ type: 'ForceEndpoint' });
    await client.finishes();
    expect(client.ends()).toHaveLength(2 * ends);
  });

  it('goes by a new configuration from the next moment on', async () => {
    await start({ phraseBook: book });
    const client = await connect(`${PHONE}&end_of_turn_confidence_threshold=1&max_turn_silence=9000`);
    client.sends({ type: 'UpdateConfiguration', end_of_turn_confidence_threshold: 0.4, format_turns: true });
    client.says(refusal.audio);
    client.says(silence(1_000));
    await client.finishes();
    expect(client.ends()).toHaveLength(2);
  });

  it('sends nothing without speech', async () => {
    await start({ phraseBook: book });
    const client = await connect();
    client.says(silence(5_000));
    await client.finishes();
    expect(client.messages().map(({ type }) => type)).toEqual(['Begin', 'Termination']);
  });

  it('reports at the end how much audio it received, then closes normally', async () => {
    const client = await transcribes(refusal, 1_000);
    const [code] = await client.finishes();
    expect(code).toBe(1_000);
    expect(client.messages().at(-1)).toEqual({
      type: 'Termination',
      audio_duration_seconds: Math.round((400 + Math.ceil(refusal.audio.length / 640) * 80 + 1_040) / 1_000),
      session_duration_seconds: expect.any(Number),
    });
  });
});

describe('what a client may not send', () => {
  it.each([
    ['what is not JSON', 'hello', 'Invalid JSON: hello'],
    ['a list', '[]', 'Invalid Message: []'],
    ['a message without a type', '{"hello":1}', 'Invalid Message: {"hello":1}'],
    ['a message of another vendor', '{"type":"CloseStream"}', 'Invalid Message Type: CloseStream'],
  ])('ends the session with 3006: %s', async (_, text, error) => {
    await start();
    const { socket, messages, closed } = await connect();
    socket.send(text);
    expect(await closed).toEqual([3_006, error]);
    expect(messages().at(-1)).toEqual({ type: 'Error', error_code: 3_006, error });
  });

  it('ends the session with 3006 at a configuration it cannot have', async () => {
    await start();
    const { sends, closed } = await connect();
    sends({ type: 'UpdateConfiguration', end_of_turn_confidence_threshold: 2 });
    expect((await closed)[0]).toBe(3_006);
  });

  it.each([20, 49, 1_001])('ends the session with 3007 at a message of %i ms', async (ms) => {
    await start();
    const { socket, closed } = await connect();
    socket.send(silence(ms));
    expect(await closed).toEqual([
      3_007,
      `Input duration violation: ${ms} ms. Expected between 50 and 1000 ms`,
    ]);
  });

  it.each([50, 1_000])('takes a message of %i ms', async (ms) => {
    await start();
    const client = await connect();
    client.socket.send(silence(ms));
    expect((await client.finishes())[0]).toBe(1_000);
  });

  it('ends the session with 3007 when more audio came than time has passed', async () => {
    let nowMs = 0;
    await start({ rateLimit: { toleranceMs: 500, now: () => nowMs } });
    const { socket, closed } = await connect();
    socket.send(silence(500));
    await settled();
    nowMs += 1_000;
    socket.send(silence(1_000));
    socket.send(silence(50));
    expect(await closed).toEqual([
      3_007,
      'Audio Transmission Rate Exceeded: Received 1.550 sec. audio in 1.000 sec',
    ]);
  });

  it('measures the pace by the real clock unless an option says otherwise', async () => {
    await stage.startAtRealPace();
    const { says, closed } = await connect();
    says(silence(5_000));
    expect((await closed)[0]).toBe(3_007);
  });
});

describe('a scripted session', () => {
  it('says what the test says, numbered as AssemblyAI would', async () => {
    await start();
    const client = await connect();
    const [session] = stage.vendor?.sessions ?? [];
    client.says(silence(960));
    await eventually(() => expect(session?.receivedBytes).toBe(7_680));
    session?.emit({ transcript: 'i need' });
    session?.emit({ transcript: 'i need help', utterance: true });
    session?.emit({ transcript: 'i need help', endOfTurn: true });
    session?.emit({ transcript: 'wait' });
    await settled();
    expect(
      client
        .turns()
        .map((turn) => [turn.turn_order, turn.transcript, turn.words.at(-1)?.text, turn.end_of_turn]),
    ).toEqual([
      [0, 'i', 'need', false],
      [0, 'i need help', 'help', false],
      [0, 'i need help', 'help', true],
      [1, '', 'wait', false],
    ]);
    expect(client.turns()[1]).toMatchObject({ utterance: 'i need help' });
    expect(client.turns()[2]?.words.at(-1)).toMatchObject({ start: 660, end: 960, word_is_final: true });
  });

  it('hands over each session as it begins and forgets it when it closes', async () => {
    await start();
    const begun = stage.vendor?.nextSession();
    const client = await connect();
    const session = await begun;
    expect(session?.query.get('encoding')).toBe('pcm_mulaw');
    client.sends({ type: 'KeepAlive' });
    await client.finishes();
    expect(session?.clientMessages).toEqual([{ type: 'KeepAlive' }, { type: 'Terminate' }]);
    await eventually(() => expect(stage.vendor?.sessions).toEqual([]));
  });
});
