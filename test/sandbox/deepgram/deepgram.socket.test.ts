/**
 * The Flux stand-in as its clients meet it: raw `ws`, real speech, and audio sent as fast as it goes, since only
 * audio moves time.
 */
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeMulaw, silence } from '../../../actors/audio/mulaw.ts';
import { PhraseBook } from '../../../sandbox/recognition/phrase-book.ts';
import type { SpokenLine } from '../../../sandbox/voice/flite.ts';
import { sharedVoice } from '../../helpers/shared-voice.ts';
import { eventually } from '../../helpers/time/virtual-time.ts';
import { speakLines } from '../recognition/spoken-lines.ts';
import { fluxStage, PHONE, type TurnInfo } from './flux-stage.ts';

const stage = fluxStage();
const { start, connect } = stage;

describe('a session that transcribes', () => {
  const book = new PhraseBook();
  let booking: SpokenLine;
  let refusal: SpokenLine;
  let unfinished: SpokenLine;
  let unknown: SpokenLine;

  beforeAll(async () => {
    ({ booking, refusal, unfinished } = await speakLines(book));
    unknown = await sharedVoice().speak('Nobody ever taught this sentence to anyone.', 'rms');
  });

  const startTaught = () => start({ phraseBook: book });
  /** Milliseconds from the end of a line's last sound to a message. */
  const lagMs = (turn: TurnInfo | undefined, { words }: SpokenLine, startedMs: number) =>
    (turn?.audio_window_end ?? 0) * 1_000 - startedMs - (words.at(-1)?.endMs ?? 0);

  it('reports a spoken line as one turn, with all its words', async () => {
    await startTaught();
    const client = await connect();
    client.says(silence(1_000));
    client.says(booking.audio);
    client.says(silence(1_000));
    await client.finishes();

    const [started, ended, ...others] = client.changes();
    expect(others).toEqual([]);
    expect(started).toMatchObject({ event: 'StartOfTurn', turn_index: 0, transcript: 'Hello,' });
    expect(ended).toMatchObject({
      event: 'EndOfTurn',
      turn_index: 0,
      transcript: booking.text,
      trigger: 'model',
    });
    expect(ended?.words.map(({ word }) => word)).toEqual(booking.words.map(({ text }) => text));
    expect(ended?.words[0]?.start).toBeCloseTo(1 + (booking.words[0]?.startMs ?? 0) / 1_000, 1);
    expect(ended?.end_of_turn_confidence).toBeGreaterThanOrEqual(0.7);
    expect(lagMs(ended, booking, 1_000)).toBeGreaterThan(150);
    expect(lagMs(ended, booking, 1_000)).toBeLessThan(350);
  });

  it('numbers every message and fills every required field', async () => {
    await startTaught();
    const client = await connect(`${PHONE}&eager_eot_threshold=0.4`);
    client.says(refusal.audio);
    client.says(silence(500));
    await client.finishes();

    expect(client.messages().map(({ sequence_id }) => sequence_id)).toEqual(
      client.messages().map((_, i) => i),
    );
    for (const turn of client.turns()) {
      expect(turn).toMatchObject({
        request_id: client.messages()[0]?.request_id,
        turn_index: expect.any(Number),
        audio_window_start: expect.any(Number),
        audio_window_end: expect.any(Number),
        transcript: turn.words.map(({ word }) => word).join(' '),
        end_of_turn_confidence: expect.any(Number),
      });
      expect('trigger' in turn).toBe(turn.event === 'EndOfTurn');
    }
  });

  it('sends an Update for every quarter second of audio, also without speech', async () => {
    await startTaught();
    const client = await connect();
    client.says(silence(10_000));
    await client.finishes();

    const updates = client.turns();
    expect(updates.length).toBeGreaterThan(37);
    expect(updates.every(({ event, transcript }) => event === 'Update' && transcript === '')).toBe(true);
  });

  it('keeps a comma pause inside the turn, and says when speech resumed', async () => {
    await startTaught();
    const client = await connect(`${PHONE}&eager_eot_threshold=0.3`);
    client.says(silence(200));
    const comma = Math.ceil((refusal.words[0]?.endMs ?? 0) / 20) * 160;
    client.says(refusal.audio.subarray(0, comma));
    client.says(silence(200));
    client.says(refusal.audio.subarray(comma));
    client.says(silence(1_000));
    await client.finishes();

    expect(client.changes().map(({ event }) => event)).toContain('TurnResumed');
    expect(client.changes().filter(({ event }) => event === 'EndOfTurn')).toHaveLength(1);
    expectFluxOrder(client.turns());
    expect(client.changes().at(-1)?.transcript).toBe(refusal.text);
  });

  it('is eager about 150 ms after a finished sentence, well before the end', async () => {
    await startTaught();
    const client = await connect(`${PHONE}&eager_eot_threshold=0.4`);
    client.says(silence(200));
    client.says(booking.audio);
    client.says(silence(1_000));
    await client.finishes();

    const [eager, ended] = client.changes().slice(-2);
    expect(eager).toMatchObject({ event: 'EagerEndOfTurn', transcript: booking.text });
    expect(ended).toMatchObject({ event: 'EndOfTurn', transcript: booking.text });
    expect(lagMs(eager, booking, 200)).toBeLessThan(200);
    expect((ended?.audio_window_end ?? 0) - (eager?.audio_window_end ?? 0)).toBeGreaterThan(0.09);
  });

  it('waits three times as long when the sentence is not finished', async () => {
    await startTaught();
    const client = await connect();
    client.says(silence(200));
    client.says(unfinished.audio);
    client.says(silence(3_000));
    await client.finishes();

    const ended = client.changes().at(-1);
    expect(ended).toMatchObject({ event: 'EndOfTurn', transcript: 'I want to', trigger: 'model' });
    expect(lagMs(ended, unfinished, 200)).toBeGreaterThan(700);
    expect(lagMs(ended, unfinished, 200)).toBeLessThan(950);
  });

  it.each([
    ['late, by as much as it was told', 4_000, ['StartOfTurn', 'EagerEndOfTurn', 'EndOfTurn']],
    ['never, and sends words all the same', Number.POSITIVE_INFINITY, ['StartOfTurn', 'EagerEndOfTurn']],
  ])('ends a turn %s', async (_, endsLateByMs, events) => {
    await start({ phraseBook: book, habits: { endsLateByMs } });
    const client = await connect(`${PHONE}&eager_eot_threshold=0.4&eot_timeout_ms=2000`);
    client.says(booking.audio);
    client.says(silence(10_000));
    await client.finishes();

    expect(client.changes().map(({ event }) => event)).toEqual(events);
    const ended = client.changes().find(({ event }) => event === 'EndOfTurn');
    if (ended) expect(lagMs(ended, booking, 0)).toBeGreaterThan(4_150);
    else expect(client.turns().at(-1)?.transcript).toBe(booking.text);
  });

  it('ends a turn without its words when a test says so', async () => {
    await start({ phraseBook: book, habits: { bareEnds: true } });
    const client = await connect();
    client.says(booking.audio);
    client.says(silence(2_000));
    await client.finishes();
    expect(client.changes().at(-1)).toMatchObject({ event: 'EndOfTurn', transcript: '', words: [] });
    expect(client.turns().some(({ transcript }) => transcript === booking.text)).toBe(true);
  });

  it('ends a turn by timeout when the model may not', async () => {
    await startTaught();
    const client = await connect(`${PHONE}&eot_threshold=1.0&eot_timeout_ms=2000`);
    client.says(booking.audio);
    client.says(silence(3_000));
    await client.finishes();

    const ended = client.changes().at(-1);
    expect(ended).toMatchObject({ event: 'EndOfTurn', trigger: 'timeout' });
    expect(lagMs(ended, booking, 0)).toBeGreaterThan(1_900);
  });

  it('never ends a turn while no audio arrives', async () => {
    await startTaught();
    const client = await connect();
    client.says(booking.audio);
    await client.settles();
    expect(client.changes().map(({ event }) => event)).toEqual(['StartOfTurn']);

    client.says(silence(1_000));
    await client.settles();
    expect(client.changes().map(({ event }) => event)).toEqual(['StartOfTurn', 'EndOfTurn']);
  });

  it('counts turns, each with a window that begins where the last one ended', async () => {
    await startTaught();
    const client = await connect();
    for (const { audio } of [booking, refusal, booking]) {
      client.says(audio);
      client.says(silence(1_200));
    }
    await client.finishes();

    const ends = client.changes().filter(({ event }) => event === 'EndOfTurn');
    expect(ends.map(({ transcript }) => transcript)).toEqual([booking.text, refusal.text, booking.text]);
    expect(ends.map(({ turn_index }) => turn_index)).toEqual([0, 1, 2]);
    expect(ends[1]?.audio_window_start).toBe(ends[0]?.audio_window_end);
    expect(client.turns().at(-1)?.turn_index).toBe(3);
  });

  it('says exactly the same however the audio is cut up', async () => {
    await startTaught();
    const received = await Promise.all(
      [160, 640, 37, 4_001].map(async (chunkBytes) => {
        const client = await connect(`${PHONE}&eager_eot_threshold=0.4`);
        client.says(booking.audio, chunkBytes);
        client.says(silence(1_000), chunkBytes);
        await client.finishes();
        return client.turns().map(({ request_id: _, ...turn }) => turn);
      }),
    );
    for (const turns of received) expect(turns).toEqual(received[0]);
  });

  it('transcribes speech that it was not taught as unclear', async () => {
    await startTaught();
    const client = await connect();
    client.says(silence(200));
    client.says(unknown.audio);
    client.says(silence(2_000));
    await client.finishes();
    expect(client.changes().map(({ event, transcript }) => [event, transcript])).toEqual([
      ['StartOfTurn', '(unclear)'],
      ['EndOfTurn', '(unclear)'],
    ]);
  });

  it('starts no turn on a short unknown sound or on noise', async () => {
    await startTaught();
    const client = await connect();
    client.says(unknown.audio.subarray(0, 8 * 400));
    client.says(silence(1_000));
    client.says(encodeMulaw(Int16Array.from({ length: 16_000 }, (_, i) => ((i * 7_919) % 4_001) - 2_000)));
    client.says(silence(1_000));
    await client.finishes();
    expect(client.changes()).toEqual([]);
  });

  it('ends the turn on ForceEndTurn with what was said so far, and goes on with the rest', async () => {
    await startTaught();
    const client = await connect();
    const middle = 8 * Math.round(booking.words[4]?.startMs ?? 0);
    client.sends({ type: 'ForceEndTurn' });
    client.says(booking.audio.subarray(0, middle));
    client.sends({ type: 'ForceEndTurn' });
    client.says(booking.audio.subarray(middle));
    client.says(silence(1_000));
    await client.finishes();

    const ends = client.changes().filter(({ event }) => event === 'EndOfTurn');
    expect(ends.map(({ transcript, trigger }) => [transcript, trigger])).toEqual([
      ['Hello, I would like', 'manual'],
      ['to book a table for two, please.', 'model'],
    ]);
  });

  it('says how far the turn is when the stream is closed in the middle, then closes with 1000', async () => {
    await startTaught();
    const client = await connect();
    client.says(booking.audio);
    expect(await client.finishes()).toBe(1_000);
    expect(client.turns().at(-1)).toMatchObject({ event: 'Update', transcript: booking.text });
  });

  it('applies new thresholds from the next moment on', async () => {
    await startTaught();
    const client = await connect();
    client.sends({ type: 'Configure', thresholds: { eager_eot_threshold: 0.4 }, keyterms: ['Acme'] });
    client.says(booking.audio);
    client.says(silence(1_000));
    await client.finishes();
    expect(client.messages()[1]).toMatchObject({
      type: 'ConfigureSuccess',
      sequence_id: 1,
      thresholds: { eot_threshold: 0.7, eager_eot_threshold: 0.4, eot_timeout_ms: 5_000 },
      keyterms: ['Acme'],
    });
    expect(client.changes().map(({ event }) => event)).toContain('EagerEndOfTurn');
  });

  it('transcribes fifty callers at once', async () => {
    await startTaught();
    const ends = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => {
        const client = await connect();
        client.says(silence(20 * i));
        client.says(refusal.audio);
        client.says(silence(600));
        await client.finishes();
        return client.changes().at(-1)?.transcript;
      }),
    );
    expect(new Set(ends)).toEqual(new Set([refusal.text]));
  });
});

