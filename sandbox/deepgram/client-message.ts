/**
 * The JSON messages a client may send. Each product, Flux or Nova, treats the other product's messages as unknown.
 */
interface ClientMessage<Known extends string> {
  /** `Unknown` for every message that this product does not accept. */
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
