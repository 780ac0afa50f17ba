/**
 * Every vendor's stand-in and the carrier's, started together, and the environment that points the product at them.
 *
 *   options ──> stand-ins ──vendorEnv, carrierEnv──> product
 */
import { type AssemblyAiOptions, startAssemblyAi } from './assemblyai/assemblyai.ts';
import { type CartesiaOptions, startCartesia } from './cartesia/cartesia.ts';
import { type DeepgramOptions, startDeepgram } from './deepgram/deepgram.ts';
import { type ElevenLabsOptions, startElevenLabs } from './elevenlabs/elevenlabs.ts';
import { type GroqOptions, startGroq } from './groq/groq.ts';
import { startTwilio, type TwilioOptions } from './twilio/twilio.ts';

/** A stand-in takes one key only, which is in the environment of the product. */
type Keyed<Options> = Options & { readonly apiKey: string };

interface StandInOptions {
  readonly assemblyAi: Keyed<AssemblyAiOptions>;
  readonly deepgram: Keyed<DeepgramOptions>;
  readonly groq: Keyed<GroqOptions>;
  readonly elevenLabs: Keyed<ElevenLabsOptions>;
  /** Default: the voice, key and delays of ElevenLabs' stand-in. */
  readonly cartesia?: Keyed<CartesiaOptions>;
  readonly twilio: TwilioOptions;
}

export async function startStandIns(options: StandInOptions) {
  const { habits: _, ...sameVoice } = options.elevenLabs;
  const cartesiaOptions = options.cartesia ?? sameVoice;
  const [assemblyAi, deepgram, groq, elevenLabs, cartesia, twilio] = await Promise.all([
    startAssemblyAi(options.assemblyAi),
    startDeepgram(options.deepgram),
    startGroq(options.groq),
    startElevenLabs(options.elevenLabs),
    startCartesia(cartesiaOptions),
    startTwilio(options.twilio),
  ]);
  const vendors = { assemblyAi, deepgram, groq, elevenLabs, cartesia };
  return {
    ...vendors,
    twilio,
    /** Where the product finds each vendor, and with which key. */
    vendorEnv: {
      DEEPGRAM_API_KEY: options.deepgram.apiKey,
      DEEPGRAM_BASE_URL: deepgram.url,
      ASSEMBLYAI_API_KEY: options.assemblyAi.apiKey,
      ASSEMBLYAI_BASE_URL: assemblyAi.url,
      GROQ_API_KEY: options.groq.apiKey,
      GROQ_BASE_URL: groq.url,
      ELEVENLABS_API_KEY: options.elevenLabs.apiKey,
      ELEVENLABS_BASE_URL: elevenLabs.url,
      ELEVENLABS_VOICE_ID: 'sandbox-voice',
      CARTESIA_API_KEY: cartesiaOptions.apiKey,
      CARTESIA_BASE_URL: cartesia.url,
    },
    /** The account by which the product checks the carrier's signatures and places calls. */
    carrierEnv: {
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_PHONE_NUMBER: twilio.phoneNumber,
      TWILIO_BASE_URL: twilio.url,
    },
    /** Closes all but the carrier, which a test hangs up before the product is stopped. */
    async closeVendors(): Promise<void> {
      await Promise.all(Object.values(vendors).map((vendor) => vendor.close()));
    },
  };
}
