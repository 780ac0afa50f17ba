/** The recordings that Parley ships: each stands for the text that it was made of, and for no other. */
import { describe, expect, it } from 'vitest';
import { MESSAGE_LANGUAGES } from '../../../server/agent/messages.ts';
import { ClipStore } from '../../../server/clips/clips.ts';
import { agentOf } from '../../helpers/agent-files.ts';
import { shippedClip } from '../../helpers/heard.ts';
import { sharedVoice } from '../../helpers/shared-voice.ts';

const recordingsOf = (file: Readonly<Record<string, unknown>>) => {
  const agent = agentOf(file);
  const clips = new ClipStore(agent);
  const { apologyMessage, outOfOrderMessage } = agent.messagePlan;
  return { clips, apology: clips.get(apologyMessage), outOfOrder: clips.get(outOfOrderMessage) };
};

describe('a recording', () => {
  it('is there for the English apology and out-of-order message', () => {
    for (const file of [{}, { language: 'en-GB' }]) {
      const { apology, outOfOrder } = recordingsOf(file);
      expect(Buffer.compare(apology?.audio ?? Buffer.of(), shippedClip('apology'))).toBe(0);
      expect(Buffer.compare(outOfOrder?.audio ?? Buffer.of(), shippedClip('out-of-order'))).toBe(0);
    }
  });

  it('says its text', async () => {
    const { messagePlan } = agentOf({});
    for (const [text, name] of [
      [messagePlan.apologyMessage, 'apology'],
      [messagePlan.outOfOrderMessage, 'out-of-order'],
    ] as const)
      expect(Buffer.compare((await sharedVoice().speak(text, 'slt')).audio, shippedClip(name))).toBe(0);
  });

  it('is not played for another text', () => {
    const own = { apologyMessage: 'Sorry, once more?', outOfOrderMessage: 'We are closed.' };
    expect(recordingsOf({ messagePlan: own })).toMatchObject({ apology: undefined, outOfOrder: undefined });
  });

  it.each(MESSAGE_LANGUAGES.filter((language) => language !== 'en'))('is not played in %s', (language) => {
    expect(recordingsOf({ language })).toMatchObject({
      apology: undefined,
      outOfOrder: undefined,
    });
  });

  it('is not played for English words in a file of another language', () => {
    const { apologyMessage, outOfOrderMessage } = agentOf({}).messagePlan;
    const file = { language: 'de', messagePlan: { apologyMessage, outOfOrderMessage } };
    expect(recordingsOf(file)).toMatchObject({ apology: undefined, outOfOrder: undefined });
  });
});
