/**
 * The three JSON messages a Flux client may send. KeepAlive and Finalize belong to v1: here they are unknown, and fatal.
 */
const KNOWN = ['Configure', 'CloseStream', 'ForceEndTurn'] as const;

export interface ClientMessage {
  /** `Unknown` for whatever Flux would not understand. */
  readonly type: (typeof KNOWN)[number] | 'Unknown';
  /** The message as sent; absent when it is not JSON. */
  readonly json?: unknown;
}

export function parseClientMessage(text: string): ClientMessage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { type: 'Unknown' };
  }
  const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
  return { type: KNOWN.find((known) => known === type) ?? 'Unknown', json };
}
