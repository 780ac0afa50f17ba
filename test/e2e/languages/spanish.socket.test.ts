/** Calls of an agent that speaks another language than English: vendors, texts and carrier follow the one key. */
import { expect, it } from 'vitest';
import { startWorldOfTest } from '../../helpers/start/start-world.ts';
import { ownTheClock, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();

it('tells every vendor its language', async () => {
  const world = await startWorldOfTest({ agent: { language: 'es-MX' } });
  const { phone, sttSession } = await world.pickUp();
  const { query } = sttSession.session;
  expect([query.get('model'), query.getAll('language_hint')]).toEqual(['flux-general-multi', ['es']]);
  sttSession.says('Hola');
  await until(phone.agentHasSpokenFor(300));
  expect(world.elevenLabs.stats.languages).toEqual(['es']);
  phone.hangUp();
  await until(phone.ended);
});

it.each([
  ['after its last word failed', { silenceTimeoutSeconds: 60 }],
  ['after a goodbye to silence that failed', { silenceTimeoutSeconds: 1, messagePlan: { idleMessage: '' } }],
])('has the carrier say in that language what its voice cannot, %s', async (_, agent) => {
  const world = await startWorldOfTest({ agent: { language: 'es', ...agent } });
  world.elevenLabs.faults.refuseHandshakes(401);
  const { phone, sttSession } = await world.pickUp();
  if (agent.silenceTimeoutSeconds === 60) sttSession.says('Hola');
  const { verbsAfterStream, warnings } = await until(phone.ended);
  expect(verbsAfterStream.find(({ verb }) => verb === 'Say')).toEqual({
    verb: 'Say',
    text: expect.stringMatching(/problema técnico/),
    language: 'es-ES',
    voice: 'Google.es-ES-Standard-A',
  });
  expect(warnings.filter(({ code }) => code >= 13_500 && code < 13_600)).toEqual([]);
});

it.each(['eleven_multilingual_v2', 'eleven_turbo_v2_5'])(
  'speaks with %s, whether that takes a code or not',
  async (model) => {
    const world = await startWorldOfTest({ agent: { language: 'es', voice: { model } } });
    const { phone, sttSession } = await world.pickUp();
    sttSession.says('Hola');
    await until(phone.agentHasSpokenFor(300));
    expect(world.elevenLabs.stats.languages).toEqual([model === 'eleven_turbo_v2_5' ? 'es' : '-']);
    phone.hangUp();
    await until(phone.ended);
  },
);
