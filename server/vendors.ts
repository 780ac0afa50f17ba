/**
 * All vendors, a line for each. The first that offers STT, LLM, TTS or VAD is the default for it.
 *
 * Nothing else of the server knows a vendor by name; docs/vendors.md explains how to add one.
 */
import { assemblyAi } from '../actors/providers/assemblyai/assemblyai.vendor.ts';
import { cartesia } from '../actors/providers/cartesia/cartesia.vendor.ts';
import { deepgram } from '../actors/providers/deepgram/deepgram.vendor.ts';
import { elevenLabs } from '../actors/providers/elevenlabs/elevenlabs.vendor.ts';
import { groq } from '../actors/providers/groq/groq.vendor.ts';
import { openAi } from '../actors/providers/openai/openai.vendor.ts';
import { silero } from '../actors/providers/silero/silero.vendor.ts';
import type { Vendor } from '../actors/providers/vendor.ts';

export const VENDORS: readonly Vendor[] = [deepgram, assemblyAi, groq, openAi, elevenLabs, cartesia, silero];
