/**
 * Behaviour on which the sources about Twilio differ, and what carriers that speak its protocol do. A test chooses; the
 * defaults follow Twilio's pages. docs/vendors/twilio.md has the sources.
 */
export interface TwilioHabits {
  /**
   * Silence of the caller on the media stream: as frames, or not at all, with timestamps that go on or stand still
   * meanwhile. Twilio sends frames all the time; gateways with its protocol do not, and a muted caller may send none.
   */
  readonly silence: 'frames' | 'nothing' | 'nothingAndTimeStands';
  /** Whether the media socket answers pings: RFC 6455 has it so, and no page of Twilio's says anything. */
  readonly answersPings: boolean;
  /** Every tenth media message is broken in this way. openclaw PR#106528, PR#111771. */
  readonly brokenFrames: 'none' | 'empty' | 'notBase64' | 'notJson' | 'binary' | 'repeated';
  /** The type of numbers in messages: strings in Twilio's pages, numbers in some of its copies. */
  readonly numbers: 'strings' | 'numbers';
  /** When a mark comes back: once the audio before it was played, as Twilio's pages have it, or as soon as it arrives (jambonz-feature-server#811). */
  readonly marks: 'whenPlayed' | 'atOnce';
  /** The kind of frames that reach the server: proxies before it may make text frames binary (fastify-http-proxy#255). */
  readonly frames: 'text' | 'binary';
  /** Messages of which no page of ours knows, among the others. */
  readonly unknownMessages: boolean;
  /** Whether `stop` comes before the socket closes: Twilio's pages have it, a lost connection does not. */
  readonly sendsStop: boolean;
  /** Whether the media socket is dialled with a slash at the end of its path. openclaw #8814 has other changes of the URL. */
  readonly slashAfterStreamUrl: boolean;
  /**
   * The Origin with which the media socket is opened. Twilio's has none; clients that are no browsers write what makes sense to them
   * (OctoPrint/OctoPrint#3193, sboily/wazo-hackathon-asterisk-stream-module#10).
   */
  readonly origin: string | undefined;
  /** How often the type of a webhook's form is named: a proxy may double it (fastify PR#6414, jshttp/content-type#29). */
  readonly formTypes: 1 | 2;
  /** How often a webhook is requested: Twilio tries again when a connection fails, with the same idempotency token. */
  readonly webhookRequests: 1 | 2;
  /**
   * When status callbacks come: one after the other; each twice; all behind the end, the last first; or never.
   * twilio-labs/twilio-firebase-extensions PR#21, CALLE-AI/awesome-phone-call-agents #97, openclaw PR#18437.
   */
  readonly statusCallbacks: 'inOrder' | 'twice' | 'backwards' | 'never';
  /** How an order for a call is refused, by Twilio's code; undefined: it is placed. twilio.com/docs/api/errors */
  readonly refusal: number | undefined;
  /** Whether the first request about a call is carried out, and its connection cut before an answer (twilio-node#338, #1023). */
  readonly cutsRequests: boolean;
  /** Who answers an outbound call, when answering machine detection says so: `human`, `machine_start`, … */
  readonly answeredBy: string | undefined;
}

export const DEFAULT_HABITS: TwilioHabits = {
  silence: 'frames',
  answersPings: true,
  brokenFrames: 'none',
  numbers: 'strings',
  marks: 'whenPlayed',
  frames: 'text',
  unknownMessages: false,
  sendsStop: true,
  slashAfterStreamUrl: false,
  origin: undefined,
  formTypes: 1,
  webhookRequests: 1,
  statusCallbacks: 'inOrder',
  refusal: undefined,
  cutsRequests: false,
  answeredBy: undefined,
};
