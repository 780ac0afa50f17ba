/**
 * A component's own telephone, with the state and levels of the current or last call as signals.
 *
 *   phone.ts ──state, levels──> signals ──> phone-button.tsx
 */
import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { levelOf } from './level-meter.tsx';
import { Phone, type PhoneLevels, type PhoneState } from './phone.ts';

/** About -50 dBFS: louder audio counts as speech of the agent. */
const AUDIBLE_RMS = 0.003;
/** Factor by which a level falls in 20 ms of silence. */
const FALL = 0.82;

const IDLE: PhoneState = { name: 'idle' };
const SILENT: PhoneLevels = { callMs: 0, callerRms: 0, agentRms: 0, agentMs: 0 };

/** `url` and `onCall` are those of the first rendering. The phone hangs up when the component goes. */
export function usePhone(url: string, onCall: (callId: string) => void) {
  const state = useSignal<PhoneState>(IDLE);
  const isMuted = useSignal(false);
  const callId = useSignal<string | undefined>(undefined);
  const levels = useSignal(SILENT);
  const agentHeard = useSignal(false);
  const callerLevel = useSignal(0);
  const agentLevel = useSignal(0);

  const createPhone = () =>
    new Phone({
      url,
      onState(next) {
        if (next.name === 'asking') {
          isMuted.value = false;
          levels.value = SILENT;
          agentHeard.value = false;
        }
        if (next.name === 'talking') {
          callId.value = next.callId;
          onCall(next.callId);
        }
        state.value = next;
      },
      onLevel(next) {
        levels.value = next;
        if (next.agentRms > AUDIBLE_RMS) agentHeard.value = true;
        callerLevel.value = Math.max(levelOf(next.callerRms), callerLevel.value * FALL);
        agentLevel.value = Math.max(levelOf(next.agentRms), agentLevel.value * FALL);
      },
    });
  const [phone] = useState(createPhone);
  useEffect(() => () => phone.hangUp(), [phone]);

  return { phone, state, callId, levels, isMuted, agentHeard, callerLevel, agentLevel };
}
