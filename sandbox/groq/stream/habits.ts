/**
 * How servers of the dialect differ in what they stream. A test chooses; by default the stand-in does as Groq does. The
 * sources are in docs/vendors/openai.md.
 */
export interface StreamHabits {
  /** What says that a reply is over: a finish reason and `[DONE]`, one of them, usage in a chunk of its own, … */
  readonly ending:
    | 'reasonAndDone'
    | 'done'
    | 'doneWithoutNewline'
    | 'reason'
    | 'usage'
    /** … the reason in the chunk of the last text, … */
    | 'reasonBesideText'
    /** … in the chunk of every text, or also in chunks before the first text. */
    | 'reasonWithEveryText'
    | 'reasonBeforeText';
  /** The word for a reply that is whole. */
  readonly reason: string;
  readonly frame:
    | 'events'
    | 'crlf'
    | 'cr'
    | 'noBlank'
    | 'noBlankLines'
    | 'byteOrderMark'
    | 'twice'
    | 'lines'
    | 'document';
  /** What comes between the chunks. */
  readonly keepAlive: 'none' | 'comments' | 'emptyData' | 'namedEvents';
  /** Where the text is; `soFar`: every delta has all of it up to there. */
  readonly content: 'string' | 'parts' | 'message' | 'text' | 'refusal' | 'soFar';
  /** What comes before the first text, beside the role: a chunk without choices, or one without a delta. */
  readonly annotations: 'none' | 'promptFilter' | 'noDelta';
  /** Where reasoning is sent, if at all; `inBoth`: as reasoning_content and as content. */
  readonly reasoningIn: 'none' | 'reasoning' | 'reasoning_content' | 'reasoning_details' | 'parts' | 'inBoth';
  /** What a chat template leaves in the text around the answer; counts against the token limit. */
  readonly before: string;
  readonly after: string;
  /** How a failure inside the stream is written. */
  readonly failure:
    | 'object'
    | 'word'
    | 'number'
    | 'inChunk'
    | 'inChoice'
    | 'typed'
    | 'list'
    | 'ownField'
    | 'errorEvent'
    | 'errorField'
    | 'bare'
    | 'reason';
}

export const DEFAULT_HABITS: StreamHabits = {
  ending: 'reasonAndDone',
  reason: 'stop',
  frame: 'events',
  keepAlive: 'none',
  content: 'string',
  annotations: 'none',
  reasoningIn: 'none',
  before: '',
  after: '',
  failure: 'object',
};
