/**
 * Server-sent events that reconnect after any failure, while the page is visible. The browser resumes a broken connection
 * by itself; where it gives up (a restarted server, a response that is no stream), this file opens a new one.
 */
import { loadSession } from './session.ts';

/**
 * `open`: events arrive; `lost`: the connection is broken and is being tried again; `held`: the server was asked, and nothing came of
 * it, as behind a tunnel that waits for the end of an answer (cloudflare/cloudflared#1449).
 */
export type StreamState = 'open' | 'lost' | 'held';

interface StreamHandlers {
  /** Called with an event's name and its data. */
  on(event: string, data: unknown): void;
  onState(state: StreamState): void;
  /** The server answered 404 `MISSING_TRIES` times. */
  onMissing(): void;
}

const RETRY_MS = 1_000;
/** Every stream begins with an event. */
const HELD_MS = 10_000;
/** Requests before `onMissing`, since the server may not know a call yet that has just begun. */
const MISSING_TRIES = 3;

/** Returns a function that stops the stream. */
export function openStream(url: string, events: readonly string[], handlers: StreamHandlers): () => void {
  let source: EventSource | undefined;
  /** Until the first event of a connection, or until the next one is opened. */
  let timer: number | undefined;
  let missing = 0;
  /** Id of the last event; a new stream continues after it. */
  let lastId = '';
  /** Counts connections that were opened or closed, so that a late answer has no effect. */
  let round = 0;

  const close = (): void => {
    round++;
    window.clearTimeout(timer);
    source?.close();
  };
  const open = (): void => {
    close();
    source = new EventSource(lastId === '' ? url : `${url}?after=${encodeURIComponent(lastId)}`);
    timer = window.setTimeout(() => handlers.onState('held'), HELD_MS);
    source.onopen = () => {
      missing = 0;
      handlers.onState('open');
    };
    source.onerror = () => {
      window.clearTimeout(timer);
      if (source?.readyState === EventSource.CLOSED) void retry();
      else handlers.onState('lost');
    };
    for (const event of events) {
      source.addEventListener(event, ({ data, lastEventId }: MessageEvent<string>) => {
        lastId = lastEventId;
        window.clearTimeout(timer);
        handlers.onState('open');
        handlers.on(event, JSON.parse(data));
      });
    }
  };
  const retry = async (): Promise<void> => {
    close();
    const before = round;
    const status = await statusOf(url);
    if (round !== before) return;
    if (status === 404 && ++missing === MISSING_TRIES) {
      stop();
      handlers.onMissing();
      return;
    }
    if (status !== 404) handlers.onState('lost');
    // A viewer whose session has ended gets the login page.
    if (status === 401 || status === 403) void loadSession();
    timer = window.setTimeout(open, RETRY_MS);
  };
  const stop = (): void => {
    stopLooking();
    close();
  };
  const stopLooking = whileSeen(open, close);
  return stop;
}

/** Closes the stream of a hidden tab, since a browser has few connections to one server. Returns a function that ends this. */
function whileSeen(open: () => void, close: () => void): () => void {
  const onVisibility = (): void => {
    if (document.hidden) close();
    else open();
  };
  document.addEventListener('visibilitychange', onVisibility);
  if (!document.hidden) open();
  return () => document.removeEventListener('visibilitychange', onVisibility);
}

/** The HTTP status of a URL, since an EventSource does not report why it failed. */
async function statusOf(url: string): Promise<number | undefined> {
  const asked = new AbortController();
  try {
    const { status } = await fetch(url, { signal: asked.signal });
    return status;
  } catch {
    return undefined;
  } finally {
    asked.abort();
  }
}
