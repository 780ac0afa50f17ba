/**
 * Passes Parley's events to Stately's page, once that page has reported that it is ready, and to no other page.
 */
const STATELY = 'https://stately.ai';

const frame = document.getElementById('inspector');
const status = document.getElementById('status');
/** Parley's event stream; opening it again brings every live call. */
let events;

function relay() {
  events?.close();
  events = new EventSource('/events');
  events.onopen = () => {
    status.textContent = 'Connected to stately.ai.';
  };
  events.onmessage = ({ data }) => frame.contentWindow.postMessage(JSON.parse(data), STATELY);
  events.onerror = () => {
    status.textContent = 'Parley does not answer. Is it still running?';
  };
}

addEventListener('message', ({ source, origin, data }) => {
  const isStately = source === frame.contentWindow && origin === STATELY;
  if (isStately && data?.type === '@statelyai.connected') relay();
});
frame.src = `${STATELY}/inspect`;
