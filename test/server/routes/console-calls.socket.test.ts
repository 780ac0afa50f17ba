/** The events that the console's viewers receive of calls, over real connections. */
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Journal } from '../../../call/journal/journal.ts';
import { VoiceError } from '../../../machines/errors.ts';
import type { CallRow } from '../../../readings/console.ts';
import { type AnyEntry, asRecorded } from '../../../readings/journal-entry.ts';
import {
  readCallHeader,
  readCallRow,
  readCalls,
  readEnded,
} from '../../../readings/record/console-events.ts';
import { readEntry } from '../../../readings/record/read-entry.ts';
import { listeningUrl } from '../../../server/app.ts';
import { readJournal } from '../../../server/journal/journal-file.ts';
import { type EventReader, readEvents } from '../../helpers/event-reader.ts';
import { dialRaw, type RawPhone } from '../../helpers/raw-phone.ts';
import { startApp, type TestApp, type TestAppOptions } from '../../helpers/start/start-app.ts';
import { settled } from '../../helpers/time/settled.ts';
import { eventually, ownTheClock, passes, until } from '../../helpers/time/virtual-time.ts';

ownTheClock();
let server: TestApp;
const start = async (options?: TestAppOptions): Promise<void> => {
  server = await startApp(options);
};
afterEach(() => server.close());

const url = (path: string): string => `${listeningUrl(server.app)}${path}`;
const watch = (id: string, headers?: Record<string, string>) =>
  readEvents(url(`/console/api/calls/${id}/stream`), headers);
const entriesOf = (viewer: EventReader): AnyEntry[] =>
  viewer
    .of('entries')
    .flat()
    .map((entry) => readEntry(entry, (why) => new Error(why)));
const namesOf = (viewer: EventReader): string[] => entriesOf(viewer).map((entry) => asRecorded(entry).name);
/** A note without consequences. */
const mutter = (journal: Journal, what: string): void =>
  journal.append('note', 'stt.repaired', { epoch: 1, what });

async function call(callSid?: string): Promise<RawPhone> {
  const phone = await dialRaw(server.mediaUrl, callSid === undefined ? {} : { callSid });
  phone.connects();
  phone.starts();
  await eventually(() => expect(server.app.calls.findLive(phone.callSid)).toBeDefined());
  return phone;
}
const journalOf = (phone: RawPhone) =>
  server.app.calls.findLive(phone.callSid)?.journal ?? expect.fail('the call is not live');
/** A server with one call. */
async function startCall(options?: TestAppOptions) {
  await start(options);
  const phone = await call();
  return { phone, journal: journalOf(phone) };
}
/** A viewer that has received everything so far. */
async function watchAll({ phone, journal }: Awaited<ReturnType<typeof startCall>>): Promise<EventReader> {
  const viewer = await watch(phone.callSid);
  await eventually(() => expect(entriesOf(viewer).length).toBe(journal.entries.length));
  return viewer;
}
async function hangUp(phone: RawPhone): Promise<void> {
  phone.stops();
  await until(phone.closed);
  await until(server.app.calls.whenIdle());
}

