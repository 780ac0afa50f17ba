/**
 * A voice activity detector whose breaches of its port are named: see port-watch.ts.
 */
import type { VadProvider } from '../../actors/providers/vad-provider.ts';
import { type OnBroken, PortWatch } from './port-watch.ts';

export function guardVad(vad: VadProvider, onBroken: OnBroken): VadProvider {
  const watch = new PortWatch(vad.name, onBroken);
  return {
    name: vad.name,
    threshold: vad.threshold,
    open(handlers) {
      let isOver = false;
      const living = (handler: string): boolean => {
        if (isOver) watch.reports(`called ${handler} after the stream was over`, 'silence');
        return !isOver;
      };
      const stream = watch.calls('open', () =>
        vad.open({
          onWindow(window) {
            if (living('onWindow')) handlers.onWindow(window);
          },
          onFailed(error) {
            if (!living('onFailed')) return;
            isOver = true;
            handlers.onFailed(watch.failure(error));
          },
        }),
      );
      return {
        send: (audio) => watch.calls('send', () => stream.send(audio)),
        close() {
          isOver = true;
          watch.calls('close', () => stream.close());
        },
      };
    },
  };
}
