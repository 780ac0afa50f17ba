/**
 * Synthesizes the recordings of agents/clips with the sandbox's TTS. Run it when their texts change:
 *   node --import tsx scripts/make-spare-clips.ts
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createSynthesizer } from '../sandbox/voice/flite.ts';
import { AgentSchema, loadAgent } from '../server/agent/agent-file.ts';

const { messagePlan } = AgentSchema.parse({ model: { messages: [{ role: 'system', content: '-' }] } });
const vadOnly = loadAgent(fileURLToPath(new URL('../agents/vad-only.json', import.meta.url)));
const synthesizer = createSynthesizer();
for (const [name, text] of [
  ['apology', messagePlan.apologyMessage],
  ['out-of-order', messagePlan.outOfOrderMessage],
  ['vad-only', vadOnly.firstMessage],
] as const) {
  const { audio } = await synthesizer.speak(text, 'slt');
  writeFileSync(new URL(`../agents/clips/${name}.ulaw`, import.meta.url), audio);
}
await synthesizer.close();