describe('a viewer of one call', () => {
  it('who comes late gets all of it, and then what is added', async () => {
    const live = await startCall();
    const { phone, journal } = live;
    const viewer = await watchAll(live);
    expect(readCallHeader(viewer.of('call')[0])).toMatchObject({
      id: phone.callSid,
      isLive: true,
      transcripts: true,
    });
    journal.append('note', 'history.caller', { text: 'Hello?' });
    await eventually(() => expect(namesOf(viewer).at(-1)).toBe('history.caller'));
    expect(entriesOf(viewer)).toEqual(journal.entries);
  });

  it('is sent the end of the call, and the stream ends with it', async () => {
    const { phone, journal } = await startCall();
    const viewer = await watch(phone.callSid);
    await hangUp(phone);
    await eventually(() => expect(viewer.isOver).toBe(true));
    expect(viewer.events.at(-1)?.event).toBe('ended');
    expect(entriesOf(viewer)).toEqual(journal.entries);
  });

  it('of an ended call gets all of it and the end', async () => {
    const { phone, journal } = await startCall();
    await hangUp(phone);
    const viewer = await watch(phone.callSid);
    await eventually(() => expect(viewer.isOver).toBe(true));
    expect(entriesOf(viewer)).toEqual(journal.entries);
    expect(readCallHeader(viewer.of('call')[0]).isLive).toBe(false);
    expect(readEnded(viewer.of('ended')[0])).toEqual({ outcome: 'callerHungUp' });
  });

  it('who comes back gets what they missed and nothing twice', async () => {
    const live = await startCall();
    const { phone, journal } = live;
    const first = await watchAll(live);
    const lastId = first.events.findLast(({ id }) => id !== undefined)?.id ?? '';
    const had = entriesOf(first).length;
    first.leaves();
    journal.append('note', 'stt.saved', { epoch: 1, savedMs: 20 });
    journal.append('note', 'history.caller', { text: 'two' });
    const again = await watch(phone.callSid, { 'last-event-id': lastId });
    await eventually(() => expect(namesOf(again)).toEqual(['stt.saved', 'history.caller']));
    expect(entriesOf(again)[0]?.seq).toBe(had);
  });

  it('who opens a new stream may ask for what came after, too', async () => {
    const live = await startCall();
    const { phone, journal } = live;
    const first = await watchAll(live);
    const lastId = first.events.findLast(({ id }) => id !== undefined)?.id ?? '';
    journal.append('note', 'stt.saved', { epoch: 1, savedMs: 20 });
    const again = await readEvents(url(`/console/api/calls/${phone.callSid}/stream?after=${lastId}`));
    await eventually(() => expect(namesOf(again)).toEqual(['stt.saved']));
  });

  it.each(['0.5', '99999999999999.2', 'nonsense', '-1', '1.1.1', 'NaN.NaN'])(
    'who says %s instead of an id of ours gets all of it',
    async (lastId) => {
      await start();
      const phone = await call();
      const viewer = await watch(phone.callSid, { 'last-event-id': lastId });
      await eventually(() => expect(entriesOf(viewer).length).toBe(journalOf(phone).entries.length));
    },
  );

  it('who claims to have seen what has not happened takes nothing from the others', async () => {
    const live = await startCall();
    const { phone, journal } = live;
    const honest = await watchAll(live);
    const [stamp] = (honest.events.findLast(({ id }) => id)?.id ?? '').split('.');
    const liar = await watch(phone.callSid, { 'last-event-id': `${stamp}.100000` });
    journal.append('note', 'stt.saved', { epoch: 1, savedMs: 20 });
    await eventually(() => expect(namesOf(honest).at(-1)).toBe('stt.saved'));
    await eventually(() => expect(namesOf(liar)).toEqual(['stt.saved']));
  });

  it('all see the same, however many they are', async () => {
    const { phone, journal } = await startCall();
    const viewers = await Promise.all(Array.from({ length: 10 }, () => watch(phone.callSid)));
    for (let i = 0; i < 500; i++) mutter(journal, String(i));
    for (const viewer of viewers)
      await eventually(() => expect(entriesOf(viewer).length).toBe(journal.entries.length));
    for (const viewer of viewers) expect(entriesOf(viewer)).toEqual(journal.entries);
  });

  it('is sent how long the call has lasted, however long it has been quiet', async () => {
    await start();
    const phone = await call();
    server.clock.increment(6_000);
    const viewer = await watch(phone.callSid);
    await eventually(() => expect(viewer.of('call')[0]).toMatchObject({ nowMs: 6_000 }));
  });

  it('of an unknown call gets a 404', async () => {
    await start();
    expect((await watch('CA-unknown')).status).toBe(404);
    expect((await watch('..%2f..%2fetc')).status).toBe(404);
  });

  it('is the only reason to look at its journal', async () => {
    const { phone, journal } = await startCall();
    const read = journal.entriesAfter.bind(journal);
    let looks = 0;
    journal.entriesAfter = (...args) => {
      looks++;
      return read(...args);
    };
    const looksInAWhile = async (): Promise<number> => {
      const before = looks;
      await passes(200);
      return looks - before;
    };
    expect(await looksInAWhile()).toBe(0);
    const viewer = await watch(phone.callSid);
    expect(await looksInAWhile()).toBeGreaterThan(0);
    viewer.leaves();
    await settled();
    expect(await looksInAWhile()).toBe(0);
  });
});

