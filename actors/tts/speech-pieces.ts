/**
 * The text of one generation as the pieces in which it is said: the model's parts, fixed lines, the rest of a speech.
 *
 *   text pipe ──> whole and a clip? one piece : cleaner and cutter ──> pieces for the timeline and the voice
 */
import { joined } from '../../machines/text/written.ts';
import type { CallScope } from '../call-scope.ts';
import type { TextPiece } from '../generation.ts';
import { endsSentence } from '../text/speech-boundaries.ts';
import { createSpeechChunker, cutSpoken } from '../text/speech-chunker.ts';
import { spokenText } from '../text/spoken-text.ts';

type PiecesScope = Pick<CallScope, 'clips' | 'language'>;

/** Pieces put one after the other are the text: a piece begins with the blank that stands before it, if one does. */
export class SpeechPieces {
  readonly #scope: PiecesScope;
  readonly #isSpeaking: () => boolean;
  #chunker;
  #isReplyBegun = false;
  #last = '';

  /** `isSpeaking`: the voice speaks already. It goes on, because a clip would overtake it. */
  constructor(scope: PiecesScope, isSpeaking: () => boolean) {
    this.#scope = scope;
    this.#isSpeaking = isSpeaking;
    this.#chunker = createSpeechChunker({ locale: scope.language });
  }

  /** The pieces that are complete with this text. A line and a rest are texts of their own: what was begun ends before them. */
  take({ text, role }: TextPiece): string[] {
    if (role === 'reply') return this.#keepLast(this.#takeReply(text));
    if (role === 'cut') return this.#endCut();
    const before = this.end();
    const [first = '', ...others] = this.#isSpeaking()
      ? cutWhole({ text, role }, this.#scope)
      : wholePieces({ text, role }, this.#scope);
    if (first === '') return before;
    const glued = joined(this.#last, first).slice(this.#last.length);
    return this.#keepLast([...before, glued, ...others]);
  }

  /** What has not been said yet. */
  end(): string[] {
    const pieces = this.#keepLast(this.#chunker.end());
    this.#chunker = createSpeechChunker({ locale: this.#scope.language });
    return pieces;
  }

  /** Of a reply that was cut the last words are left out when they end no sentence, unless they are all there is. */
  #endCut(): string[] {
    const before = this.#last;
    const pieces = this.end();
    if (endsSentence(pieces.at(-1) ?? '') || (before === '' && pieces.length < 2)) return pieces;
    this.#last = pieces.at(-2) ?? before;
    return pieces.slice(0, -1);
  }

  /** A model that answers with the text of a clip in one part plays the clip. */
  #takeReply(text: string): string[] {
    const isFirst = !this.#isReplyBegun;
    this.#isReplyBegun = true;
    const whole = isFirst ? spokenText(text) : '';
    return !this.#isSpeaking() && this.#scope.clips.get(whole) ? [whole] : this.#chunker.push(text);
  }

  #keepLast(pieces: string[]): string[] {
    this.#last = pieces.at(-1) ?? this.#last;
    return pieces;
  }
}

/** The pieces of a whole text: itself where there is a clip of it. */
export function wholePieces(piece: TextPiece, scope: PiecesScope): string[] {
  const spoken = piece.role === 'rest' ? piece.text : spokenText(piece.text);
  return scope.clips.get(spoken) ? [spoken] : cutWhole(piece, scope);
}

function cutWhole({ text, role }: TextPiece, { language: locale }: PiecesScope): string[] {
  if (role === 'rest') return cutSpoken(text, { locale });
  const chunker = createSpeechChunker({ locale });
  return [...chunker.push(text), ...chunker.end()];
}
