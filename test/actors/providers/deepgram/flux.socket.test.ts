/**
 * The Flux client against a vendor that fails and closes, played by a raw WebSocket server in this file.
 * Every test also proves that nothing was printed; Vitest itself fails on an unhandled rejection.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { SimulatedClock } from 'xstate';
import {
  CHANGE_LIMIT_MS,
  createDeepgramFlux,
  MUTE_LIMIT_MS,
  PING_EVERY_MS,
} from '../../../../actors/providers/deepgram/flux.ts';
import type { SttHandlers, SttOptions, TurnFact } from '../../../../actors/providers/stt-provider.ts';
import { SttReports } from '../../../contracts/stt-provider.contract.ts';
import {
  configureFailure,
  configureSuccess,
  connected,
  fatalError,
  turnInfo,
} from '../../../fixtures/deepgram-flux.recording.ts';
import { settled } from '../../../helpers/time/settled.ts';
import { eventually, ownTheClock, until } from '../../../helpers/time/virtual-time.ts';

const API_KEY = 'key-that-nobody-may-see';
const CONNECT_TIMEOUT_MS = 4_000;
const SECOND_OF_AUDIO = new Uint8Array(8_000).fill(0xff);

/** Plays Flux: accepts every connection, unless a test sets another `handshake`. */
class Flux {
  readonly requests: IncomingMessage[] = [];
  readonly peers: WebSocket[] = [];
  /** Every connection still open, as the network sees it. */
  readonly connections = new Set<Duplex>();
  /** Everything clients sent, text as text and audio as its length. */
  readonly received: (string | number)[] = [];
  readonly closeCodes: number[] = [];
  pings = 0;
  handshake: (request: IncomingMessage, socket: Duplex, head: Buffer) => void = (...upgrade) =>
    this.welcome(...upgrade);
  greeting: unknown = connected;
  readonly #http: Server = createServer();
  readonly #webSockets = new WebSocketServer({ noServer: true });

  async start(): Promise<void> {
    this.#http.on('connection', (socket) => {
      this.connections.add(socket);
      socket.on('end', () => socket.destroy()).on('close', () => this.connections.delete(socket));
    });
    this.#http.on('upgrade', (request, socket, head) => {
      this.requests.push(request);
      socket.on('error', () => {});
      this.handshake(request, socket, head);
    });
    await new Promise<void>((done) => this.#http.listen(0, '127.0.0.1', done));
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  welcome(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#webSockets.handleUpgrade(request, socket, head, (peer) => {
      this.peers.push(peer);
      peer.on('message', (data: Buffer, isBinary) =>
        this.received.push(isBinary ? data.length : data.toString()),
      );
      peer.on('ping', () => this.pings++);
      peer.on('close', (code) => this.closeCodes.push(code));
      if (this.greeting !== undefined) peer.send(JSON.stringify(this.greeting));
    });
  }

  refuses(status: number): void {
    this.handshake = (_, socket) =>
      socket.end(
        `HTTP/1.1 ${status} No\r\ndg-error: no luck\r\ndg-request-id: r-1\r\nContent-Length: 0\r\n\r\n`,
      );
  }

  hangsAtTheHandshake(): void {
    this.handshake = () => {};
  }

  withholdsConnected(): void {
    this.greeting = undefined;
  }

  /** Completes the handshake, then answers nothing at all, not even a close. */
  sttBecomesUnavailable(): void {
    this.handshake = (request, socket) => {
      const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
      const accept = createHash('sha1').update(key).digest('base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      const text = Buffer.from(JSON.stringify(connected));
      socket.write(Buffer.concat([Buffer.from([0x81, text.length]), text]));
      socket.resume();
    };
  }

  says(message: unknown): void {
    for (const peer of this.peers) peer.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async stop(): Promise<void> {
    for (const connection of this.connections) connection.destroy();
    this.#http.closeAllConnections();
    await new Promise((done) => this.#http.close(done));
  }
}

let flux: Flux;
let clock: SimulatedClock;
let prints: MockInstance[];

beforeEach(async () => {
  flux = new Flux();
  clock = new SimulatedClock();
  prints = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) => vi.spyOn(console, level));
  await flux.start();
});