describe('a viewer who does not read', () => {
  it('is dropped with little kept for them, and the others go on', async () => {
    await start();
    const sockets = new Set<Socket>();
    server.app.server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    const phone = await call();
    const journal = journalOf(phone);
    const reader = await watch(phone.callSid);
    const frozen = await watch(phone.callSid);
    await frozen.next('entries');
    frozen.freezes();
    const open = sockets.size;
    const text = 'x'.repeat(1_000);
    let unread = 0;
    while (sockets.size === open) {
      for (let i = 0; i < 100; i++) mutter(journal, text);
      await passes(5);
      unread = Math.max(unread, ...[...sockets].map(({ writableLength }) => writableLength));
    }
    expect(unread).toBeLessThan(2 * 1024 * 1024);
    const newest = journal.entries.at(-1);
    await eventually(() => expect(entriesOf(reader).at(-1)).toEqual(newest));
  });
});

describe('what was said', () => {
  it('is not shown where transcripts are off, though the journal has it', async () => {
    const live = await startCall({ consoleTranscripts: false });
    const { phone, journal } = live;
    journal.append('note', 'history.caller', { text: 'my number is 555' });
    journal.append('note', 'history.agent', {
      ...{ generation: 1, interrupted: true, estimated: false, heardMs: 0, keptMs: 0 },
      ...{ text: 'secret one', rest: 'secret two' },
    });
    journal.append('event', 'stt.lost', {
      epoch: 1,
      partial: 'secret three',
      error: new VoiceError('ACTOR_CRASHED', 'secret four', { details: { said: 'secret five!' } }),
    });
    const viewer = await watchAll(live);
    const sent = JSON.stringify(viewer.events);
    expect(sent).not.toMatch(/secret|555/);
    const [said] = entriesOf(viewer).filter((entry) => asRecorded(entry).name === 'history.caller');
    expect(said?.data).toEqual({ textWords: 4 });
    expect(viewer.of('call')[0]).toMatchObject({ transcripts: false });
    const saved = await server.app.inject(`/console/api/calls/${phone.callSid}/journal`);
    expect(saved.statusCode).toBe(403);
  });
});

describe('a saved journal', () => {
  it('is the file that replays', async () => {
    const { phone, journal } = await startCall();
    await hangUp(phone);
    const { body, headers } = await server.app.inject(`/console/api/calls/${phone.callSid}/journal`);
    expect(readJournal(body).entries).toEqual(JSON.parse(JSON.stringify(journal.entries)));
    expect(headers['content-disposition']).toBe(`attachment; filename="${phone.callSid}.jsonl"`);
  });
});

describe('a server that stops', () => {
  it('does not wait for a viewer, nor for one who does not read what they asked for', async () => {
    const { phone, journal } = await startCall();
    for (let i = 0; i < 10_000; i++) mutter(journal, 'x'.repeat(1_000));
    await hangUp(phone);
    const download = await readEvents(url(`/console/api/calls/${phone.callSid}/journal`));
    download.freezes();
    const viewer = await readEvents(url('/console/api/calls/stream'));
    await server.close();
    await eventually(() => expect(viewer.isOver).toBe(true));
    await start();
  });

  it('takes no calls of the page any more', async () => {
    await start();
    server.app.calls.draining = true;
    await expect(dialRaw(server.mediaUrl.replace('/ws', '/console/phone'))).rejects.toThrow(
      'no upgrade: 503',
    );
  });
});

