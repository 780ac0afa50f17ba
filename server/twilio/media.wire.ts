/**
 * The codec of Twilio Media Streams: Twilio's messages to `CarrierMessage`s, and our audio, marks and clears to Twilio's
 * messages. Pure.
 *
 * Twilio sends numbers as strings; numbers are accepted too. Source: twilio.com/docs/voice/media-streams/websocket-messages
 */
import { z } from 'zod';
import type { CarrierMessage } from '../../call/carrier.ts';
import type { CarrierCodec, CarrierWriter } from '../../call/carrier-codec.ts';
import { VoiceError } from '../../machines/errors.ts';

const numeric = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);
const Start = z.object({
  streamSid: z.string().min(1),
  start: z.object({
    callSid: z.string().min(1),
    mediaFormat: z.object({
      encoding: z.literal('audio/x-mulaw'),
      sampleRate: z.union([z.literal(8_000), z.literal('8000')]),
      channels: z.union([z.literal(1), z.literal('1')]),
    }),
    customParameters: z.record(z.string(), z.string()).default({}),
  }),
});
const Media = z.object({
  media: z.object({ payload: z.string(), timestamp: numeric, track: z.string().optional() }),
});
const Dtmf = z.object({ dtmf: z.object({ digit: z.string().max(1) }) });
const Mark = z.object({ mark: z.object({ name: z.string() }) });

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Marks are echoed, and all pending ones on `clear`; frames are text; "stop" comes before the close. */
export const twilioCodec: CarrierCodec = {
  announcesEnd: true,
  isCallId: (id) => /^CA[0-9a-f]{32}$/.test(id),
  createReader: () => ({ text: parseMessage }),
  createWriter,
};

/** The message in one text frame of Twilio. Throws `MEDIA_MALFORMED` on any other text. */
function parseMessage(text: string): CarrierMessage {
  const json = parseJson(text);
  switch (json.event) {
    case 'media': {
      const { payload, timestamp, track } = readFrame(json) ?? read(Media, json).media;
      if (track === 'outbound') return { kind: 'unknown', event: 'media of the outbound track' };
      if (payload.length % 4 !== 0 || !BASE64.test(payload)) throw malformed('media.payload is not base64');
      return { kind: 'media', audio: Buffer.from(payload, 'base64'), timestampMs: timestamp };
    }
    case 'mark':
      return { kind: 'mark', name: read(Mark, json).mark.name };
    case 'dtmf':
      return { kind: 'dtmf', digit: read(Dtmf, json).dtmf.digit };
    case 'connected':
    case 'stop':
      return { kind: json.event };
    case 'start': {
      const { streamSid, start } = read(Start, json);
      const { callSid: carrierCallId, customParameters } = start;
      return { kind: 'start', streamId: streamSid, carrierCallId, customParameters };
    }
    default:
      if (typeof json.event !== 'string') throw malformed('it has no "event"');
      return { kind: 'unknown', event: json.event };
  }
}

interface Frame {
  readonly payload: string;
  readonly timestamp: number;
  readonly track?: string | undefined;
}

/** The usual media frame (50 per second and call) without a schema, for speed; undefined for an unusual one. */
function readFrame({ media }: Record<string, unknown>): Frame | undefined {
  if (typeof media !== 'object' || media === null) return undefined;
  const { payload, timestamp, track } = media as Record<string, unknown>;
  if (typeof payload !== 'string' || typeof timestamp !== 'string' || track !== 'inbound') return undefined;
  const timestampMs = Number(timestamp);
  return Number.isSafeInteger(timestampMs) && timestampMs >= 0
    ? { payload, timestamp: timestampMs, track }
    : undefined;
}

function parseJson(text: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw malformed('it is not JSON');
  }
  if (typeof json !== 'object' || json === null) throw malformed('it is not a JSON object');
  return json as Record<string, unknown>;
}

function read<T>(schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw malformed(`${issue?.path.join('.')}: ${issue?.message}`);
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
