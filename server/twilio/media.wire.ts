/**
 * The codec of Twilio Media Streams: Twilio's messages to `CarrierMessage`s, and our audio, marks and clears to Twilio's
 * messages. Pure.
 *
 * Twilio sends numbers as strings; numbers are accepted too. docs/vendors/twilio.md has the sources.
 */
import { z } from 'zod';
import type { CarrierMessage } from '../../call/carrier.ts';
import type { CarrierCodec, CarrierWriter } from '../../call/carrier-codec.ts';
import { VoiceError } from '../../machines/errors.ts';

/** Text, from a string or a number. */
const text = z.union([z.string(), z.number()]).transform(String);
const sid = z.string().min(1);
/**
 * What Twilio calls audio/x-mulaw, by the other names of G.711: audio/PCMU of RFC 4856, audio/basic of RFC 2046. Names of media types have no
 * case and may have parameters (RFC 2045, 5.1).
 */
const MU_LAW = /^(?:audio\/)?(?:x-)?(?:mu-?law|ulaw|pcmu|basic)(?:\s*;\s*(?:rate|clockrate)=8000)?$/i;
/** Twilio writes the stream's id in both places; whoever speaks its protocol may write it in one. */
const Start = z.object({
  streamSid: sid.optional(),
  start: z.object({
    streamSid: sid.optional(),
    callSid: sid,
    mediaFormat: z
      .object({
        encoding: z.string().regex(MU_LAW, { error: 'expected audio/x-mulaw' }),
        sampleRate: z.union([z.literal(8_000), z.literal('8000')]),
        channels: z.union([z.literal(1), z.literal('1')]),
      })
      .partial()
      .nullish(),
    // None is used: one that cannot be read, such as the list that PHP makes of no parameters, costs no call.
    customParameters: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  }),
});
const Dtmf = z.object({ dtmf: z.object({ digit: text.pipe(z.string().regex(/^[0-9A-D*#]$/i)) }) });
const Mark = z.object({ mark: z.object({ name: text }) });

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** With its padding or without, as some encoders write it. */
const isBase64 = (text: string): boolean =>
  BASE64.test(text) && (text.endsWith('=') ? text.length % 4 === 0 : text.length % 4 !== 1);

/** Marks are echoed, and all pending ones on `clear`; frames are text; "stop" comes before the close. */
export const twilioCodec: CarrierCodec = {
  announcesEnd: true,
  isCallId: (id) => /^CA[0-9a-f]{32}$/.test(id),
  createReader() {
    const numbers = new MessageNumbers();
    return { text: (frame) => parseMessage(frame, numbers) };
  },
  createWriter,
};

/** The message in one text frame of Twilio. Throws `MEDIA_MALFORMED` on any other text. */
function parseMessage(frame: string, numbers: MessageNumbers): CarrierMessage {
  const json = parseJson(frame);
  switch (json.event) {
    case 'media':
      return readMedia(json, numbers);
    case 'mark':
      return { kind: 'mark', name: read(Mark, json).mark.name };
    case 'dtmf':
      return { kind: 'dtmf', digit: read(Dtmf, json).dtmf.digit };
    case 'connected':
    case 'stop':
      return { kind: json.event };
    case 'start':
      return readStart(json);
    default:
      if (typeof json.event !== 'string') throw malformed('it has no "event"');
      return { kind: 'unknown', event: json.event };
  }
}

function readStart(json: Record<string, unknown>): CarrierMessage {
  const { data, error } = Start.safeParse(json);
  if (!data) return { kind: 'unusableStart', error: malformed(problemOf(error)) };
  const { start, streamSid: streamId = start.streamSid } = data;
  if (streamId === undefined)
    return { kind: 'unusableStart', error: malformed('streamSid: it names no stream') };
  const customParameters = stringsOf(start.customParameters ?? {});
  return { kind: 'start', streamId, carrierCallId: start.callSid, customParameters };
}

/** A media frame, without a schema for speed: 50 come per second and call. */
function readMedia(
  { media, sequenceNumber }: Record<string, unknown>,
  numbers: MessageNumbers,
): CarrierMessage {
  if (typeof media !== 'object' || media === null) throw malformed('it has no "media"');
  const { payload, timestamp, track } = media as Record<string, unknown>;
  if (typeof track === 'string' && track.startsWith('outbound'))
    return { kind: 'unknown', event: 'media of the outbound track' };
  if (typeof payload !== 'string') throw malformed('media.payload is not text');
  if (payload === '') throw malformed('media.payload is empty');
  if (!isBase64(payload)) throw malformed('media.payload is not base64');
  if (numbers.isRepeated(sequenceNumber))
    throw new VoiceError('MEDIA_OUT_OF_ORDER', 'A message of the media stream came twice');
  return { kind: 'media', audio: Buffer.from(payload, 'base64'), timestampMs: millisecondsOf(timestamp) };
}

/** A time that cannot be read is as good as none: the audio is there, and the call can place it by itself. */
function millisecondsOf(timestamp: unknown): number | undefined {
  if (typeof timestamp !== 'number' && (typeof timestamp !== 'string' || timestamp === '')) return undefined;
  const ms = Number(timestamp);
  return ms >= 0 && ms <= Number.MAX_SAFE_INTEGER ? ms : undefined;
}

/** Parameters that are words or figures, as words; Twilio sends no others. */
const stringsOf = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      ['string', 'number', 'boolean'].includes(typeof value) ? [[name, String(value)]] : [],
    ),
  );

/** How many messages back a repetition is noticed. */
const REMEMBERED = 64;

/** The sequence numbers of a stream. A carrier that gives each message the same number has none, for our purpose. */
class MessageNumbers {
  /** The latest number of each remainder by `REMEMBERED`. */
  readonly #recent = new Float64Array(REMEMBERED).fill(-1);
  #lowest = Number.POSITIVE_INFINITY;
  #highest = Number.NEGATIVE_INFINITY;

  isRepeated(sequenceNumber: unknown): boolean {
    const n = Number(sequenceNumber ?? Number.NaN);
    if (!Number.isSafeInteger(n) || n < 0) return false;
    const at = n % REMEMBERED;
    if (this.#recent[at] === n) return this.#highest > this.#lowest;
    this.#recent[at] = n;
    this.#lowest = Math.min(n, this.#lowest);
    this.#highest = Math.max(n, this.#highest);
    return false;
  }
}

function parseJson(frame: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    throw malformed('it is not JSON');
  }
  if (typeof json !== 'object' || json === null) throw malformed('it is not a JSON object');
  return json as Record<string, unknown>;
}

function read<T>(schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw malformed(problemOf(parsed.error));
}

function problemOf({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.')}: ${issue?.message}`;
}

const malformed = (why: string): VoiceError =>
  new VoiceError('MEDIA_MALFORMED', `A message of the media stream is unreadable: ${why}`);

/** Writes our three messages for one stream. The sid is escaped once. */
function createWriter(streamSid: string): CarrierWriter {
  const sid = JSON.stringify(streamSid);
  const clear = `{"event":"clear","streamSid":${sid}}`;
  return {
    media: (frame) => `{"event":"media","streamSid":${sid},"media":{"payload":"${base64(frame)}"}}`,
    mark: (name) => `{"event":"mark","streamSid":${sid},"mark":{"name":${JSON.stringify(name)}}}`,
    clear: () => clear,
  };
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
