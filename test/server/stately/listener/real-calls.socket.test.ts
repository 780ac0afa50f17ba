/** The events of real calls that Stately's inspector receives, over a real socket. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { callMachine } from '../../../../machines/call.machine.ts';
import { type StatelyListener, startStately } from '../../../../server/stately/listener.ts';
import { namesIn } from '../../../helpers/journal-reading.ts';
import { CALLER_NUMBER, SECRETS, startWorld, type World } from '../../../helpers/start/start-world.ts';
import { StatelyViewer } from '../../../helpers/stately-viewer.ts';
import { eventually, ownTheClock, passes, until } from '../../../helpers/time/virtual-time.ts';
import { readSources } from '../../../structure/source-files.ts';

ownTheClock();
const QUESTION = 'My card number is four one one one.';
const ANSWER = 'Thank you, Mister Xylophone. Your secret is safe with us.';
/** Words of the caller, the model, the agent file and the prompt. */
const SAID = /card|four one|Xylophone|secret is safe|Interlude|Yes\b|Penguin|tested/i;

/** Ended calls are shown for so long. */
const CALLS_KEPT_MS = 60_000;

let stately: StatelyListener;
let world: World;
const viewers: StatelyViewer[] = [];
const watch = async (): Promise<StatelyViewer> => {
  const viewer = await StatelyViewer.watch(stately.address);
  viewers.push(viewer);
  return viewer;
};
beforeAll(async () => {
  stately = await startStately();
  world = await startWorld({
    reply: () => ANSWER,
    agent: { messagePlan: { fillerMessage: 'Penguin', silenceTimeoutMessage: 'Penguin' } },
    inspect: stately.inspect,
  });
});
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.leaves();
});
afterAll(async () => {
  await stately.close();
  await passes(CALLS_KEPT_MS);
  await world.close();
});

describe('a call that a viewer watches', () => {
  let viewer: StatelyViewer;
  let sessionId: string;

  beforeAll(async () => {
    viewer = await StatelyViewer.watch(stately.address);
    const { phone, sttSession, call } = await world.pickUp();
    sessionId = call.actor.sessionId;
    sttSession.starts('My');
    sttSession.pauses(QUESTION);
    sttSession.stops(QUESTION);
    await until(phone.agentHasSpokenFor(500));
    sttSession.starts('Interlude');
    await eventually(() => expect(phone.isAgentAudible).toBe(false));
    world.groq.faults.next.refuse(400);
    sttSession.stops('Yes');
    await eventually(() => expect(phone.isAgentAudible).toBe(true));
    sttSession.session.drop();
    await eventually(() => expect(namesIn(call.journal)).toContain('stt.lost'));
    phone.hangUp();
    await until(call.ended);
    expect(JSON.stringify(call.journal.entries)).toMatch(SAID);
    await eventually(() => expect(viewer.snapshotOf(sessionId)?.status).toBe('done'));
  });
  afterAll(() => viewer.leaves());

  it('is shown with its chart, whole', () => {
    const [root] = viewer.of('@xstate.actor');
    expect(root).toMatchObject({ sessionId, rootId: sessionId, name: 'call', _version: '0.7.2' });
    const definition = JSON.parse(root?.definition ?? '');
    expect(Object.keys(definition.states.live.states.turn.states)).toEqual(
      Object.keys(callMachine.config.states?.live?.states?.turn?.states ?? {}).sort(),
    );
    expect(root?.definition).not.toMatch(/\[Object\]|\[Array\]/);
  });

  it('is shown with every stream that it starts and stops', () => {
    const streams = viewer.of('@xstate.actor').slice(1);
    expect([...new Set(streams.map(({ name }) => name))].sort()).toEqual([
      'llm',
      'playback',
      'stt',
      'tts',
      'vad',
    ]);
    expect(streams.every(({ parentId, rootId }) => parentId === sessionId && rootId === sessionId)).toBe(
      true,
    );
    for (const stream of streams) expect(viewer.snapshotOf(stream.sessionId)?.status).toBe('stopped');
  });

  it('is shown with its events, where they came from, and the states they led to', () => {
    const stt = viewer.of('@xstate.actor').find(({ name }) => name === 'stt');
    const ofRoot = viewer.of('@xstate.event').filter((event) => event.sessionId === sessionId);
    const endOfTurn = ofRoot.find(({ event }) => event.type === 'caller.endOfTurn');
    expect(endOfTurn).toMatchObject({ sourceId: stt?.sessionId, event: { turnIndex: 0, text: '…' } });
    const bargeIn = viewer
      .of('@xstate.snapshot')
      .find(({ event, snapshot }) => event.type === 'caller.interruption' && inRoot(snapshot).interrupted);
    expect(bargeIn?.snapshot).toMatchObject({
      value: { live: { turn: { listening: { hearing: 'following' } } } },
    });
  });

  it('is shown without a word of it, although the journal has every word', () => {
    const sent = JSON.stringify(viewer.events);
    expect(sent.length).toBeGreaterThan(50_000);
    expect(sent).not.toMatch(SAID);
    for (const secret of [
      ...Object.values(SECRETS),
      CALLER_NUMBER.slice(1),
      world.twilio.phoneNumber.slice(1),
    ])
      expect(sent).not.toContain(secret);
  });

  it('is shown with the codes of its errors and without their messages', () => {
    const errors = viewer.events.flatMap((event) =>
      'event' in event && event.event.error ? [event.event.error] : [],
    );
    expect(errors).toContainEqual({ code: 'LLM_REFUSED', retryable: false });
    for (const error of errors) expect(Object.keys(error).sort()).toEqual(['code', 'retryable']);
  });

  const inRoot = (snapshot: object) => (snapshot as { context?: { interrupted?: boolean } }).context ?? {};
});

describe('a viewer that comes late', () => {
  it('first receives every call there is, each with its own streams, as it is now', async () => {
    const first = await world.pickUp();
    const second = await world.pickUp();
    second.sttSession.says('Hello?');
    await until(second.phone.agentStartsSpeaking());
    const viewer = await watch();
    for (const { call } of [first, second]) {
      const { sessionId } = call.actor;
      const { value, children } = call.actor.getSnapshot();
      const own = await eventually(() => {
        const actors = viewer.of('@xstate.actor').filter(({ rootId }) => rootId === sessionId);
        expect(actors.map(({ name }) => name).sort()).toEqual(['call', ...Object.keys(children)].sort());
        return actors;
      });
      expect(viewer.snapshotOf(sessionId)?.value).toEqual(value);
      expect(own[0]).toMatchObject({ sessionId, snapshot: { value } });
    }
    const ids = viewer.of('@xstate.actor').map(({ sessionId }) => sessionId);
    await eventually(() => expect(ids.filter((id) => viewer.snapshotOf(id) === undefined)).toEqual([]));
    expect(new Set(ids).size).toBe(ids.length);
    first.phone.hangUp();
    second.phone.hangUp();
    await until(Promise.all([first.call.ended, second.call.ended]));
  });
});

describe('without --stately', () => {
  it('nothing of it is loaded', () => {
    const importers = readSources().filter(
      ({ path, imports }) =>
        /^(server|actors|machines)\/(?!stately\/)/.test(path) &&
        imports.some((target) => target.startsWith('server/stately/') || target.startsWith('@statelyai/')),
    );
    expect(importers.map(({ path }) => path)).toEqual(['server/main.ts']);
    const main = readFileSync(new URL('../../../../server/main.ts', import.meta.url), 'utf8');
    expect(main).not.toMatch(/^import (?!type ).*stately/m);
  });
});
