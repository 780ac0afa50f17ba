/**
 * Journals the traffic of a call with its carrier and its vendors: frames and marks, and every exchange with a vendor
 * from opening to closing. Taps change nothing and wrap the object that they watch.
 *
 *   outbox ──> line ──> carrier          stream ──> vendor
 *                └── wire                     └── vendor
 */
import type { OutboundLine } from '../../actors/playback/outbox.ts';
import type { LlmProvider } from '../../actors/providers/llm-provider.ts';
import type { SttProvider } from '../../actors/providers/stt-provider.ts';
import type { Voice } from '../../actors/providers/tts-provider.ts';
import type { Closing, VendorName } from '../../readings/record/entry-facts.ts';
import type { Journal } from './journal.ts';

/** Frames come by the hundred: a run is journaled when it begins, and counted by the entry that ends it. */
export function tapLine(line: OutboundLine, journal: Journal): OutboundLine {
  let run = 0;
  const closeRun = (): { frames?: number } => {
    const frames = run;
    run = 0;
    return frames === 0 ? {} : { frames };
  };
  return {
    media(frame) {
      line.media(frame);
      if (run++ === 0) journal.append('wire', 'media');
    },
    mark(name) {
      line.mark(name);
      journal.append('wire', 'mark', { mark: name, ...closeRun() });
    },
    clear() {
      line.clear();
      journal.append('wire', 'clear', closeRun());
    },
    together: (write) => line.together(write),
    bufferedBytes: () => line.bufferedBytes(),
  };
}

type Close = (how: Closing, facts?: { readonly deltas?: number }) => void;

/** Begins an exchange; an exchange that throws has failed. */
function begin<T>(closed: Close, open: () => T): T {
  try {
    return open();
  } catch (thrown) {
    closed('failed');
    throw thrown;
  }
}

/** One exchange: journaled once when it opens and once when it closes. */
function openExchange(journal: Journal, vendor: VendorName, id: string | number): Close {
  let isOpen = true;
  journal.append('vendor', vendor, { is: 'opened', id });
  return (how, facts = {}) => {
    if (!isOpen) return;
    isOpen = false;
    journal.append('vendor', vendor, { is: 'closed', id, how, ...facts });
  };
}

export function tapStt(stt: SttProvider, journal: Journal): SttProvider {
  let count = 0;
  return {
    name: stt.name,
    ...(stt.batchMs !== undefined && { batchMs: stt.batchMs }),
    open(options, handlers) {
      const closed = openExchange(journal, 'stt', ++count);
      const onLost: typeof handlers.onLost = (error) => {
        closed('lost');
        handlers.onLost(error);
      };
      const socket = begin(closed, () => stt.open(options, { ...handlers, onLost }));
      return {
        send: (audio) => socket.send(audio),
        ...(socket.configure && { configure: (patience) => socket.configure?.(patience) }),
        ...(socket.endTurn && { endTurn: () => socket.endTurn?.() ?? false }),
        close() {
          closed('closed');
          socket.close();
        },
      };
    },
  };
}

export function tapLlm(llm: LlmProvider, journal: Journal): LlmProvider {
  let count = 0;
  return {
    name: llm.name,
    model: llm.model,
    warm: () => llm.warm(),
    close: () => llm.close(),
    stream(request, handlers) {
      const closed = openExchange(journal, 'llm', ++count);
      let deltas = 0;
      request.signal.addEventListener('abort', () => closed('aborted', { deltas }), { once: true });
      const tapped: typeof handlers = {
        ...handlers,
        onText(delta) {
          deltas++;
          handlers.onText(delta);
        },
        onFinished(reason, usage) {
          closed('finished', { deltas });
          handlers.onFinished(reason, usage);
        },
        onFailed(error) {
          closed('failed', { deltas });
          handlers.onFailed(error);
        },
      };
      begin(closed, () => llm.stream(request, tapped));
    },
  };
}

export function tapVoice(voice: Voice, journal: Journal): Voice {
  return {
    warm: () => voice.warm(),
    close: () => voice.close(),
    speak(id, handlers) {
      const closed = openExchange(journal, 'tts', id);
      const tapped: typeof handlers = {
        ...handlers,
        onFinished() {
          closed('finished');
          handlers.onFinished();
        },
        onFailed(error) {
          closed('failed');
          handlers.onFailed(error);
        },
      };
      const utterance = begin(closed, () => voice.speak(id, tapped));
      return {
        send: (text) => utterance.send(text),
        finish: () => utterance.finish(),
        cancel() {
          closed('cancelled');
          utterance.cancel();
        },
      };
    },
  };
}
