/**
 * Any transcriber, by its port: it is opened as a call opens it, a sentence is played to it at a caller's pace, and the
 * words that come back are compared.
 *
 *   open ──> stt.opens      sentence, then silence ──> facts ──> stt.hears
 */

import { BYTES_PER_MS, SILENCE } from '../../../actors/audio/mulaw.ts';
import type { SttOptions, SttProvider, SttSocket, TurnFact } from '../../../actors/providers/stt-provider.ts';
import type { CallClock } from '../../../machines/clock.ts';
import { toVoiceError, type VoiceError } from '../../../machines/errors.ts';
import type { Finding } from '../../../readings/findings.ts';
import { failedWith, failure, ms, ok, skipped, warning } from '../finding.ts';
import { type SpokenSentence, type WordsHeard, wordsHeard } from './spoken-words.ts';

/** As much as the audio of a call is sent at a time. */
const BATCH_MS = 80;
const BATCH_BYTES = BATCH_MS * BYTES_PER_MS;
const SILENT_BATCH = new Uint8Array(BATCH_BYTES).fill(SILENCE);
/** How long after the sentence the end of the turn may take. */
const PATIENCE_MS = 4_000;
/** The least share of words for a transcriber that hears well, and for one that hears at all. */
const WELL = 0.7;
const AT_ALL = 0.3;

type SttSettings = Omit<SttOptions, 'clock'>;

interface SttExamination {
  readonly stt: SttProvider;
  /** Those of every call. */
  readonly settings: SttSettings;
  readonly clock: CallClock;
  /** Resolves with what is played, or with why nothing can be played. */
  readonly sentence: Promise<SpokenSentence | string>;
  /** The vendor opens, and nothing is played: as much as a start of the server waits for. */
  readonly opensOnly?: boolean;
  /** Closes the session; the examination then never ends. */
  readonly signal?: AbortSignal | undefined;
}

/** One session: opened, played to, closed. The vendor may take the sentence for several turns: it has pauses. */
class Session {
  readonly #turns = new Map<number, string>();
  /** No turn is open: what was heard so far is final. */
  isBetweenTurns = true;
  readonly #socket: SttSocket;
  readonly opened: Promise<VoiceError | undefined>;
  /** Settles with the error that ended the session. */
  readonly lost: Promise<VoiceError>;

  constructor({ stt, settings, clock }: SttExamination) {
    let open = (_: VoiceError | undefined): void => {};
    let lose = (_: VoiceError): void => {};
    this.opened = new Promise((resolve) => {
      open = resolve;
    });
    this.lost = new Promise((resolve) => {
      lose = resolve;
    });
    this.#socket = stt.open(
      { ...settings, clock },
      {
        onOpen: () => open(undefined),
        onFact: (fact) => this.#take(fact),
        onLost: (error) => {
          open(error);
          lose(error);
        },
      },
    );
  }

  get heard(): string {
    return [...this.#turns.values()].join(' ').trim();
  }

  /** Plays at a caller's pace, then silence, until `isOver`. */
  async play(audio: Uint8Array, clock: CallClock, isOver: () => boolean): Promise<void> {
    for (let at = 0; !isOver(); at += BATCH_BYTES) {
      const batch = audio.subarray(at, at + BATCH_BYTES);
      this.#socket.send(batch.length > 0 ? batch : SILENT_BATCH);
      await new Promise<void>((resolve) => clock.setTimeout(resolve, BATCH_MS));
    }
  }

  close(): void {
    this.#socket.close();
  }

  #take({ kind, turnIndex, text }: TurnFact): void {
    if (text !== '') this.#turns.set(turnIndex, text);
    // Between turns some vendors report, again and again, that nothing was said.
    if (text !== '' || kind === 'endOfTurn') this.isBetweenTurns = kind === 'endOfTurn';
  }
}

/** Two findings: `stt.opens` and `stt.hears`. */
export async function examineStt(examination: SttExamination): Promise<Finding[]> {
  const { stt, clock, signal } = examination;
  const startedAt = clock.now();
  let session: Session;
  try {
    session = new Session(examination);
  } catch (thrown) {
    return [failedWith('stt.opens', toVoiceError(thrown)), skipped('stt.hears', 'it does not open')];
  }
  signal?.addEventListener('abort', () => session.close(), { once: true });
  try {
    const refused = await session.opened;
    if (refused) return [failedWith('stt.opens', refused), skipped('stt.hears', 'it does not open')];
    const openMs = ms(clock.now() - startedAt);
    const opens = ok('stt.opens', `${stt.name} opens in ${openMs} ms`, { figures: { openMs } });
    return examination.opensOnly ? [opens] : [opens, await hears(session, examination)];
  } finally {
    session.close();
  }
}

async function hears(session: Session, { stt, clock, sentence, signal }: SttExamination): Promise<Finding> {
  const given = await sentence;
  if (typeof given === 'string') return skipped('stt.hears', given);
  let error: VoiceError | undefined;
  void session.lost.then((lost) => {
    error = lost;
  });
  const endAt = clock.now() + given.audio.length / BYTES_PER_MS + PATIENCE_MS;
  const isHeard = (): boolean => session.isBetweenTurns && isWell(wordsHeard(given.text, session.heard));
  const isOver = (): boolean =>
    error !== undefined || signal?.aborted === true || clock.now() >= endAt || isHeard();
  await session.play(given.audio, clock, isOver);
  if (error) return failedWith('stt.hears', error);
  return judge(stt.name, wordsHeard(given.text, session.heard));
}

const isWell = ({ heard, of }: WordsHeard): boolean => heard >= of * WELL;

function judge(name: string, words: WordsHeard): Finding {
  const { heard, of, unit } = words;
  const figures = { wordsHeard: heard, wordsSaid: of };
  const said = `${name} hears ${heard} of the ${of} ${unit} of a spoken sentence`;
  if (isWell(words)) return ok('stt.hears', said, { figures });
  const advice = "check the agent file's transcriber.model and transcriber.language";
  return heard >= of * AT_ALL
    ? warning('stt.hears', said, { advice, figures })
    : failure('stt.hears', said, { advice, figures });
}