afterEach(async () => {
  await flux.stop();
  for (const print of prints) expect(print).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

function dial({
  apiKey = API_KEY,
  baseUrl = flux.url,
  handlers = {} as Partial<SttHandlers>,
  ...options
}: Partial<SttOptions> & { apiKey?: string; baseUrl?: string; handlers?: Partial<SttHandlers> } = {}) {
  const reports = Object.assign(new SttReports(), handlers);
  const provider = createDeepgramFlux({ apiKey, baseUrl, model: 'flux-general-en' });
  const socket = provider.open({ clock, connectTimeoutMs: CONNECT_TIMEOUT_MS, ...options }, reports);
  return { reports, socket };
}

async function dialOpen(options: Parameters<typeof dial>[0] = {}) {
  const call = dial(options);
  await call.reports.opened();
  return call;
}

const vanishes = () => eventually(() => expect(flux.connections.size).toBe(0));

describe('opening a Deepgram Flux session', () => {
  it.each([
    ['ws://', (url: string) => url],
    ['http://', (url: string) => url.replace('ws', 'http')],
    ['a trailing slash', (url: string) => `${url}/`],
    ['a path of its own', (url: string) => `${url}/proxy/`],
  ])('dials /v2/listen from a base URL with %s', async (_, spell) => {
    const { socket } = await dialOpen({ baseUrl: spell(flux.url) });
    expect(flux.requests[0]?.url).toMatch(/^(\/proxy)?\/v2\/listen\?model=flux-general-en&/);
    socket.close();
  });

  it('sends the key in its header, the options in its query, and reports the request id', async () => {
    const { reports, socket } = await dialOpen({ eotThreshold: 0.8, keyterms: ['Acme', 'Dr. Ruiz'] });
    expect(flux.requests[0]?.headers.authorization).toBe(`Token ${API_KEY}`);
    expect(flux.requests[0]?.url).toContain(
      '&encoding=mulaw&sample_rate=8000&eot_threshold=0.8&keyterm=Acme&keyterm=Dr.%20Ruiz',
    );
    expect(reports.requestIds).toEqual([connected.request_id]);
    socket.close();
  });

  it('drops audio sent before Connected, and empty audio always', async () => {
    flux.withholdsConnected();
    const { reports, socket } = dial();
    socket.send(SECOND_OF_AUDIO);
    await eventually(() => expect(flux.peers).toHaveLength(1));
    socket.send(SECOND_OF_AUDIO);
    flux.says(connected);
    await reports.opened();
    socket.send(new Uint8Array(0));
    socket.send(SECOND_OF_AUDIO.subarray(0, 640));
    await eventually(() => expect(flux.received).toEqual([640]));
    socket.close();
  });

  it.each([400, 401, 402, 403, 404])('is refused for good on HTTP %i', async (status) => {
    flux.refuses(status);
    const error = await dial().reports.lost();
    expect(error).toMatchObject({ code: 'STT_REFUSED', retryable: false });
    expect(error.details).toEqual({ status, reason: 'no luck', requestId: 'r-1' });
    expect(`${error.message} ${JSON.stringify(error)} ${error.cause}`).not.toContain(API_KEY);
    await vanishes();
  });

  it.each([
    [402, 'ASR_PAYMENT_REQUIRED', "the project has no credit left: add some in the vendor's console"],
    [403, 'INSUFFICIENT_PERMISSIONS', 'choose another model, or ask the vendor for it'],
    [429, 'TOO_MANY_REQUESTS', 'the project has as many streams as its plan allows'],
    [400, 'Bad Request', 'check the model and its parameters; key terms over the limit are refused so, too'],
  ])('says what to do about HTTP %i, and reads the reason in the body: %s', async (status, code, remedy) => {
    const body = JSON.stringify({ err_code: code, err_msg: 'no luck', request_id: 'r-2' });
    flux.handshake = (_request, socket) =>
      socket.end(
        `HTTP/1.1 ${status} No\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
    const error = await dial().reports.lost();
    expect(error.message).toContain(remedy);
    expect(error.details).toEqual({ status, reason: 'no luck', vendorCode: code, requestId: 'r-2' });
  });

  it.each(['<html>', '{"err_code": 7}', 'x'.repeat(10_000), '{"cut'])(
    'is refused by its status alone when the body is %.20s',
    async (body) => {
      flux.handshake = (_request, socket) =>
        socket.end(`HTTP/1.1 401 No\r\ncontent-length: 20000\r\nconnection: close\r\n\r\n${body}`);
      expect((await dial().reports.lost()).details).toEqual({ status: 401 });
    },
  );

  it.each([408, 429, 500, 503])('may be tried again on HTTP %i', async (status) => {
    flux.refuses(status);
    expect(await dial().reports.lost()).toMatchObject({
      code: 'STT_UNREACHABLE',
      retryable: true,
      details: { status },
    });
  });

  it('is unreachable where nothing listens', async () => {
    const gone = new Flux();
    await gone.start();
    const baseUrl = gone.url;
    await gone.stop();
    expect(await dial({ baseUrl }).reports.lost()).toMatchObject({
      code: 'STT_UNREACHABLE',
      details: { systemCode: 'ECONNREFUSED' },
    });
  });

  it('fails at once with a key that no header can carry', async () => {
    const error = await dial({ apiKey: 'two\nlines' }).reports.lost();
    expect(error.code).toBe('STT_UNREACHABLE');
    expect(`${error.message} ${error.cause}`).not.toContain('lines');
  });

  it.each([
    ['the handshake is never answered', () => flux.hangsAtTheHandshake()],
    ['Connected never comes', () => flux.withholdsConnected()],
  ])('gives up at the limit when %s', async (_, misbehave) => {
    misbehave();
    const { reports } = dial();
    await eventually(() => expect(flux.requests).toHaveLength(1));
    clock.increment(CONNECT_TIMEOUT_MS - 1);
    expect(reports.losses).toEqual([]);
    clock.increment(1);
    expect(reports.losses).toMatchObject([
      { code: 'STT_UNREACHABLE', details: { limitMs: CONNECT_TIMEOUT_MS } },
    ]);
    await vanishes();
  });

  it('is unreachable when the vendor closes before Connected', async () => {
    flux.withholdsConnected();
    const { reports } = dial();
    await eventually(() => expect(flux.peers).toHaveLength(1));
    flux.peers[0]?.close(1_000);
    expect(await reports.lost()).toMatchObject({ code: 'STT_UNREACHABLE', details: { closeCode: 1_000 } });
  });

  it('is a protocol error when a turn comes before Connected', async () => {
    flux.greeting = turnInfo('StartOfTurn', 'Hi');
    expect((await dial().reports.lost()).code).toBe('STT_PROTOCOL');
  });

  it.each(['', 'api.deepgram.com', 'ftp://api.deepgram.com', API_KEY])(
    'refuses the base URL "%s" at boot, without quoting it',
    (baseUrl) => {
      const create = () => createDeepgramFlux({ apiKey: API_KEY, baseUrl, model: 'flux-general-en' });
      expect(create).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
      expect(create).not.toThrow(API_KEY);
    },
  );
});

describe('a Deepgram Flux session behind a gateway that makes text frames binary (trunk-rs/trunk#219)', () => {
  it('opens, and reports its turns', async () => {
    flux.withholdsConnected();
    const facts: TurnFact[] = [];
    const { reports, socket } = dial({ handlers: { onFact: (fact) => facts.push(fact) } });
    await eventually(() => expect(flux.peers).toHaveLength(1));
    for (const message of [connected, turnInfo('StartOfTurn', 'Hi')])
      flux.peers[0]?.send(Buffer.from(JSON.stringify(message)));
    await reports.opened();
    await eventually(() => expect(facts).toMatchObject([{ kind: 'startOfTurn', text: 'Hi' }]));
    socket.close();
  });
});

describe('losing a Deepgram Flux session', () => {
  it.each([
    ['text that is not JSON', 'gar bage'],
    ['a turn without its index', { type: 'TurnInfo', event: 'Update' }],
  ])('happens once on %s', async (_, garbage) => {
    const { reports } = await dialOpen();
    flux.says(garbage);
    flux.says(garbage);
    flux.says(turnInfo('StartOfTurn', 'Hi'));
    expect((await reports.lost()).code).toBe('STT_PROTOCOL');
    await vanishes();
    expect([reports.losses.length, reports.facts]).toEqual([1, []]);
  });

  it('names the vendor code of a fatal error', async () => {
    const { reports } = await dialOpen();
    flux.says(fatalError);
    expect(await reports.lost()).toMatchObject({
      code: 'STT_LOST',
      details: { vendorCode: fatalError.code },
    });
    await vanishes();
  });

  it.each([
    ['drops the line', () => flux.peers[0]?.terminate(), 1_006],
    ['closes with an error', () => flux.peers[0]?.close(1_011, 'NET-0000'), 1_011],
    ['closes normally, unasked', () => flux.peers[0]?.close(1_000), 1_000],
  ])('keeps the close code when the vendor %s', async (_, misbehave, closeCode) => {
    const { reports } = await dialOpen();
    misbehave();
    expect(await reports.lost()).toMatchObject({ code: 'STT_LOST', retryable: true, details: { closeCode } });
    await vanishes();
    expect(reports.losses).toHaveLength(1);
  });

  it('contains a handler that throws', async () => {
    const onFact = () => {
      throw new Error('a bug of ours');
    };
    const { reports } = await dialOpen({ handlers: { onFact } });
    flux.says(turnInfo('Update', ''));
    expect((await reports.lost()).code).toBe('ACTOR_CRASHED');
    await vanishes();
  });
});

describe('watching a Deepgram Flux session', () => {
  it('finds it mute when audio goes unanswered for the limit', async () => {
    const { reports, socket } = await dialOpen();
    for (let sentMs = 0; sentMs < MUTE_LIMIT_MS; sentMs += 1_000) {
      expect(reports.losses).toEqual([]);
      socket.send(SECOND_OF_AUDIO);
      clock.increment(1_000);
    }
    expect(reports.losses).toMatchObject([{ code: 'STT_MUTE', retryable: true }]);
    await vanishes();
  });

  it('takes any message as a sign of life', async () => {
    const { reports, socket } = await dialOpen();
    for (let updates = 1; updates <= 3; updates++) {
      socket.send(SECOND_OF_AUDIO);
      clock.increment(MUTE_LIMIT_MS - 1);
      flux.says(turnInfo('Update', ''));
      await eventually(() => expect(reports.facts).toHaveLength(updates));
    }
    clock.increment(MUTE_LIMIT_MS);
    expect(reports.losses).toEqual([]);
    socket.close();
  });

  it('does not call it mute while hardly any audio is sent', async () => {
    const { reports, socket } = await dialOpen();
    socket.send(SECOND_OF_AUDIO.subarray(0, 160));
    clock.increment(60_000);
    socket.send(SECOND_OF_AUDIO);
    clock.increment(MUTE_LIMIT_MS - 1);
    expect(reports.losses).toEqual([]);
    socket.close();
  });

  it('keeps it alive with ping frames', async () => {
    const { socket } = await dialOpen();
    clock.increment(PING_EVERY_MS - 1);
    await new Promise(setImmediate);
    expect(flux.pings).toBe(0);
    clock.increment(1);
    clock.increment(PING_EVERY_MS);
    await eventually(() => expect(flux.pings).toBe(2));
    socket.close();
  });
});

describe('changing the patience of a Deepgram Flux session', () => {
  const changes = () =>
    flux.received.map((text) => JSON.parse(String(text)) as { type: string; thresholds: unknown });
  const requested = (count: number) => eventually(() => expect(changes()).toHaveLength(count));

  it('sends one change at a time, the next with all that was asked for meanwhile', async () => {
    const { socket } = await dialOpen({ eagerEotThreshold: 0.6 });
    socket.configure?.({ eotThreshold: 0.9, eotTimeoutMs: 6_000 });
    socket.configure?.({ eotTimeoutMs: 8_000 });
    socket.configure?.({ eotThreshold: 0.8 });
    socket.configure?.({ eotThreshold: 0.5 });
    await requested(1);
    flux.says(configureFailure);
    await requested(2);
    flux.says(configureSuccess);
    flux.says(turnInfo('Update', ''));
    expect(changes()).toEqual([
      {
        type: 'Configure',
        thresholds: { eot_threshold: 0.9, eager_eot_threshold: 0.6, eot_timeout_ms: 6_000 },
      },
      {
        type: 'Configure',
        thresholds: { eot_threshold: 0.5, eager_eot_threshold: 0.5, eot_timeout_ms: 8_000 },
      },
    ]);
    socket.close();
  });

  it('counts a change without an answer as lost after five seconds, and sends what came meanwhile', async () => {
    const { socket } = await dialOpen();
    socket.configure?.({ eotThreshold: 0.9 });
    await requested(1);
    clock.increment(CHANGE_LIMIT_MS - 1);
    socket.configure?.({ eotThreshold: 0.8 });
    clock.increment(1);
    await requested(2);
    // Nothing waits now; the answers to both come late.
    flux.says(configureSuccess);
    flux.says(configureSuccess);
    flux.says(turnInfo('Update', ''));
    socket.configure?.({ eotThreshold: 0.7 });
    await requested(3);
    expect(changes().map(({ thresholds }) => thresholds)).toEqual([
      { eot_threshold: 0.9 },
      { eot_threshold: 0.8 },
      { eot_threshold: 0.7 },
    ]);
    socket.close();
    await vanishes();
    clock.increment(CHANGE_LIMIT_MS);
    expect(changes()).toHaveLength(4); // the last is CloseStream
  });

  it('holds no timer for a change when it is lost', async () => {
    const { reports, socket } = await dialOpen();
    socket.configure?.({ eotThreshold: 0.9 });
    socket.configure?.({ eotThreshold: 0.8 });
    await requested(1);
    flux.peers[0]?.terminate();
    await reports.lost();
    clock.increment(CHANGE_LIMIT_MS);
    await settled();
    expect([changes().length, reports.losses.length]).toEqual([1, 1]);
  });

  it('sends nothing before it is open and after it is over', async () => {
    const { reports, socket } = dial();
    socket.configure?.({ eotThreshold: 0.9 });
    await reports.opened();
    socket.close();
    socket.configure?.({ eotThreshold: 0.8 });
    await vanishes();
    expect(changes().map(({ type }) => type)).toEqual(['CloseStream']);
  });
});

describe('closing a Deepgram Flux session', () => {
  it('sends CloseStream, closes normally, and calls no handler afterwards', async () => {
    const { reports, socket } = await dialOpen();
    const before = reports.calls;
    flux.says(turnInfo('Update', 'on its way'));
    socket.close();
    socket.close();
    socket.send(SECOND_OF_AUDIO);
    await vanishes();
    expect(flux.received).toEqual(['{"type":"CloseStream"}']);
    expect(flux.closeCodes).toEqual([1_000]);
    clock.increment(60_000);
    expect(reports.calls).toBe(before);
  });

  it('never dials when it comes at once', async () => {
    const { reports, socket } = dial();
    socket.close();
    clock.increment(CONNECT_TIMEOUT_MS);
    await settled();
    expect([flux.requests.length, reports.calls]).toEqual([0, 0]);
  });

  it.each([
    ['the handshake is under way', () => flux.hangsAtTheHandshake()],
    ['Connected is awaited', () => flux.withholdsConnected()],
  ])('leaves no connection and no call when %s', async (_, misbehave) => {
    misbehave();
    const { reports, socket } = dial();
    await eventually(() => expect(flux.requests).toHaveLength(1));
    socket.close();
    await vanishes();
    clock.increment(CONNECT_TIMEOUT_MS);
    expect(reports.calls).toBe(0);
  });

  it('may be done from within a handler', async () => {
    const { socket, reports } = dial({ handlers: { onOpen: () => socket.close() } });
    await eventually(() => expect(flux.closeCodes).toEqual([1_000]));
    expect(reports.losses).toEqual([]);
  });

  it('does nothing after a loss', async () => {
    const { reports, socket } = await dialOpen();
    flux.peers[0]?.terminate();
    await reports.lost();
    socket.send(SECOND_OF_AUDIO);
    socket.close();
    expect(reports.losses).toHaveLength(1);
  });

  describe('on a clock of the test’s own', () => {
    ownTheClock();

    it('takes less than a second when the vendor ignores it', async () => {
      flux.sttBecomesUnavailable();
      const { reports, socket } = await until(dialOpen());
      const startedMs = performance.now();
      socket.close();
      await vanishes();
      expect(performance.now() - startedMs).toBeLessThan(1_000);
      expect(reports.losses).toEqual([]);
    });
  });
});
