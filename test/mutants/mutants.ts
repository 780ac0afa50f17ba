/**
 * Faults that a tired engineer could make, one each, as a change to one line or two of the product.
 *
 *   Mutant ──apply──> a copy of the sources ──probe.ts──> which checks noticed
 */

/**
 * The check asked first in `npm test`: a rule of the simulation (`I1` … `T7`), the replay of calls recorded without the
 * fault, or the tests of a file.
 */
type Check = `I${number}` | `T${number}` | 'replay' | `test/${string}.test.ts`;

/** The test folders that `npm run mutants` asks beside the simulation and the replay. */
export const TESTS = {
  chart: ['test/machines'],
  streams: ['test/actors/playback', 'test/call'],
  model: ['test/model'],
} as const;

export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Found exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The check that must notice the fault; `npm run mutants` prints every check that does. */
  readonly foundBy: Check;
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'does not stop the TTS',
    file: 'actors/tts/tts.actor.ts',
    find: '      reply?.cancel();\n',
    replace: '',
    foundBy: 'I9',
  },
  {
    name: 'does not abort the LLM',
    file: 'actors/stream-actor.ts',
    find: '    stop?.abort(STOPPED);\n',
    replace: '',
    foundBy: 'I10',
  },
  {
    name: 'emits events after it was stopped',
    file: 'actors/stream-actor.ts',
    find: '    over = true;\n    stop?.abort',
    replace: '    stop?.abort',
    foundBy: 'test/actors/stream-actor.test.ts',
  },
  {
    name: 'ignores generations on the line',
    file: 'actors/playback/outbox.ts',
    find: 'return this.#track?.generation === generation ? this.#track : undefined;',
    replace: 'return generation > 0 ? this.#track : undefined;',
    foundBy: 'test/actors/playback/outbox/marks.test.ts',
  },
  {
    name: 'leaves the timer of a silenced reply running',
    file: 'actors/playback/outbox.ts',
    find: '    track.stopAt(this.#heardMs(track), this.#clock.now());\n    track.over = true;\n    this.#stopTimer();\n',
    replace: '',
    foundBy: 'I1',
  },
  {
    name: 'clears only in the first interruption',
    file: 'actors/playback/outbox.ts',
    find: '    track.over = true;\n    this.#stopTimer();\n    if (isOnTheLine) this.#line.clear();',
    replace:
      '    track.over = true;\n    this.#stopTimer();\n    if (isOnTheLine && track.generation < 3) this.#line.clear();',
    foundBy: 'I11',
  },
  {
    name: 'opens the gate while speculating',
    file: 'actors/playback/playback.actor.ts',
    find: "if (gate === 'open') open();",
    replace: 'if (gate) open();',
    foundBy: 'I3',
  },
  {
    name: 'remembers what was generated, not what was heard',
    file: 'actors/tts/speech-timeline.ts',
    find: 'if (complete) return',
    replace: 'if (complete || heardMs > 0) return',
    foundBy: 'I4',
  },
  {
    name: 'counts as heard what was sent',
    file: 'actors/playback/outbox.ts',
    find: '    return track ? this.#heardMs(track) : 0;',
    replace: '    return track ? track.sentMs : 0;',
    foundBy: 'T1',
  },
  {
    name: 'remembers a reply twice',
    file: 'call/effects.ts',
    find: '  if (generation.kept) return;\n',
    replace: '',
    foundBy: 'I4',
  },
  {
    name: 'drops the last part of a frame',
    file: 'actors/playback/track.ts',
    find: '    if (rest > 0) this.queue(new Uint8Array(FRAME_BYTES - rest).fill(SILENCE));\n',
    replace: '    if (rest > 0) this.ended = true;\n',
    foundBy: 'T4',
  },
  {
    name: 'waits for a last mark for ever',
    file: 'actors/playback/outbox.ts',
    find: 'if (silentMs >= LAST_MARK_GRACE_MS) this.#finish(track, false);',
    replace: 'if (silentMs >= LAST_MARK_GRACE_MS) return;',
    foundBy: 'T4',
  },
  {
    name: 'goes on sending when the call is over',
    file: 'call/compose-call.ts',
    find: '      outbox.close();\n      inbound.close();',
    replace: '      inbound.close();',
    foundBy: 'I8',
  },
  {
    name: 'leaves the caller’s audio running when the call is over',
    file: 'call/compose-call.ts',
    find: '      inbound.close();\n',
    replace: '',
    foundBy: 'T5',
  },
  {
    name: 'transcribes the same words again after the STT was lost',
    file: 'actors/stt/stt.actor.ts',
    find: "      if (fact.kind === 'endOfTurn') inbound.forget();\n",
    replace: '',
    foundBy: 'test/call/compose-call/stt-connection.test.ts',
  },
  {
    name: 'speaks the filler as part of the answer',
    file: 'actors/tts/tts.actor.ts',
    find: "if (item.role === 'filler') speakFiller(item);",
    replace: "if (item.role === 'filler') speak(item.text);",
    foundBy: 'T1',
  },
  {
    name: 'barges in without clearing',
    file: 'machines/call/moves.ts',
    find: "const breakOff = ['silence', 'keepHeard'] as const;",
    replace: "const breakOff = ['keepHeard'] as const;",
    foundBy: 'I11',
  },
  {
    name: 'does not answer a caller who speaks while the LLM works',
    file: 'machines/call.machine.ts',
    find: "'caller.endOfTurn': { ...answered, reenter: true, actions: [...breakOff, ...answer] },",
    replace: '',
    foundBy: 'test/machines/call.machine/end-of-turn.test.ts',
  },
  {
    name: 'answers over itself: the streams of a new reply are not restarted',
    file: 'machines/call.machine.ts',
    find: '{ ...answered, reenter: true, actions: [...breakOff, ...answer] }',
    replace: '{ ...answered, actions: [...breakOff, ...answer] }',
    foundBy: 'test/machines/call.machine/end-of-turn.test.ts',
  },
  {
    name: 'cannot be interrupted before the first sound',
    file: 'machines/call.machine.ts',
    find: "guard: and(['isOpenTurn', 'isInterruptible']),",
    replace: "guard: and(['isOpenTurn', 'isInterruptible', ({ context }) => context.summary.bargeIns < 2]),",
    foundBy: 'I11',
  },
  {
    name: 'keeps the silence timer while the caller speaks',
    file: 'machines/delays.ts',
    find: 'SILENCE_TIMEOUT: ({ context }) => context.limits.silenceMs,',
    replace: 'SILENCE_TIMEOUT: ({ context }) => context.limits.silenceMs / 2,',
    foundBy: 'I12',
  },
  {
    name: 'waits for the LLM for ever',
    file: 'machines/delays.ts',
    find: 'REPLY_TIMEOUT: ({ context }) => context.limits.replyMs,',
    replace: 'REPLY_TIMEOUT: ({ context }) => context.limits.replyMs * 9,',
    foundBy: 'test/machines/call.machine/slow-replies.test.ts',
  },
  {
    name: 'says goodbye for ever',
    file: 'machines/delays.ts',
    find: 'GOODBYE_CAP: ({ context }) => context.limits.goodbyeMs,',
    replace: 'GOODBYE_CAP: ({ context }) => context.limits.goodbyeMs * 99,',
    foundBy: 'test/machines/call.machine/closing.test.ts',
  },
  {
    name: 'waits for a lost STT for ever',
    file: 'machines/delays.ts',
    find: 'STRANDED_LIMIT: ({ context }) => context.limits.strandedMs,',
    replace: 'STRANDED_LIMIT: ({ context }) => context.limits.strandedMs * 99,',
    foundBy: 'I6',
  },
  {
    name: 'ignores turns after the STT was reopened',
    file: 'machines/call/actions/detection.ts',
    find: '    openTurn: -1,\n    endedTurn: -1,\n',
    replace: '',
    foundBy: 'replay',
  },
  {
    name: 'speaks a speculation that was withdrawn',
    file: 'machines/call/speculating.ts',
    find: "    'caller.turnResumed': {\n      guard: 'isOpenTurn',\n      target: HEARING,\n      actions: ['silence', 'countWasted', 'goOn'],\n    },\n",
    replace: '',
    foundBy: 'replay',
  },
  {
    name: 'confirms a speculation and leaves the gate closed',
    file: 'machines/call/speculating.ts',
    find: "'leaveAPause', 'confirm', 'openGate'] as const;",
    replace: "'leaveAPause', 'confirm'] as const;",
    foundBy: 'replay',
  },
  {
    name: 'forgets what the caller said in a speculated turn',
    file: 'machines/call/speculating.ts',
    find: "const takeUp = ['closeTurnAsSpeculated', 'rememberCaller', 'leaveAPause',",
    replace: "const takeUp = ['closeTurnAsSpeculated', 'leaveAPause',",
    foundBy: 'I5',
  },
  {
    name: 'says nothing when a reply fails',
    file: 'machines/call.machine.ts',
    find: "'tts.failed': replyFails,",
    replace: "'tts.failed': { ...replyFails, target: 'listening' },",
    foundBy: 'replay',
  },
  {
    name: 'does not reopen the STT',
    file: 'machines/call/guards.ts',
    find: 'context.losses < context.limits.reopenMs.length &&',
    replace: 'context.losses < 0 &&',
    foundBy: 'replay',
  },
  {
    name: 'counts the echo of another reply’s mark',
    file: 'actors/playback/outbox.ts',
    find: 'const track = mark && this.#current(mark.generation);',
    replace: 'const track = mark && this.#track;',
    foundBy: 'test/actors/playback/outbox/marks.test.ts',
  },
  {
    name: 'takes a held speech up a second too late',
    file: 'call/effects.ts',
    find: "const cutMs = heard.text === '' ? timeline.replyStartMs : heard.untilMs;",
    replace: 'const cutMs = heardMs + 1_000;',
    foundBy: 'I4',
  },
  {
    name: 'takes a held speech up from its beginning',
    file: 'call/effects.ts',
    find: "const cutMs = heard.text === '' ? timeline.replyStartMs : heard.untilMs;",
    replace: 'const cutMs = 0;',
    foundBy: 'T7',
  },
  {
    name: 'lets the marks of the first take count for the second',
    file: 'actors/playback/outbox.ts',
    find: '|| track.over || mark.take !== track.take) return;',
    replace: '|| track.over) return;',
    foundBy: 'test/actors/playback/outbox/hold.test.ts',
  },
  {
    name: 'holds the line and sends no clear',
    file: 'actors/playback/outbox.ts',
    find: '    track.hold(this.#heardMs(track), cutMs, this.#clock.now());\n    this.#stopTimer();\n    if (isOnTheLine) this.#line.clear();',
    replace: '    track.hold(this.#heardMs(track), cutMs, this.#clock.now());\n    this.#stopTimer();',
    foundBy: 'I2',
  },
];
