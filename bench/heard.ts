/**
 * Compares the history with the words that the caller heard: phones play in real time by the carrier's rules and interrupt
 * anywhere; the next model request is compared with the words that were fully played when `clear` arrived.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from './caller.ts';
import { startProduct } from './programs.ts';
import { between, withCalls } from './rounds.ts';
import { print, table, verdict } from './stats.ts';
import type { Reply } from './turn.ts';
import { startVendors } from './vendors/vendors.ts';

const CALLS = 20;
const ANSWERS_PER_CALL = 9;
const WORD_MS = 250;

/** 24 words: six seconds. */
const REST = [
  'And this is what I found. ',
  'It may take a little while. ',
  'So please hold the line now. ',
  'Good.',
];
const first = (name: string): string => `${name.replace('call', 'Call')} is here! `;
const WAYS: Readonly<Record<string, { readonly cutMs: readonly [number, number]; readonly gapMs: number }>> =
  {
    early: { cutMs: [20, 700], gapMs: 100 },
    mid: { cutMs: [700, 3_500], gapMs: 900 },
    tail: { cutMs: [700, 5_000], gapMs: 0 },
  };

interface Cut {
  readonly way: string;
  readonly heardWords: number;
  readonly keptWords: number;
  /** The history has the model's own words, from the first one on. */
  readonly isPrefix: boolean;
}

interface ChatMessage {
  readonly role: string;
  readonly content: string;
}

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

async function talk(caller: Caller, cuts: Cut[]): Promise<void> {
  let known = 0;
  let pending: { way: string; heardWords: number; text: string } | undefined;
  const ways = Object.entries(WAYS);
  for (let i = 0; i <= ANSWERS_PER_CALL; i++) {
    const [way, { cutMs, gapMs }] = ways[i % ways.length] as (typeof ways)[number];
    const reply = (name: string): Reply => ({ deltas: [first(name), ...REST], gapMs, wordMs: WORD_MS });
    const turn = caller.newTurn(reply);
    if (!pending) caller.startSpeaking(turn);
    await sleep(between(20, 60));
    caller.stopSpeaking(turn);
    if (!(await turn.until('mediaReceived'))) throw new Error(`${turn.transcript} No answer came.`);
    const said = (JSON.parse(turn.requestBody).messages as ChatMessage[])
      .filter(({ role }) => role === 'assistant')
      .flatMap(({ content }) => words(content));
    if (pending) {
      const kept = said.slice(known);
      const isPrefix = words(pending.text).slice(0, kept.length).join(' ') === kept.join(' ');
      cuts.push({ way: pending.way, heardWords: pending.heardWords, keptWords: kept.length, isPrefix });
    }
    known = said.length;
    await sleep(between(...cutMs));
    caller.flux.startOfTurn('This is'); // the next turn begins
    if (!(await turn.until('cleared'))) throw new Error(`${turn.transcript} No clear came.`);
    pending = { way, heardWords: Math.floor(turn.playedMs / WORD_MS), text: turn.reply.deltas.join('') };
  }
}

export async function heard(): Promise<void> {
  const vendors = await startVendors();
  const product = await startProduct(vendors.host);
  const cuts: Cut[] = [];
  await withCalls(CALLS, product, vendors, { frames: 'realTime' }, (caller) => talk(caller, cuts));
  await product.stop();
  await vendors.close();

  const difference = ({ heardWords, keptWords }: Cut): number => heardWords - keptWords;
  const found = [...new Set(cuts.map(difference))].sort((a, b) => a - b);
  print(
    '\n  words heard less words in the history; below zero: the history holds words that were not heard\n',
  );
  print(
    table(
      ['', ...found.map(String)],
      Object.keys(WAYS).map((way) => [
        way,
        ...found.map((words) =>
          String(cuts.filter((cut) => cut.way === way && difference(cut) === words).length),
        ),
      ]),
    ),
  );
  const unheard = cuts.filter((cut) => difference(cut) < 0).length;
  const most = Math.max(...cuts.map(difference));
  const foreign = cuts.filter(({ isPrefix }) => !isPrefix).length;
  print(
    `  ${cuts.length} barge-ins; at most ${most} words missing, limit 1: ${verdict('heard, words missing', most, 1)}`,
  );
  print(
    `  histories with a word that was not heard: ${unheard}: ${verdict('heard, unheard words', unheard, 0)}`,
  );
  print(
    `  histories in other words than the model's: ${foreign}: ${verdict('heard, other words', foreign, 0)}`,
  );
}
