/**
 * Writes the chunks of one streamed completion, in the habit that a test has chosen.
 *
 *   begin ──> annotations, role, reasoning, text before the answer ──> say … ──> text after it, end
 *                                                                      └──> breakOff
 */
import type { Completion } from '../completion.ts';
import { splitTokens } from '../tokens.ts';
import type { StreamHabits } from './habits.ts';

interface StreamWriter {
  /** The content type of the answer. */
  readonly contentType: string;
  /** The chunks before the first token of text. */
  begin(): void;
  say(token: string): void;
  /** The regular end. */
  end(): void;
  /** A failure inside the stream, and the end. */
  breakOff(): void;
}

interface Body {
  write(text: string): unknown;
  end(): unknown;
}

const REASONING = ['The caller', ' greets me.', ' I shall answer.'];
const FAILURE = {
  message: 'An internal error occurred while streaming',
  type: 'internal_server_error',
  code: 'internal_error',
};

/** How many tokens a server with these habits writes beside the answer. */
export const unheardTokens = ({ reasoningIn, before, after }: StreamHabits): number =>
  (reasoningIn === 'none' ? 0 : REASONING.length) + splitTokens(before + after).length;

export function createStreamWriter(completion: Completion, habits: StreamHabits, body: Body): StreamWriter {
  const { chunk, finishReason, tokens, usageChunk } = completion;
  const reason = finishReason === 'stop' ? habits.reason : finishReason;
  const frame = createFrame(habits, body);
  const send = (value: object) => frame.value(JSON.stringify(value));
  let said = 0;
  let hasBegun = false;
  const sayContent = createContent(chunk, habits, send);
  const begin = () => {
    if (habits.annotations === 'promptFilter')
      send({ ...chunk({}, null), choices: [], prompt_filter_results: [] });
    if (habits.annotations === 'noDelta')
      send({ ...chunk({}, null), choices: [{ index: 0, finish_reason: null }] });
    send(completion.roleChunk);
  };
  const beginText = () => {
    if (hasBegun) return;
    hasBegun = true;
    if (habits.ending === 'reasonBeforeText')
      for (let i = 0; i < 2; i += 1) send(chunk({ content: '' }, reason));
    if (habits.reasoningIn !== 'none')
      for (const text of REASONING) send(chunk(reasoningDelta(habits, text), null));
    for (const text of splitTokens(habits.before)) sayContent(text);
  };

  return {
    contentType: habits.frame === 'lines' ? 'application/x-ndjson' : 'text/event-stream',
    begin,
    say(token) {
      beginText();
      said += 1;
      const isLast = said === tokens.length && habits.after === '';
      const isBeside =
        habits.ending === 'reasonWithEveryText' || (habits.ending === 'reasonBesideText' && isLast);
      sayContent(token, isBeside ? reason : null);
    },
    end() {
      beginText();
      for (const text of splitTokens(habits.after)) sayContent(text);
      const isReason = ![
        'done',
        'doneWithoutNewline',
        'usage',
        'reasonBesideText',
        'reasonWithEveryText',
      ].includes(habits.ending);
      if (isReason) send(completion.finalChunk(reason));
      if (usageChunk) send(usageChunk);
      if (habits.ending === 'doneWithoutNewline') body.write('data: [DONE]');
      else if (habits.ending !== 'usage' && habits.ending !== 'reason') frame.value('[DONE]');
      body.end();
    },
    breakOff() {
      writeFailure(habits.failure, chunk, body, send);
      body.end();
    },
  };
}

function writeFailure(
  form: StreamHabits['failure'],
  chunk: Completion['chunk'],
  body: Body,
  send: (value: object) => void,
): void {
  if (form === 'errorEvent') body.write('event: error\n');
  if (form === 'errorField') body.write(`error: ${JSON.stringify(FAILURE)}\n\n`);
  else if (form === 'bare') body.write(`${JSON.stringify({ error: FAILURE })}\n`);
  else send(failureOf(form, chunk));
}

/** Says one piece of the answer's text after the other. */
function createContent(
  chunk: Completion['chunk'],
  habits: StreamHabits,
  send: (value: object) => void,
): (text: string, finish?: string | null) => void {
  let soFar = '';
  return (text, finish = null) => {
    soFar += text;
    send(contentChunk(chunk, habits, habits.content === 'soFar' ? soFar : text, finish));
  };
}

/** The answer's text, in the place where the server has it. */
function contentChunk(
  chunk: Completion['chunk'],
  { content }: StreamHabits,
  text: string,
  finish: string | null,
): object {
  const place = { ...chunk({}, finish), choices: [] as object[] };
  switch (content) {
    case 'parts':
      return chunk({ content: [{ type: 'text', text }] }, finish);
    case 'refusal':
      return chunk({ content: null, refusal: text }, finish);
    case 'message':
      return {
        ...place,
        choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: finish }],
      };
    case 'text':
      return { ...place, object: 'text_completion', choices: [{ index: 0, text, finish_reason: finish }] };
    default:
      return chunk({ content: text }, finish);
  }
}

function reasoningDelta({ reasoningIn }: StreamHabits, text: string): object {
  switch (reasoningIn) {
    case 'parts':
      return { content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }] };
    case 'reasoning_details':
      return { content: '', reasoning_details: [{ type: 'reasoning.text', text, index: 0 }] };
    case 'inBoth':
      return { content: text, reasoning_content: text };
    default:
      return { [reasoningIn]: text };
  }
}

function failureOf(form: StreamHabits['failure'], chunk: Completion['chunk']): object {
  switch (form) {
    case 'word':
      return { error: FAILURE.message };
    case 'number':
      return { error: { ...FAILURE, code: 502 } };
    case 'inChunk':
      return { ...chunk({ content: '' }, 'error'), error: { code: 502, message: FAILURE.message } };
    case 'inChoice':
      return {
        ...chunk({}, null),
        choices: [{ index: 0, delta: {}, error: { code: 502, message: FAILURE.message } }],
      };
    case 'typed':
      return { object: 'error', ...FAILURE, code: 500 };
    case 'list':
      return [{ error: { code: 503, message: FAILURE.message, status: 'UNAVAILABLE' } }];
    case 'ownField':
      return { ...chunk({}, null), x_groq: { error: FAILURE.message } };
    case 'reason':
      return chunk({}, 'error');
    default:
      return { error: FAILURE };
  }
}

/** Frames one value after the other. */
function createFrame({ frame, keepAlive }: StreamHabits, body: Body): { value(data: string): void } {
  const lineEnd = frame === 'crlf' ? '\r\n' : frame === 'cr' ? '\r' : '\n';
  const field =
    frame === 'noBlank' ? 'data:' : frame === 'twice' ? 'data: data: ' : frame === 'lines' ? '' : 'data: ';
  const isClosed = frame !== 'noBlankLines' && frame !== 'lines';
  const between = {
    none: '',
    comments: `: PROCESSING${lineEnd}${lineEnd}`,
    emptyData: `data:${lineEnd}${lineEnd}`,
    namedEvents: `event: message${lineEnd}id: 1${lineEnd}`,
  }[keepAlive];
  let isFirst = true;
  return {
    value(data) {
      const mark = isFirst && frame === 'byteOrderMark' ? '\uFEFF' : '';
      isFirst = false;
      body.write(`${mark}${between}${field}${data}${lineEnd}${isClosed ? lineEnd : ''}`);
    },
  };
}
