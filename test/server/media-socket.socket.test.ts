/** A media socket over time: what silence, a lost carrier and a second socket for the same call come to. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scopeOf } from '../../actors/call-scope.ts';
import { readJournal } from '../../server/journal/journal-file.ts';
import { dialRaw, type RawPhone } from '../helpers/raw-phone.ts';
import { startApp, type TestApp } from '../helpers/start/start-app.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
let server: TestApp;
/** A call that goes on all the while. */
let neighbour: RawPhone;

const dial = (callSid?: string) => dialRaw(server.mediaUrl, callSid === undefined ? {} : { callSid });
/** A phone whose socket answers no pings. */
const dialMute = () => dialRaw(server.mediaUrl, { answersPings: false });
const callOf = ({ callSid }: RawPhone) =>
  [...server.app.calls.live].find(({ journal }) => journal.carrierCallId === callSid);
const started = (phone: RawPhone) => {
  phone.connects();
  phone.starts();
};
/** How long ago, in call time, the last frame came. */
const absentMs = (phone: RawPhone) => server.clock.now() - (callOf(phone)?.lastFrameAt ?? Number.NaN);
/** A frame, taken. */
const sendsFrame = async (phone: RawPhone) => {
  phone.media();
  await eventually(() => expect(absentMs(phone)).toBe(0));
};
const warnings = () => server.log.lines.filter(({ level }) => level >= 40);

beforeEach(async () => {
  server = await startApp();
  neighbour = await dial();
  started(neighbour);
  await sendsFrame(neighbour);
});
afterEach(() => server.close());

describe('a carrier that says nothing', () => {
  it('after the handshake is refused when it has not said which call this is in ten seconds', async () => {
    const phone = await dial();
    phone.connects();
    await eventually(() => expect(server.app.calls.live.size).toBe(2));
    server.clock.increment(9_000);
    await sendsFrame(neighbour);
    expect(phone.isOpen).toBe(true);
    server.clock.increment(1_000);
    expect(await until(phone.closed)).toMatchObject({
      code: 1008,
      reason: 'The media stream never sent "start"',
    });
    expect(warnings()).toMatchObject([{ error: 'MEDIA_ABSENT', code: 1008 }]);
    expect(neighbour.isOpen).toBe(true);
  });

  it('after start is asked, and keeps its call for as long as it answers', async () => {
    const phone = await dial();
    started(phone);
    await eventually(() => expect(callOf(phone)).toBeDefined());
    // The first was sent at "start", to learn how far away the carrier is.
    for (let asked = 2; asked <= 31; asked++) {
      server.clock.increment(10_000);
      await eventually(() => expect(phone.pings).toBe(asked));
      await sendsFrame(neighbour);
    }
    expect(phone.isOpen).toBe(true);
    expect(warnings()).toEqual([]);
  });

  it('after start, not even an answer, is refused when a minute has brought nothing', async () => {
    const phone = await dialMute();
    started(phone);
    await eventually(() => expect(callOf(phone)).toBeDefined());
    for (let second = 0; second < 59; second++) {
      server.clock.increment(1_000);
      await sendsFrame(neighbour);
    }
    expect(phone.isOpen).toBe(true);
    expect(phone.pings).toBeGreaterThan(4);
    server.clock.increment(1_000);
    expect(await until(phone.closed)).toMatchObject({
      code: 1008,
      reason: 'Nothing from the carrier for 60000 ms',
    });
    expect(warnings()).toMatchObject([{ error: 'MEDIA_ABSENT', callId: phone.callSid }]);
    expect(server.app.calls.ended.at(-1)?.journal.entries.map(({ name }) => name)).toContain(
      'transport.refused',
    );
    expect(neighbour.isOpen).toBe(true);
  });

  it('in mid-call is given a minute from its last frame', async () => {
    const phone = await dialMute();
    started(phone);
    await eventually(() => expect(callOf(phone)).toBeDefined());
    server.clock.increment(30_000);
    await sendsFrame(phone);
    await sendsFrame(neighbour);
    server.clock.increment(59_000);
    await sendsFrame(neighbour);
    expect(phone.isOpen).toBe(true);
    server.clock.increment(1_000);
    expect((await until(phone.closed)).code).toBe(1008);
    expect(neighbour.isOpen).toBe(true);
  });

  it('is heard as silence of the same length, from its answer on', async () => {
    const phone = await dial();
    started(phone);
    await sendsFrame(phone);
    const { inbound } = scopeOf(callOf(phone)?.actor.system as never);
    const before = inbound.positionMs;
    for (let passed = 0; passed < 20_000; passed += 100) server.clock.increment(100);
    await eventually(() => expect(phone.pings).toBe(3));
    await eventually(() => expect(inbound.positionMs - before).toBeGreaterThanOrEqual(19_900));
    expect(inbound.positionMs - before).toBeLessThanOrEqual(20_000);
  });

  it('leaves no timer of its call behind', async () => {
    const phone = await dial();
    started(phone);
    await eventually(() => expect(callOf(phone)).toBeDefined());
    phone.vanishes();
    await eventually(() => expect(server.app.calls.live.size).toBe(1));
    const logged = server.log.lines.length;
    for (let second = 0; second < 60; second += 5) {
      server.clock.increment(5_000);
      await sendsFrame(neighbour);
    }
    expect(server.log.lines.slice(logged).filter(({ callId }) => callId === phone.callSid)).toEqual([]);
  });
});

describe('two sockets for one call', () => {
  it('leave it to the newer one', async () => {
    const first = await dial();
    started(first);
    await eventually(() => expect(callOf(first)).toBeDefined());
    const second = await dial(first.callSid);
    started(second);
    expect([1000, 1008]).toContain((await until(first.closed)).code);
    expect(second.isOpen).toBe(true);
    expect(neighbour.isOpen).toBe(true);
    await eventually(() => expect(server.app.calls.live.size).toBe(2));
  });

  it('leave a journal each', async () => {
    const journalDir = mkdtempSync(join(tmpdir(), 'parley-journals-'));
    const own = await startApp({ journalDir });
    const first = await dialRaw(own.mediaUrl, { callSid: 'CA77' });
    started(first);
    await eventually(() => expect(own.app.calls.findLive('CA77')).toBeDefined());
    const second = await dialRaw(own.mediaUrl, { callSid: 'CA77' });
    started(second);
    await until(first.closed);
    second.stops();
    await until(second.closed);
    await own.close();
    expect(readdirSync(journalDir).sort()).toEqual(['CA77-2.jsonl', 'CA77.jsonl']);
    const ids = readdirSync(journalDir)
      .sort()
      .map((name) => readJournal(readFileSync(join(journalDir, name), 'utf8')))
      .map(({ callId, carrierCallId }) => [callId, carrierCallId]);
    expect(ids).toEqual([
      ['CA77-2', 'CA77'],
      ['CA77', 'CA77'],
    ]);
    const logged = own.log.lines.filter(({ msg }) => msg === 'call ended');
    expect(logged.map(({ callId, carrierCallId }) => [callId, carrierCallId]).sort()).toEqual([
      ['CA77', 'CA77'],
      ['CA77-2', 'CA77'],
    ]);
    rmSync(journalDir, { recursive: true });
  });
});
