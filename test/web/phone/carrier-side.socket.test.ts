/**
 * The page's side of a media stream: the same messages as Twilio's, and with the real server a whole conversation.
 * Only the sound card is missing: frames go and come by a timer of 20 ms.
 */
import { once } from 'node:events';
import twilioClient from 'twilio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { replyAsFrontDesk } from '../../../sandbox/callers/front-desk.ts';
import { type Pacer, startPacer } from '../../../sandbox/twilio/media/pacer.ts';
import {
  connectedMessage,
  markMessage,
  mediaMessage,
  startMessage,
  stopMessage,
} from '../../../sandbox/twilio/media/stream-messages.ts';
import { twilioCodec } from '../../../server/twilio/media.wire.ts';
import { CarrierSide } from '../../../web/phone/carrier-side.ts';
import { FRAME_BYTES, SAMPLE_RATE_HZ } from '../../../web/phone/mulaw.ts';
import { Playout } from '../../../web/phone/playout.ts';
import { errorCodes } from '../../helpers/journal-reading.ts';
import { SECRETS, startWorld, type World } from '../../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();
const SILENT_FRAME = new Uint8Array(FRAME_BYTES).fill(0xff);

/** A carrier on a socket that only keeps what was sent. */
function startCarrier({ bufferedAmount = 0 } = {}) {
  const sent: string[] = [];
  const played: string[] = [];
  const socket = { bufferedAmount, send: (text: string) => void sent.push(text) };
  const carrier = new CarrierSide(socket, {
    play: (audio) => void played.push(`play ${audio.join(' ')}`),
    mark: (name) => void played.push(`mark ${name}`),
    clear: () => void played.push('clear'),
  });
  const messages = () => sent.map((text) => JSON.parse(text));
  return { carrier, socket, sent, played, messages };
}

describe('what the page sends', () => {
  it('is what Twilio sends, field by field', () => {
    const { carrier, messages } = startCarrier();
    carrier.start();
    carrier.frame(SILENT_FRAME);
    carrier.echo('g1:0');
    carrier.frame(SILENT_FRAME);
    carrier.stop();

    const { streamSid, start } = messages()[1];
    const { accountSid, callSid } = start;
    const identity = { accountSid, callSid, streamSid };
    const numbered = (sequence: number, message: object) => ({
      ...message,
      sequenceNumber: String(sequence),
    });
    expect(messages()).toEqual([
      connectedMessage(),
      numbered(1, startMessage(identity, {})),
      numbered(2, mediaMessage(streamSid, 1, 20, SILENT_FRAME)),
      numbered(3, markMessage(streamSid, 'g1:0')),
      numbered(4, mediaMessage(streamSid, 2, 40, SILENT_FRAME)),
      numbered(5, stopMessage(identity)),
    ]);
    expect(callSid).toBe(carrier.callId);
    expect(callSid).toMatch(/^CA[\da-f]{32}$/);
    expect(streamSid).toMatch(/^MZ[\da-f]{32}$/);
    expect(accountSid).toMatch(/^AC[\da-f]{32}$/);
  });

  it('is read by the server', () => {
    const { carrier, sent } = startCarrier();
    const audio = Uint8Array.from({ length: FRAME_BYTES }, (_, i) => i);
    carrier.start();
    carrier.frame(audio);
    carrier.stop();
    const reader = twilioCodec.createReader({ headers: {} });
    const read = sent.map((text) => reader.text(text));
    expect(read.map((message) => message?.kind)).toEqual(['connected', 'start', 'media', 'stop']);
    expect(read[2]).toEqual({ kind: 'media', audio: Buffer.from(audio), timestampMs: 20 });
  });

  it('is nothing before the start and after the stop, and one stop', () => {
    const { carrier, sent } = startCarrier();
    carrier.frame(SILENT_FRAME);
    carrier.echo('g1:0');
    carrier.stop();
    expect(sent).toEqual([]);
    carrier.start();
    carrier.stop();
    carrier.stop();
    carrier.frame(SILENT_FRAME);
    carrier.echo('g1:0');
    expect(sent).toHaveLength(3);
  });

  it('leaves a gap where the server does not read, which its timestamps show', () => {
    const { carrier, socket, messages } = startCarrier();
    carrier.start();
    carrier.frame(SILENT_FRAME);
    socket.bufferedAmount = 1024 * 1024;
    carrier.frame(SILENT_FRAME);
    carrier.frame(SILENT_FRAME);
    socket.bufferedAmount = 0;
    carrier.frame(SILENT_FRAME);
    expect(messages().flatMap(({ media }) => media?.timestamp ?? [])).toEqual(['20', '80']);
    expect(messages().at(-1).sequenceNumber).toBe('3');
  });

  it('names every call anew', () => {
    const sids = Array.from({ length: 50 }, () => startCarrier().carrier.callId);
    expect(new Set(sids).size).toBe(50);
  });
});

