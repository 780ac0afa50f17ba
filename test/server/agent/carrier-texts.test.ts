/** What the carrier says in place of the agent, and in which language. */
import { expect, it } from 'vitest';
import { carrierTextsOf } from '../../../server/agent/carrier-texts.ts';
import { carrierOf } from '../../../server/carriers.ts';
import { agentOf } from '../../helpers/agent-files.ts';

const messagePlan = Object.fromEntries(
  [
    'idleMessage',
    'silenceTimeoutMessage',
    'fillerMessage',
    'cutInMessage',
    'apologyMessage',
    'maxDurationMessage',
    'outOfOrderMessage',
    'drainMessage',
  ].map((key) => [key, `سلام ${key}`]),
);

it('is the agent’s texts in the agent’s language', () => {
  expect(carrierTextsOf(agentOf({ language: 'es' }), carrierOf({}))).toEqual({
    texts: {
      language: 'es',
      outOfOrderMessage: expect.stringMatching(/^Lo siento/),
      drainMessage: expect.stringMatching(/actualizando/),
    },
  });
  const own = { messagePlan: { drainMessage: 'Call again.' } };
  expect(carrierTextsOf(agentOf(own), carrierOf({})).texts.drainMessage).toBe('Call again.');
});

it('is English, with a warning, where the carrier has no voice for the language', () => {
  const persian = { language: 'fa', voice: { model: 'eleven_v3' }, messagePlan };
  const { texts, warning } = carrierTextsOf(agentOf(persian), carrierOf({}));
  expect(texts).toMatchObject({ language: 'en', drainMessage: expect.stringMatching(/call back/) });
  expect(warning).toMatch(/^language=fa: Twilio has no voice for it/);
});
