/**
 * The product as a carrier meets it, for tests of the stand-in: it answers webhooks with TwiML and accepts media streams.
 *
 *   test ──dial──> carrier ──webhook, media──> Product ──nextStream──> ProductStream ──> test
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import twilio from 'twilio';
import { afterEach, beforeEach, expect } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { InboundCall } from '../../../sandbox/twilio/switchboard.ts';
import { startTwilio, type TwilioOptions, type TwilioStandIn } from '../../../sandbox/twilio/twilio.ts';
import { eventually } from '../../helpers/time/virtual-time.ts';
import { tone } from './tone.ts';

export const ACCOUNT = {
  accountSid: `AC${'a1'.repeat(16)}`,
  authToken: '12345',
  phoneNumber: '+15550002222',
};

export const CALLER = '+15550001111';

export const lineOf = (text: string, audio = tone(60)) => ({ text, audio, words: [] });

export const connect = (url: string, after = '') =>
  `<Response><Connect><Stream url="${url}"/></Connect>${after}</Response>`;

interface Received {
  event: string;
  sequenceNumber?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the test reads whatever field it is about
  [field: string]: any;
}

/** One media stream, from the product's side. */
class ProductStream {
  readonly messages: Received[] = [];
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.messages.push(JSON.parse(String(data))));
    this.closed = once(socket, 'close').then(([code]) => code as number);
  }

  get streamSid(): string {
    return this.of('start')[0]?.streamSid;
  }
  of(event: string): Received[] {
    return this.messages.filter((message) => message.event === event);
  }
  get marks(): string[] {
    return this.of('mark').map(({ mark }) => mark.name);
  }
  async receives(event: string, count = 1): Promise<Received[]> {
    await eventually(() => expect(this.of(event).length).toBeGreaterThanOrEqual(count));
    return this.of(event);
  }
  raw(data: string | Buffer): void {
    this.#socket.send(data);
  }
  send(event: string, fields: object = {}): void {
    this.raw(JSON.stringify({ event, streamSid: this.streamSid, ...fields }));
  }
  plays(audio: Uint8Array): void {
    this.send('media', { media: { payload: Buffer.from(audio).toString('base64') } });
  }
  marked(name: string): void {
    this.send('mark', { mark: { name } });
  }
  closes(): void {
    this.#socket.close(1000);
  }
  crashes(): void {
    this.#socket.terminate();
  }
}

/** The product: answers webhooks with TwiML and accepts media streams. */
class Product {
  readonly pages: Record<string, string | number> = {};
  readonly webhooks: { path: string; fields: Record<string, string>; signed: boolean }[] = [];
  readonly upgrades: IncomingMessage[] = [];
  refusesStreams = false;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #streams: ProductStream[] = [];
  #taken = 0;

  async start(): Promise<void> {
    this.#server.on('upgrade', (request, socket, head) => {
      this.upgrades.push(request);
      if (this.refusesStreams) return socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
      this.#sockets.handleUpgrade(request, socket, head, (ws) => this.#streams.push(new ProductStream(ws)));
    });
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.pages['/twiml'] = connect(this.ws('/media'));
  }
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const page = this.pages[path] ?? 404;
    const fields = Object.fromEntries(new URLSearchParams(await text(request)));
    const signature = String(request.headers['x-twilio-signature']);
    const signed = twilio.validateRequest(ACCOUNT.authToken, signature, this.http(path), fields);
    this.webhooks.push({ path, fields, signed });
    if (typeof page === 'number') response.writeHead(page).end();
    else response.setHeader('content-type', 'text/xml').end(page);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  http(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }
  ws(path: string): string {
    return `ws://127.0.0.1:${this.port}${path}`;
  }
  async nextStream(): Promise<ProductStream> {
    await eventually(() => expect(this.#streams.length).toBeGreaterThan(this.#taken));
    const stream = this.#streams[this.#taken++] as ProductStream;
    await stream.receives('start');
    return stream;
  }
  async stop(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A product and a carrier for each test of a file, and what tests do with them. */
export function eachWithProduct() {
  let product: Product;
  let carrier: TwilioStandIn;
  beforeEach(async () => {
    product = new Product();
    await product.start();
    carrier = await startTwilio(ACCOUNT);
  });
  afterEach(async () => {
    await carrier.close();
    await product.stop();
  });
  return {
    get product(): Product {
      return product;
    },
    get carrier(): TwilioStandIn {
      return carrier;
    },
    /** Another carrier in the place of the first. */
    async startCarrier(options: Partial<TwilioOptions>): Promise<void> {
      await carrier.close();
      carrier = await startTwilio({ ...ACCOUNT, ...options });
    },
    dial: (options: Partial<InboundCall> = {}) =>
      carrier.placeCall({ webhookUrl: product.http('/twiml'), from: CALLER, ...options }),
  };
}

/** The codes of a record's warnings. */
export const codes = (warnings: readonly { code: number }[]) => warnings.map(({ code }) => code);