describe('what the page is sent', () => {
  it('is played, marked and cleared in the order it came', () => {
    const { carrier, messages, played } = startCarrier();
    carrier.start();
    const { streamSid } = messages()[1];
    carrier.receive(JSON.stringify({ event: 'media', streamSid, media: { payload: 'AQL/' } }));
    carrier.receive(JSON.stringify({ event: 'mark', streamSid, mark: { name: 'g1:0' } }));
    carrier.receive(JSON.stringify({ event: 'clear', streamSid }));
    expect(played).toEqual(['play 1 2 255', 'mark g1:0', 'clear']);
  });

  it.each([
    ['not JSON', () => 'hello'],
    ['null', () => 'null'],
    ['of another stream', () => '{"event":"clear","streamSid":"MZ0"}'],
    ['without a payload', (streamSid: string) => JSON.stringify({ event: 'media', streamSid })],
    [
      'not base64',
      (streamSid: string) => JSON.stringify({ event: 'media', streamSid, media: { payload: '*' } }),
    ],
    ['a mark without a name', (streamSid: string) => JSON.stringify({ event: 'mark', streamSid, mark: {} })],
    ['an event Twilio does not know', (streamSid: string) => JSON.stringify({ event: 'hello', streamSid })],
  ])('is dropped when it is %s', (_what, write) => {
    const { carrier, messages, played } = startCarrier();
    carrier.start();
    carrier.receive(write(messages()[1].streamSid));
    expect(played).toEqual([]);
  });
});

/** The page on a real socket, with a pacer for a sound card; what it plays is kept. */
class PageOnTheLine {
  readonly carrier: CarrierSide;
  readonly #socket: WebSocket;
  readonly #playout = new Playout(SAMPLE_RATE_HZ);
  readonly #pacer: Pacer;
  readonly #said: Uint8Array[] = [];
  /** The messages that the server sent and those that came back, e.g. `mark g1:0`, `clear`, `echo g1:0`. */
  readonly line: string[] = [];
  /** Loudness of every 20 ms played. */
  readonly loudness: number[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.carrier = new CarrierSide(socket, {
      play: (audio) => this.#playout.play(audio),
      mark: (name) => {
        this.line.push(`mark ${name}`);
        this.#playout.mark(name, 0);
      },
      clear: () => {
        this.line.push('clear');
        this.#echo(this.#playout.clear());
      },
    });
    socket.on('message', (data) => this.carrier.receive(String(data)));
    socket.on('close', () => this.#pacer.stop());
    this.carrier.start();
    this.#pacer = startPacer(() => {
      this.#echo(this.#playout.fill(new Float32Array(FRAME_BYTES)));
      this.loudness.push(this.#playout.takeRms());
      this.carrier.frame(this.#said.shift() ?? SILENT_FRAME);
    });
  }

  static async call(world: World): Promise<PageOnTheLine> {
    const url = `${world.server.address.replace('http', 'ws')}/ws`;
    const signature = twilioClient.getExpectedTwilioSignature(SECRETS.twilio, url, {});
    const socket = new WebSocket(url, { headers: { 'x-twilio-signature': signature } });
    await once(socket, 'open');
    return new PageOnTheLine(socket);
  }

  get isAgentAudible(): boolean {
    return this.loudness.slice(-5).some((rms) => rms > 0.003);
  }

  says(audio: Uint8Array): void {
    for (let at = 0; at < audio.length; at += FRAME_BYTES) this.#said.push(audio.slice(at, at + FRAME_BYTES));
  }

  /** The page hangs up as its button does. */
  async hangsUp(): Promise<void> {
    this.carrier.stop();
    this.#socket.close(1000);
    await once(this.#socket, 'close');
  }

  #echo(names: readonly string[]): void {
    for (const name of names) {
      this.line.push(`echo ${name}`);
      this.carrier.echo(name);
    }
  }
}

describe('a call from the page', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ hears: true, reply: replyAsFrontDesk });
  });
  afterAll(() => world.close());

  const audible = (page: PageOnTheLine, is: boolean) =>
    eventually(() => expect(page.isAgentAudible).toBe(is), { limitMs: 8_000 });

  it('is answered, stops the agent by speaking over it, and is answered again', async () => {
    const question = await world.voice.speak('What time do you open on Saturday?', 'slt');
    const correction = await world.voice.speak('Sorry, I meant Sunday.', 'slt');
    const page = await PageOnTheLine.call(world);
    const { callId } = page.carrier;
    const call = await eventually(
      () => world.server.app.calls.findLive(callId) ?? expect.fail('the call is not live'),
    );

    page.says(question.audio);
    await audible(page, true);
    page.says(correction.audio);
    await eventually(() => expect(page.line).toContain('clear'), { limitMs: 8_000 });
    const cleared = page.line.indexOf('clear');
    await audible(page, false);
    await audible(page, true);
    await eventually(() => expect(page.line.at(-1)).toMatch(/^echo g\d+:end$/), { limitMs: 8_000 });
    await page.hangsUp();

    expect(await until(call.ended)).toMatchObject({
      reason: 'callerHungUp',
      turns: 2,
      bargeIns: 1,
      failures: 0,
    });
    expect(errorCodes(call.journal)).toEqual([]);
    const history = call.history.map(({ content }) => content);
    expect([history[0], history[2]]).toEqual([question.text, correction.text]);
    expect(history[3]).toBe('No problem. On Sunday we open at nine in the morning and close at one.');

    const marks = (what: string) =>
      page.line.filter((line) => line.startsWith(what)).map((line) => line.slice(5));
    expect(marks('echo ')).toEqual(marks('mark '));
    expect(page.line[cleared + 1]).toMatch(/^echo /);
  });
});
