/**
 * Any voice, by its port: it speaks a short text as in a call, on a connection that opens for it.
 *
 *   text ──> first audio, times of the text, sound or silence ──> tts.speaks
 *
 * A voice that ends without audio is asked once more: vendors lose an utterance now and then.
 */
import { BYTES_PER_MS, decodeSample } from '../../../actors/audio/mulaw.ts';
import type { TtsProvider, VoiceOptions } from '../../../actors/providers/tts-provider.ts';
import type { TtsCapabilities } from '../../../actors/providers/vendor.ts';
import type { CallClock } from '../../../machines/clock.ts';
import { VoiceError } from '../../../machines/errors.ts';
import type { Finding } from '../../../readings/findings.ts';
import { failedWith, failure, ms, ok, warning } from '../finding.ts';

interface TtsExamination {
  readonly tts: TtsProvider;
  /** Those of every call. */
  readonly settings: Omit<VoiceOptions, 'clock'>;
  /** What the vendor's descriptor says of the times of the text. */
  readonly alignment: TtsCapabilities['alignment'];
  /** A few words in the agent's language. */
  readonly text: string;
  readonly clock: CallClock;
  /** Closes the voice; the examination then never ends. */
  readonly signal?: AbortSignal | undefined;
}

export interface Spoken {
  readonly connectMs: number;
  readonly firstAudioMs: number;
  readonly audio: Uint8Array;
  /** Whether the vendor sent times of the text. */
  readonly isTimed: boolean;
}

/** Of 32,767: below it is what a line hums, and nobody speaks. */
const FAINTEST_SPEECH = 500;

/** The finding `tts.speaks`, and what was spoken. */
export async function examineTts(
  examination: TtsExamination,
): Promise<{ readonly finding: Finding; readonly spoken?: Spoken }> {
  let result = await speak(examination);
  if (result instanceof VoiceError && result.code === 'TTS_SILENT') result = await speak(examination);
  if (!(result instanceof VoiceError)) return { finding: judge(examination, result), spoken: result };
  const finding = failedWith('tts.speaks', result);
  return { finding: result.code === 'TTS_SILENT' ? { ...finding, isFinal: true } : finding };
}

function judge({ tts, alignment }: TtsExamination, spoken: Spoken): Finding {
  const { firstAudioMs, connectMs, audio, isTimed } = spoken;
  const found = isTimed ? alignment : 'none';
  const figures = { connectMs, firstAudioMs, spokenMs: ms(audio.length / BYTES_PER_MS), alignment: found };
  if (!isAudible(audio))
    return failure('tts.speaks', `${tts.name} sends sound in which nobody speaks`, {
      figures,
      advice: 'check the voice, its model and its language',
      isFinal: true,
    });
  const said = `${tts.name} speaks: first sound after ${firstAudioMs} ms, connected in ${connectMs} ms, `;
  if (found === alignment)
    return ok('tts.speaks', `${said}${found === 'none' ? 'no times of the text' : `times of ${found}`}`, {
      figures,
    });
  return warning('tts.speaks', `${said}but none of the times of ${alignment} that it is known for`, {
    figures,
    advice: 'how much of an interrupted answer was heard will be an estimate; check the model',
  });
}

const isAudible = (audio: Uint8Array): boolean =>
  audio.some((byte) => Math.abs(decodeSample(byte)) > FAINTEST_SPEECH);

/** One voice, one utterance; closed when it is over. */
function speak({ tts, settings, text, clock, signal }: TtsExamination): Promise<Spoken | VoiceError> {
  const startedAt = clock.now();
  const chunks: Uint8Array[] = [];
  let connectMs = 0;
  let firstAudioMs: number | undefined;
  let isTimed = false;
  const voice = tts.createVoice(
    { ...settings, clock },
    {
      onConnected: (duration) => {
        connectMs = ms(duration);
      },
      onDisconnected() {},
    },
  );
  signal?.addEventListener('abort', () => voice.close(), { once: true });
  return new Promise<Spoken | VoiceError>((resolve) => {
    const utterance = voice.speak('doctor', {
      onAudio({ audio, alignment }) {
        firstAudioMs ??= ms(clock.now() - startedAt - connectMs);
        isTimed ||= (alignment?.chars.length ?? 0) > 0;
        chunks.push(audio);
      },
      onFinished: () =>
        resolve({ connectMs, firstAudioMs: firstAudioMs ?? 0, audio: Buffer.concat(chunks), isTimed }),
      onFailed: resolve,
    });
    utterance.send(text);
    utterance.finish();
  }).finally(() => voice.close());
}
