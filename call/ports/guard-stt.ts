/**
 * A speech-to-text provider whose breaches of its port are named: see port-watch.ts.
 *
 * A connection that is over, by `close` or `onLost`, reports nothing more to the stream.
 */
import type { SttHandlers, SttProvider, SttSocket, TurnFact } from '../../actors/providers/stt-provider.ts';
import { type OnBroken, PortWatch } from './port-watch.ts';

export function guardStt(stt: SttProvider, onBroken: OnBroken): SttProvider {
  const watch = new PortWatch(stt.name, onBroken);
  return {
    name: stt.name,
    ...(stt.batchMs !== undefined && { batchMs: stt.batchMs }),
    open(options, handlers) {
      const life = { isOver: false };
      const socket = watch.calls('open', () => stt.open(options, guarded(handlers, life, watch)));
      return {
        send: (audio) => watch.calls('send', () => socket.send(audio)),
        ...(socket.configure && {
          configure: (patience: Parameters<NonNullable<SttSocket['configure']>>[0]) =>
            watch.calls('configure', () => socket.configure?.(patience)),
        }),
        ...(socket.endTurn && {
          endTurn: () => watch.calls('endTurn', () => socket.endTurn?.() ?? false),
        }),
        close() {
          life.isOver = true;
          watch.calls('close', () => socket.close());
        },
      };
    },
  };
}

function guarded(handlers: SttHandlers, life: { isOver: boolean }, watch: PortWatch): SttHandlers {
  let isOpen = false;
  let turnIndex = 0;
  const lose: SttHandlers['onLost'] = (error) => {
    life.isOver = true;
    handlers.onLost(watch.failure(error));
  };
  const living = (handler: string): boolean => {
    if (life.isOver) watch.reports(`called ${handler} after the connection was over`, 'silence');
    return !life.isOver;
  };
  return {
    onOpen(requestId) {
      if (!living('onOpen')) return;
      if (isOpen) watch.reports('called onOpen twice', 'one call when it is ready');
      else handlers.onOpen(requestId);
      isOpen = true;
    },
    onFact(fact) {
      if (!living('onFact')) return;
      if (!isFact(fact)) {
        lose(watch.broke('reported something that is no fact', 'a TurnFact'));
        return;
      }
      if (fact.turnIndex < turnIndex && fact.kind !== 'update')
        watch.reports('reported a fact of an earlier turn', 'turns in order');
      turnIndex = Math.max(turnIndex, fact.turnIndex);
      handlers.onFact(fact);
    },
    onPatienceRefused(refusal, vendorReason) {
      if (living('onPatienceRefused')) handlers.onPatienceRefused?.(refusal, vendorReason);
    },
    onLost(error) {
      if (living('onLost')) lose(error);
    },
  };
}

const isFact = (fact: TurnFact | undefined): boolean =>
  typeof fact?.text === 'string' && Number.isInteger(fact.turnIndex);
