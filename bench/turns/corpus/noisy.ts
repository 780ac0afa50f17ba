/**
 * Callers in noise: a road, a room full of people, music. The noise lasts for the whole call, also while the agent speaks.
 */
import { afterGreeting, type BackgroundName, type ScriptedCaller } from '../caller.ts';

const asksIn = (noise: BackgroundName, ratioDb: number, text: string): ScriptedCaller =>
  afterGreeting(`noisy: ${noise}, ${ratioDb} dB`, [{ do: 'turn', says: [text] }], {
    background: { noise, ratioDb },
  });

export const noisy: readonly ScriptedCaller[] = [
  asksIn('white', 20, 'Do you have gluten free bread?'),
  asksIn('white', 10, 'Is there a bus to your shop?'),
  asksIn('white', 5, 'Can you hear me all right?'),
  asksIn('pink', 20, 'What is in the apple cake?'),
  asksIn('pink', 10, 'Do you make wedding cakes?'),
  asksIn('pink', 5, 'Who is working today?'),
  asksIn('street', 20, 'Is the coffee shop open?'),
  asksIn('street', 10, 'How do I get to you?'),
  asksIn('street', 5, 'Are you near the station?'),
  asksIn('babble', 20, 'Do you sell sandwiches?'),
  asksIn('babble', 15, 'Can I bring my dog?'),
  asksIn('babble', 10, 'Is it crowded right now?'),
  asksIn('music', 10, 'Is the music from your side?'),
];
