/**
 * Server-sent events, while somebody sees the page, that come back after anything: the browser resumes a broken connection by itself, and what it
 * gives up (a server that was restarted, an answer that is no stream) is asked for again.
 */
import { loadSession } from './session.ts';

interface StreamHandlers {
  /** Called with an event's name and its data. */
  on(event: string, data: unknown): void;
  /** Whether events come, or are waited for. */
  onState(state: 'open' | 'lost'): void;
  /** The server says that there is no such thing. */
  onMissing(): void;
}

const RETRY_MS = 1_000;
/** What is asked for in the moment it begins may not be known yet. */
const MISSING_TRIES = 3;

/** Returns how to stop. */
export function openStream(url: string, events: readonly string[], handlers: StreamHandlers): () => void {
  let source: EventSource | undefined;
  let timer: number | undefined;
  let missing = 0;
  /** Of the last event: what came after it is asked for. */
  let lastId = '';
  /** Counts what was begun or given up, so that an answer which comes late changes nothing. */
  let round = 0;

  const close = (): void => {
    round++;
    window.clearTimeout(timer);
    source?.close();
  };
  const open = (): void => {
    close();
    source = new EventSource(lastId === '' ? url : `${url}?after=${encodeURIComponent(lastId)}`);
    source.onopen = () => {
      missing = 0;
      handlers.onState('open');
    };
    source.onerror = () => {
      if (source?.readyState === EventSource.CLOSED) void retry();
      else handlers.onState('lost');
    };
    for (const event of events) {
      source.addEventListener(event, ({ data, lastEventId }: MessageEvent<string>) => {
        lastId = lastEventId;
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
    // Whoever is not signed in any more is asked to, and this page is left.
    if (status === 401 || status === 403) void loadSession();
    timer = window.setTimeout(open, RETRY_MS);
  };
  /** A browser has few connections to one server: a tab that nobody sees gives its own back. */
  const onVisibility = (): void => {
    if (document.hidden) close();
    else open();
  };
  const stop = (): void => {
    document.removeEventListener('visibilitychange', onVisibility);
    close();
  };
  document.addEventListener('visibilitychange', onVisibility);
  if (!document.hidden) open();
  return stop;
}

/** An EventSource does not say why it failed. */
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