describe('the phone of the page', () => {
  it('cannot take over a call that is there', async () => {
    await start();
    const phone = await call();
    const thief = await dialRaw(server.mediaUrl.replace('/ws', '/console/phone'), { callSid: phone.callSid });
    thief.connects();
    thief.starts();
    expect(await until(thief.closed)).toMatchObject({ code: 1008 });
    await eventually(() => expect(server.app.calls.live.size).toBe(1));
    expect(server.app.calls.findLive(phone.callSid)).toBeDefined();
  });
});

describe('the list of calls', () => {
  const board = () => readEvents(url('/console/api/calls/stream'));
  /** The list as a whole, as it was sent last. */
  const rowsOf = (viewer: EventReader) => viewer.of('calls').map(readCalls).at(-1)?.calls;
  const twiml = (callSid: string, from = '+15551234567', to = '+4930901820') =>
    server.app.inject({
      method: 'POST',
      url: '/twiml',
      payload: { CallSid: callSid, From: from, To: to },
    });

  it('has live and ended ones, and changes while a viewer looks', async () => {
    await start();
    const first = await call();
    await hangUp(first);
    const viewer = await board();
    await eventually(() => expect(viewer.of('calls').length).toBe(1));
    expect(rowsOf(viewer)).toMatchObject([
      { id: first.callSid, isLive: false, outcome: 'callerHungUp', state: 'ENDED', turns: 0, health: 'good' },
    ]);
    const second = await call();
    const rows = (): CallRow[] =>
      viewer
        .of('call')
        .map(readCallRow)
        .filter(({ id }) => id === second.callSid);
    await eventually(() => expect(rows().at(-1)?.state).toBe('LISTENING'));
    await hangUp(second);
    await eventually(() => expect(rows().at(-1)).toMatchObject({ isLive: false, outcome: 'callerHungUp' }));
  });

  it('has the numbers that the webhook named, whole or but for two digits', async () => {
    for (const [consoleTranscripts, from, to] of [
      [true, '+15551234567', '+4930901820'],
      [false, '+•••••••••67', '+••••••••20'],
    ] as const) {
      await start({ consoleTranscripts });
      const callSid = `CA${'7'.repeat(32)}`;
      await twiml(callSid);
      const phone = await call(callSid);
      const viewer = await board();
      await eventually(() => expect(rowsOf(viewer)).toMatchObject([{ from, to }]));
      expect(JSON.stringify(journalOf(phone).entries)).not.toContain('555');
      if (consoleTranscripts) await server.close();
    }
  });

  it('shows nothing of an address or a name that is no number', async () => {
    await start({ consoleTranscripts: false });
    const callSid = `CA${'6'.repeat(32)}`;
    await twiml(callSid, 'sip:+15551234567@pbx.example.com', 'client:alice.smith');
    await call(callSid);
    const viewer = await board();
    await eventually(() => expect(rowsOf(viewer)).toMatchObject([{ from: '•••', to: '•••' }]));
  });

  it('is sent anew when the server has forgotten a call', async () => {
    await start();
    const first = await call();
    await hangUp(first);
    const viewer = await board();
    await eventually(() => expect(rowsOf(viewer)?.map(({ id }) => id)).toEqual([first.callSid]));
    for (let i = 0; i < 100; i++) await hangUp(await call());
    await eventually(() => expect(rowsOf(viewer)?.some(({ id }) => id === first.callSid)).toBe(false));
  });

  it('has a second socket of the same call under a name of its own', async () => {
    await start();
    const callSid = `CA${'8'.repeat(32)}`;
    await call(callSid);
    await call(callSid);
    await eventually(() => expect(server.app.calls.ended.length).toBe(1));
    const viewer = await board();
    await eventually(() => expect(rowsOf(viewer)).toMatchObject([{ id: callSid }, { id: `${callSid}-2` }]));
  });
});
