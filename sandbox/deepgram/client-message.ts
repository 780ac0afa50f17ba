/**
 * The JSON messages a client may send. What belongs to the other product is unknown to this one.
 */
interface ClientMessage<Known extends string> {
  /** `Unknown` for whatever this product would not understand. */
  readonly type: Known | 'Unknown';
  /** The message as sent; absent when it is not JSON. */
  readonly json?: unknown;
}

export function parseClientMessage<Known extends string>(
  text: string,
  known: readonly Known[],
): ClientMessage<Known> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { type: 'Unknown' };
  }
  const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
  return { type: known.find((each) => each === type) ?? 'Unknown', json };
}
