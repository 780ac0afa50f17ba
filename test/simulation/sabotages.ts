/** Calls broken on purpose, each in the way that one rule forbids. */
import type { OutboundLine } from '../../actors/playback/outbox.ts';
import type { Sabotage } from '../../simulation/simulate-call.ts';

/** Sends one more frame after each `clear`. */
export const keepsPlaying: Sabotage = {
  line(line: OutboundLine): OutboundLine {
    let last = new Uint8Array(160);
    return {
      ...delegate(line),
      media(frame) {
        last = new Uint8Array(frame);
        line.media(frame);
      },
      clear() {
        line.clear();
        line.media(last);
      },
    };
  },
};

const delegate = (line: OutboundLine): OutboundLine => ({
  media: (frame) => line.media(frame),
  mark: (name) => line.mark(name),
  clear: () => line.clear(),
  together: (write) => line.together(write),
  bufferedBytes: () => line.bufferedBytes(),
});

/** Sends the carrier everything but audio. */
export const playsNothing: Sabotage = { line: (line) => ({ ...delegate(line), media: () => {} }) };

/** Says each letter is spoken two seconds before it is. */
export const misalignsWords: Sabotage = {
  parts: (parts) => ({
    ...parts,
    tts: {
      ...parts.tts,
      name: parts.tts.name,
      synthesize: (text, signal) => parts.tts.synthesize(text, signal),
      createVoice(options, events) {
        const voice = parts.tts.createVoice(options, events);
        return {
          warm: () => voice.warm(),
          close: () => voice.close(),
          speak: (id, handlers) =>
            voice.speak(id, {
              ...handlers,
              onAudio: ({ audio, alignment }) =>
                handlers.onAudio({
                  audio,
                  ...(alignment && {
                    alignment: { ...alignment, startsMs: alignment.startsMs.map((ms) => ms - 2_000) },
                  }),
                }),
            }),
        };
      },
    },
  }),
};

/** Loses every fact that the vendor reports of every third turn. */
export const losesTurns: Sabotage = {
  parts: (parts) => ({
    ...parts,
    stt: {
      name: parts.stt.name,
      open: (options, handlers) =>
        parts.stt.open(options, {
          ...handlers,
          onFact(fact) {
            if (fact.turnIndex % 3 !== 1) handlers.onFact(fact);
          },
        }),
    },
  }),
};

/** Gives the model's requests a signal that never aborts. */
export const neverAborts: Sabotage = {
  parts: (parts) => ({
    ...parts,
    llm: {
      name: parts.llm.name,
      model: parts.llm.model,
      warm: () => {},
      close: () => parts.llm.close(),
      stream: (request, handlers) =>
        parts.llm.stream({ ...request, signal: new AbortController().signal }, handlers),
    },
  }),
};

/** From the sixth second on, every timer throws. */
export const throws: Sabotage = {
  parts: (parts) => ({
    ...parts,
    clock: {
      now: () => parts.clock.now(),
      clearTimeout: (timer) => parts.clock.clearTimeout(timer),
      setTimeout: (fn, ms) =>
        parts.clock.setTimeout(() => {
          if (parts.clock.now() > 5_000) throw new Error('on purpose');
          fn();
        }, ms),
    },
  }),
};
