/**
 * Media Streams messages: those that Twilio sends, and the three that Twilio takes. Numbers are strings where Twilio's are. Pure.
 */
import { z } from 'zod';

export interface StreamIdentity {
  readonly accountSid: string;
  readonly callSid: string;
  readonly streamSid: string;
}

export const connectedMessage = () => ({ event: 'connected', protocol: 'Call', version: '1.0.0' });

export const startMessage = (
  identity: StreamIdentity,
  customParameters: Readonly<Record<string, string>>,
) => ({
  event: 'start',
  streamSid: identity.streamSid,
  start: {
    ...identity,
    tracks: ['inbound'],
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    customParameters,
  },
});

export const mediaMessage = (streamSid: string, chunk: number, timestampMs: number, audio: Uint8Array) => ({
  event: 'media',
  streamSid,
  media: {
    track: 'inbound',
    chunk: String(chunk),
    timestamp: String(timestampMs),
    payload: Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength).toString('base64'),
  },
});

export const markMessage = (streamSid: string, name: string) => ({
  event: 'mark',
  streamSid,
  mark: { name },
});

export const dtmfMessage = (streamSid: string, digit: string) => ({
  event: 'dtmf',
  streamSid,
  dtmf: { track: 'inbound_track', digit },
});

export const stopMessage = ({ accountSid, callSid, streamSid }: StreamIdentity) => ({
  event: 'stop',
  streamSid,
  stop: { accountSid, callSid },
});

/** A message with its figures as numbers, where Twilio's pages have strings. */
export const withNumbers = (message: object): object =>
  Object.fromEntries(
    Object.entries(message).map(([name, value]) => {
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return [name, withNumbers(value)];
      return [name, FIGURES.has(name) && /^\d+$/.test(value) ? Number(value) : value];
    }),
  );

const FIGURES: ReadonlySet<string> = new Set(['sequenceNumber', 'chunk', 'timestamp', 'digit']);

/** A message from the product to Twilio. */
type ServerMessage =
  | { readonly event: 'media'; readonly audio: Uint8Array }
  | { readonly event: 'mark'; readonly name: string }
  | { readonly event: 'clear' };

/** Why a message is dropped: 31950, a binary frame; 31951, not one of the three messages. */
interface BadMessage {
  readonly code: 31950 | 31951;
  readonly reason: string;
}

/** Twilio publishes no limit. This one holds 6 s of audio in base64. */
const MESSAGE_LIMIT_BYTES = 64 * 1024;

const Base64 = z.base64().min(1);
const Message = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('media'),
    streamSid: z.string(),
    media: z.strictObject({ payload: Base64 }),
  }),
  z.strictObject({
    event: z.literal('mark'),
    streamSid: z.string(),
    mark: z.strictObject({ name: z.string() }),
  }),
  z.strictObject({ event: z.literal('clear'), streamSid: z.string() }),
]);

const invalid = (reason: string): BadMessage => ({ code: 31951, reason });

/** The message in one WebSocket frame, or why Twilio drops it. */
export function readServerMessage(
  data: Buffer,
  isBinary: boolean,
  streamSid: string,
): ServerMessage | BadMessage {
  if (isBinary) return { code: 31950, reason: 'the WebSocket binary format is used' };
  if (data.length > MESSAGE_LIMIT_BYTES)
    return invalid(`${data.length} bytes is over ${MESSAGE_LIMIT_BYTES}`);
  let json: unknown;
  try {
    json = JSON.parse(data.toString('utf8'));
  } catch {
    return invalid('the message is not JSON');
  }
  const parsed = Message.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return invalid(`${issue?.path.join('.') || 'message'}: ${issue?.message}`);
  }
  const message = parsed.data;
  if (message.streamSid !== streamSid) return invalid('the streamSid is of another stream');
  if (message.event === 'media')
    return { event: 'media', audio: Buffer.from(message.media.payload, 'base64') };
  if (message.event === 'mark') return { event: 'mark', name: message.mark.name };
  return { event: 'clear' };
}
