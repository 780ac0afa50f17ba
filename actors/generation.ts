/**
 * One attempt at the agent speaking: a text pipe (LLM to TTS), an audio pipe (TTS to playback) and the timeline that
 * maps words to places in the audio. The `llm`, `tts` and `playback` streams exchange data only here.
 */
import { Pipe } from './pipe.ts';
import type { SpeechChunk } from './providers/tts-provider.ts';
import { SpeechTimeline } from './tts/speech-timeline.ts';

export interface TextPiece {
  readonly text: string;
  /**
   * `reply`: the model's text as it is written, a part of it. `line`: a whole fixed text as it is written. `rest`: a whole
   * text as it was to be said before an interruption. `filler`: a whole fixed text that comes before the reply. `cut`: no
   * text; the token limit cut the reply here.
   */
  readonly role: 'reply' | 'line' | 'rest' | 'filler' | 'cut';
}

export class Generation {
  readonly id: number;
  readonly text = new Pipe<TextPiece>();
  readonly audio = new Pipe<SpeechChunk>();
  readonly timeline = new SpeechTimeline();
  /** Whether the heard part of this generation is in the history. */
  kept = false;

  constructor(id: number) {
    this.id = id;
  }
}

/** The generation being made. A stream with an older id gets a generation whose pipes nothing reads. */
export class Generations {
  #current = new Generation(0);

  at(id: number): Generation {
    if (id > this.#current.id) this.#current = new Generation(id);
    return id === this.#current.id ? this.#current : new Generation(id);
  }
}
