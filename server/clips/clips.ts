/**
 * Fixed texts as audio, synthesized at boot: they play at once, and also while the TTS vendor is down.
 *
 *   agent's fixed texts, as they are said ──> clips.process.ts (HTTP synthesis, once, at boot) ──> Clips
 *
 * Apology and out-of-order message must never fail: Parley ships recordings of their English texts. A recording stands for
 * the text and the language that it was made of, and for no other: decision 0033 says what callers of other agents hear.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Clips } from '../../actors/call-scope.ts';
import { isSameLanguage } from '../../actors/providers/languages.ts';
import type { SpeechChunk } from '../../actors/providers/tts-provider.ts';
import { spokenText } from '../../actors/text/spoken-text.ts';
import recordings from '../../agents/clips/recordings.json' with { type: 'json' };
import { type ErrorCode, VoiceError } from '../../machines/errors.ts';
import type { Agent } from '../agent/agent-file.ts';
import { scriptOf } from '../agent/call-input.ts';
import type { VoiceOrder } from '../providers.ts';
import { TYPESCRIPT } from '../typescript-child.ts';

export interface ClipRequest {
  readonly voice: VoiceOrder;
  readonly texts: readonly string[];
}

interface ClipFailure {
  readonly code: ErrorCode;
  readonly message: string;
  /** The voice refuses every text until an operator has changed something. */
  readonly isFinal: boolean;
}

export type ClipReply =
  | { readonly text: string; readonly clip: SpeechChunk }
  | { readonly text: string; readonly failure: ClipFailure };

interface ClipsInTheMaking {
  /** Settles with the first text, or with the end of the process. Rejects when the voice refuses every text. */
  readonly first: Promise<void>;
  /** Resolves when the process has ended; a text that failed was reported and has no new clip. */
  readonly all: Promise<void>;
}

const RECORDINGS = new URL('../../agents/clips/', import.meta.url);

export class ClipStore implements Clips {
  readonly #clips = new Map<string, SpeechChunk>();
  readonly #agent: Agent;

  constructor(agent: Agent) {
    this.#agent = agent;
    const texts = new Set(Object.values(scriptOf(agent)).map(spokenText));
    for (const { file, language, text } of recordings)
      if (texts.has(text) && isSameLanguage(agent.language, language))
        this.#clips.set(text, { audio: readFileSync(new URL(file, RECORDINGS)) });
  }

  get(spoken: string): SpeechChunk | undefined {
    return this.#clips.get(spoken);
  }

  /**
   * Makes the agent's own clips in a child process, because loading the vendor's SDK blocks the event loop for two
   * seconds and takes 100 MB.
   */
  make(
    voice: VoiceOrder,
    signal: AbortSignal,
    onFailed: (failure: { code: string; message: string; clip?: string }) => void,
  ): ClipsInTheMaking {
    const script = Object.entries(scriptOf(this.#agent));
    const nameOf = new Map(script.map(([name, text]) => [spokenText(text), name]));
    const request: ClipRequest = { voice, texts: [...nameOf.keys()].filter((text) => text !== '') };
    const maker = fork(new URL('./clips.process.ts', import.meta.url), {
      execArgv: [...TYPESCRIPT],
      serialization: 'advanced',
      signal,
    });
    let settle: (refusal?: VoiceError) => void = () => {};
    const first = new Promise<void>((resolve, reject) => {
      settle = (refusal) => (refusal ? reject(refusal) : resolve());
    });
    maker.on('message', (reply: ClipReply) => {
      if ('clip' in reply) this.#clips.set(reply.text, reply.clip);
      else {
        const { code, message, isFinal } = reply.failure;
        onFailed({ code, message, clip: nameOf.get(reply.text) ?? '' });
        if (isFinal) settle(new VoiceError(code, `The agent's voice cannot speak: ${message}`));
      }
      settle();
    });
    maker.on('error', (error) => {
      if (!signal.aborted) onFailed({ code: 'ACTOR_CRASHED', message: error.message });
    });
    maker.on('exit', (code, killedBy) => {
      settle();
      if (code === 0 || signal.aborted) return;
      onFailed({
        code: 'ACTOR_CRASHED',
        message: `The process that makes clips ended with ${killedBy ?? code}`,
      });
    });
    maker.send(request);
    first.catch(() => {});
    const all = once(maker, 'close').then(
      () => {},
      () => {},
    );
    return { first, all };
  }
}
