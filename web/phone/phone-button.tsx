/**
 * The button that calls the agent from the page, and the controls of a call: both levels, its duration, mute and hang
 * up.
 *
 *   <PhoneButton url="phone" onCall={(callId) => …} />
 *
 * Tests read `data-phone-state`, `data-call-id`, `data-agent-heard` and `data-agent-ms`.
 */
import { useComputed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { duration } from '../parts/format.ts';
import { LevelMeter } from './level-meter.tsx';
import type { PhoneState } from './phone.ts';
import { HandsetIcon, MicrophoneIcon } from './phone-icons.tsx';
import { usePhone } from './use-phone.ts';
import './phone-button.css';

interface PhoneButtonProps {
  /** URL of the media socket; relative to the page, or absolute. */
  readonly url: string;
  /** Called when a call has begun, with its id at the server. */
  onCall(callId: string): void;
}

export function PhoneButton({ url, onCall }: PhoneButtonProps) {
  const { phone, state, callId, levels, isMuted, agentHeard, callerLevel, agentLevel } = usePhone(
    url,
    onCall,
  );
  useEffect(() => (state.value.name === 'talking' ? askBeforeLeaving() : undefined), [state.value.name]);

  const agentMs = useComputed(() => String(Math.round(levels.value.agentMs)));
  const lasted = useComputed(() => duration(levels.value.callMs));
  const { name } = state.value;
  const isOn = name === 'asking' || name === 'connecting' || name === 'talking';

  /** Ignores the second click of a double click, because the button has another function by then. */
  const press = ({ detail }: MouseEvent): void => {
    if (detail > 1) return;
    if (isOn) phone.hangUp();
    else void phone.start();
  };
  const toggleMute = (): void => {
    isMuted.value = !isMuted.value;
    phone.mute(isMuted.value);
  };

  return (
    <div
      class="phone"
      data-phone-state={name}
      data-call-id={callId.value}
      data-agent-heard={agentHeard.value ? 'true' : 'false'}
      data-agent-ms={agentMs}
    >
      {name === 'talking' && (
        <>
          <button type="button" class="phone-mute" aria-pressed={isMuted.value} onClick={toggleMute}>
            <MicrophoneIcon isOff={isMuted.value} />
            Mute
          </button>
          <span class="phone-meters">
            <LevelMeter who="caller" label={isMuted.value ? 'Muted' : 'You'} level={callerLevel} />
            <LevelMeter who="agent" label="Agent" level={agentLevel} />
          </span>
          <span class="phone-duration figure" role="timer" aria-label="Duration of the call">
            {lasted}
          </span>
        </>
      )}
      <button type="button" class={isOn ? 'phone-hang-up' : 'primary'} onClick={press}>
        <HandsetIcon isDown={isOn} />
        {LABELS[name]}
      </button>
      {/* Levels and clock show that a call is on, so that the sentence is for screen readers only. */}
      <p class={name === 'talking' ? 'visually-hidden' : `phone-status ${name}`} role="status">
        {sentenceOf(state.value)}
      </p>
    </div>
  );
}

/** Makes the browser ask before a reload, which would hang up. Returns a function that undoes this. */
function askBeforeLeaving(): () => void {
  const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
  window.addEventListener('beforeunload', ask);
  return () => window.removeEventListener('beforeunload', ask);
}

const LABELS: Readonly<Record<PhoneState['name'], string>> = {
  idle: 'Call the agent',
  asking: 'Cancel',
  connecting: 'Cancel',
  talking: 'Hang up',
  ended: 'Call again',
  failed: 'Try again',
};

function sentenceOf(state: PhoneState): string {
  switch (state.name) {
    case 'idle':
      return '';
    case 'asking':
      return 'The browser asks whether this page may use the microphone.';
    case 'connecting':
      return 'Calling the agent…';
    case 'talking':
      return 'You are talking to the agent.';
    default:
      return state.reason;
  }
}
