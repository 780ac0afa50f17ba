/**
 * Synthesizes the recordings of agents/clips with the sandbox's TTS, and writes down of which text each is. Run it when
 * their texts change:
 *   node --import tsx/esm scripts/make-spare-clips.ts
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import messages from '../agents/messages.json' with { type: 'json' };
import { createSynthesizer } from '../sandbox/voice/flite.ts';
import { loadAgent } from '../server/agent/agent-file.ts';

const FOLDER = new URL('../agents/clips/', import.meta.url);
const vadOnly = loadAgent(fileURLToPath(new URL('../agents/vad-only.json', import.meta.url)));
const recordings = [
  { file: 'apology.ulaw', language: 'en', text: messages.en.apologyMessage },
  { file: 'out-of-order.ulaw', language: 'en', text: messages.en.outOfOrderMessage },
  { file: 'vad-only.ulaw', language: 'en', text: vadOnly.firstMessage },
];
const synthesizer = createSynthesizer();
for (const { file, text } of recordings)
  writeFileSync(new URL(file, FOLDER), (await synthesizer.speak(text, 'slt')).audio);
await synthesizer.close();
writeFileSync(new URL('recordings.json', FOLDER), `${JSON.stringify(recordings, undefined, 2)}\n`);