describe('client messages', () => {
  it.each([
    ['KeepAlive', '{"type":"KeepAlive"}'],
    ['Finalize', '{"type":"Finalize"}'],
    ['a message without a type', '{"hello":1}'],
    ['what is not JSON', 'hello'],
  ])('finds %s fatal', async (_, text) => {
    await start();
    const client = await connect();
    client.socket.send(text);
    expect(await client.closed).toBe(1008);
    expect(client.messages().at(-1)).toMatchObject({
      type: 'Error',
      sequence_id: 1,
      code: 'UNPARSABLE_CLIENT_MESSAGE',
      description: expect.any(String),
    });
  });

  it('finds ForceEndTurn fatal where it is not enabled', async () => {
    await start({ forceEndTurn: false });
    const client = await connect();
    client.sends({ type: 'ForceEndTurn' });
    expect(await client.closed).toBe(1008);
    expect(client.messages().at(-1)?.code).toBe('UNPARSABLE_CLIENT_MESSAGE');
  });

  it.each([
    ['out of bounds', { thresholds: { eot_threshold: 0.2 } }],
    ['that contradict each other', { thresholds: { eager_eot_threshold: 0.8 } }],
    ['of another model', { language_hints: ['de'] }],
    ['that are unknown', { endpointing: 300 }],
  ])('refuses to configure values %s and stays as it was', async (_, change) => {
    await start();
    const client = await connect();
    client.sends({ type: 'Configure', ...change });
    await client.settles();
    const [connected, failure, success] = client.messages();
    expect(failure).toEqual({ type: 'ConfigureFailure', request_id: connected?.request_id, sequence_id: 1 });
    expect(success?.thresholds).toEqual({ eot_threshold: 0.7, eot_timeout_ms: 5_000 });
  });

  it('answers pings', async () => {
    await start();
    const { socket } = await connect();
    socket.ping();
    await once(socket, 'pong');
  });
});

