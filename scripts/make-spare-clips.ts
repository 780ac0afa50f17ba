/**
 * Speaks the spare recordings of agents/clips with the sandbox's voice. Run when their texts change:
 *   node --import tsx scripts/make-spare-clips.ts
 */
import { writeFileSync } from 'node:fs';
import { createSynthesizer } from '../sandbox/voice/flite.ts';
import { AgentSchema } from '../server/agent-file.ts';

const { messagePlan } = AgentSchema.parse({ model: { messages: [{ role: 'system', content: '-' }] } });
const voice = createSynthesizer();
for (const [name, text] of [
  ['apology', messagePlan.apologyMessage],
  ['out-of-order', messagePlan.outOfOrderMessage],
] as const) {
  const { audio } = await voice.speak(text, 'slt');
  writeFileSync(new URL(`../agents/clips/${name}.ulaw`, import.meta.url), audio);
}
await voice.close();
