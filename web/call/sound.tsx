/** The call's recording, loaded on first use and kept in step with the player. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { duration } from '../parts/format.ts';
import type { Player } from './player.ts';

interface SoundProps {
  readonly player: Player;
  /** URL of the recording, or the file itself. */
  readonly source: string | Blob;
}

export function Sound({ player, source }: SoundProps) {
  const problem = useSignal('');
  const isLoaded = useSignal(false);
  const isOver = player.tape.state.value === 'whole';
  useEffect(() => {
    if (!isOver) return;
    let url: string | undefined;
    let isGone = false;
    void load(source)
      .then((recording) => {
        if (isGone) return;
        url = URL.createObjectURL(recording);
        const audio = new Audio(url);
        audio.onerror = () => {
          problem.value = 'the recording cannot be played';
        };
        audio.onloadedmetadata = () => {
          if (isGone) return;
          player.setAudio(audio);
          isLoaded.value = true;
        };
      })
      .catch((error) => {
        problem.value = error instanceof Error ? error.message : String(error);
      });
    return () => {
      isGone = true;
      player.setAudio(undefined);
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [source, isOver, player, isLoaded, problem]);
  if (!isOver) return null;
  const endsAtMs = player.tape.header.value?.recordingEndsAtMs;
  const until = endsAtMs === undefined ? '' : ` up to ${duration(endsAtMs)}`;
  return (
    <span class="soft small" data-sound={isLoaded.value}>
      {problem.value ||
        (isLoaded.value ? `with sound${until}: caller left, agent right` : 'loading the sound…')}
    </span>
  );
}

async function load(source: string | Blob): Promise<Blob> {
  if (source instanceof Blob) return source;
  const response = await fetch(source);
  if (!response.ok) throw new Error(`no sound: ${response.status}`);
  return response.blob();
}
