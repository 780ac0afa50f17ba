/** The phone's two icons. Both have text beside them and are hidden from screen readers. */

const HANDSET =
  'M5.2 2.6c.5 0 .9.3 1.1.7l.8 1.9c.2.5.1 1-.3 1.4l-.8.8a9 9 0 0 0 2.6 2.6l.8-.8c.4-.4.9-.5 1.4-.3l1.9.8c.4.2.7.6.7 1.1v1.4c0 .7-.6 1.3-1.3 1.2A10.6 10.6 0 0 1 2.6 3.9c0-.7.5-1.3 1.2-1.3z';

/** A handset, turned down on the button that ends the call. */
export function HandsetIcon({ isDown }: { readonly isDown: boolean }) {
  return (
    <svg viewBox="1.5 1.5 13 13" width="16" height="16" aria-hidden="true">
      <path d={HANDSET} fill="currentColor" {...(isDown && { transform: 'rotate(135 8 8)' })} />
    </svg>
  );
}

/** A microphone, struck through when it is off. */
export function MicrophoneIcon({ isOff }: { readonly isOff: boolean }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" class="phone-outline">
      <rect x="5.75" y="1.75" width="4.5" height="7.5" rx="2.25" />
      <path d="M3.25 7.5a4.75 4.75 0 0 0 9.5 0M8 12.25v2M5.75 14.25h4.5" />
      {isOff && <path d="M2.25 2.25l11.5 11.5" />}
    </svg>
  );
}