describe('a scripted session', () => {
  it('says what the test says, numbered and indexed as Flux would', async () => {
    const deepgram = await start();
    const client = await connect();
    const [session] = deepgram.sessions;
    session?.emit('StartOfTurn', { transcript: 'I need' });
    session?.emit('EndOfTurn', { transcript: 'I need help.', trigger: 'timeout', confidence: 0.4 });
    session?.emit('StartOfTurn', { transcript: 'Wait' });
    await client.settles();

    expect(
      client
        .changes()
        .map(({ sequence_id, turn_index, transcript }) => [sequence_id, turn_index, transcript]),
    ).toEqual([
      [1, 0, 'I need'],
      [2, 0, 'I need help.'],
      [3, 1, 'Wait'],
    ]);
    expect(client.changes()[1]).toMatchObject({ trigger: 'timeout', end_of_turn_confidence: 0.4 });
    expect(client.changes()[1]?.words.map(({ word }) => word)).toEqual(['I', 'need', 'help.']);
  });

  it('repeats the open turn in Updates as audio comes in', async () => {
    await start();
    const client = await connect();
    stage.flux?.sessions[0]?.emit('StartOfTurn', { transcript: 'I need' });
    client.says(silence(1_000));
    await client.settles();
    const updates = client.turns().filter(({ event }) => event === 'Update');
    expect(updates.length).toBeGreaterThanOrEqual(3);
    expect(updates.every(({ transcript }) => transcript === 'I need')).toBe(true);
    expect(stage.flux?.sessions[0]?.receivedBytes).toBe(8_000);
  });

  it('hands over each session as it opens and forgets it when it closes', async () => {
    await start();
    const opened = stage.flux?.nextSession();
    const client = await connect(`${PHONE}&keyterm=Acme`);
    const session = await opened;
    expect(session?.query.get('keyterm')).toBe('Acme');
    expect(stage.flux?.sessions).toEqual([session]);

    await client.finishes();
    expect(session?.clientMessages).toEqual([{ type: 'CloseStream' }]);
    await eventually(() => expect(stage.flux?.sessions).toEqual([]));
  });
});

/** Flux's promises about order, for the messages of one session. */
function expectFluxOrder(turns: readonly TurnInfo[]): void {
  let before: TurnInfo | undefined;
  let index = 0;
  for (const turn of turns) {
    expect(turn.turn_index).toBe(index);
    if (turn.event === 'StartOfTurn' || turn.event === 'EagerEndOfTurn') expect(turn.transcript).not.toBe('');
    if (turn.event === 'TurnResumed') expect(before?.event).toBe('EagerEndOfTurn');
    if (turn.event === 'EndOfTurn' && before?.event === 'EagerEndOfTurn') {
      expect(turn.transcript).toBe(before.transcript);
    }
    if (turn.event === 'EndOfTurn') index += 1;
    if (turn.event !== 'Update') before = turn;
  }
}
