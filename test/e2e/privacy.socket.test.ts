/** The log and journal of a server that keeps no transcripts: no word, no phone number, no key. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { turnsOf } from '../../readings/turns/turns.ts';
import { readJournal } from '../../server/journal/journal-file.ts';
import { latencyTable } from '../../server/journal/latency-table.ts';
import { replay } from '../../server/journal/replay.ts';
import { CALLER_NUMBER, SECRETS, startWorld, type World } from '../helpers/start/start-world.ts';
import { eventually, ownTheClock, until } from '../helpers/time/virtual-time.ts';

ownTheClock();
const QUESTION = 'My card number is four one one one.';
const ANSWER = 'Thank you, Mister Xylophone. Your secret is safe with us.';
/** Words of both that no log line of ours contains. */
const PERSONAL = /card|four one|Xylophone|secret is safe|interlude/i;

let folder: string;
let world: World;
/** Everything that was written: log lines and journal files. */
let written = '';
let callSid = '';

async function talk(env: Record<string, string>): Promise<void> {
  world = await startWorld({
    reply: () => ANSWER,
    env: { JOURNAL_DIR: folder, ...env },
    agent: { silenceTimeoutSeconds: 60 },
  });
  const { phone, sttSession, call } = await world.pickUp();
  callSid = phone.callSid;
  sttSession.starts('My');
  sttSession.pauses(QUESTION);
  sttSession.stops(QUESTION);
  await until(phone.agentHasSpokenFor(500));
  sttSession.starts('Interlude');
  await eventually(() => expect(phone.isAgentAudible).toBe(false));
  sttSession.session.drop();
  await eventually(() => expect(call.journal.entries.some(({ name }) => name === 'stt.lost')).toBe(true));
  world.groq.faults.next.refuse(400);
  await eventually(() => expect(phone.isAgentAudible).toBe(true), { limitMs: 8_000 });
  phone.press('7');
  phone.hangUp();
  await until(call.ended);
  await eventually(() => expect(readdirSync(folder)).toEqual([`${callSid}.jsonl`]));
  written = world.log.text() + readFileSync(join(folder, `${callSid}.jsonl`), 'utf8');
}

describe('with JOURNAL_TRANSCRIPTS off', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-journals-'));
  });
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });

  it('a call leaves no word of either side in log, journal or trace', async () => {
    await talk({ JOURNAL_TRANSCRIPTS: 'off' });
    expect(written.length).toBeGreaterThan(2_000);
    expect(written).not.toMatch(PERSONAL);
    const trace = await world.server.app.inject('/trace/latest');
    expect(trace.body).not.toMatch(PERSONAL);
    expect(trace.json().turns.map(({ transcript }: { transcript: string }) => transcript)).toEqual(
      trace.json().turns.map(() => ''),
    );
  });

  it('it leaves no phone number, no key pressed and no key of a vendor either', () => {
    expect(written).not.toContain(CALLER_NUMBER.slice(1));
    expect(written).not.toContain('5559990000');
    for (const secret of Object.values(SECRETS)) expect(written).not.toContain(secret);
    expect(written).not.toMatch(/"digit":"?7/);
  });

  it('what is left still says what happened, and how long it took', () => {
    const file = readFileSync(join(folder, `${callSid}.jsonl`), 'utf8');
    const { entries, transcripts } = readJournal(file);
    expect(transcripts).toBe(false);
    const end = entries.find((entry) => entry.kind === 'event' && entry.name === 'caller.endOfTurn');
    expect(end?.data).toMatchObject({ textWords: 8 });
    expect(latencyTable(turnsOf(entries)).split('\n')).toHaveLength(1 + turnsOf(entries).length);
    expect(turnsOf(entries).length).toBeGreaterThan(0);
    expect(world.log.lines.some(({ msg }) => msg === '← STT (8 words)')).toBe(true);
  });

  it('what is left can be replayed, to the last command', () => {
    const call = readJournal(readFileSync(join(folder, `${callSid}.jsonl`), 'utf8'));
    const { difference, compared } = replay(call);
    expect(difference).toBeUndefined();
    expect(compared).toBeGreaterThan(60);
  });
});
