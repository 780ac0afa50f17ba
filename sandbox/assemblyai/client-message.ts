/**
 * The four JSON messages a streaming client may send, and AssemblyAI's answer to any other (close code 3006).
 */
const KNOWN = ['ForceEndpoint', 'UpdateConfiguration', 'KeepAlive', 'Terminate'] as const;

type ClientMessage =
  | { readonly type: (typeof KNOWN)[number]; readonly json: unknown }
  /** `problem` is the vendor's reason. `json` is absent when the message is not JSON. */
  | { readonly type: 'Invalid'; readonly problem: string; readonly json?: unknown };

export function parseClientMessage(text: string): ClientMessage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { type: 'Invalid', problem: `Invalid JSON: ${text}` };
  }
  const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
  if (typeof type !== 'string') return { type: 'Invalid', problem: `Invalid Message: ${text}`, json };
  const known = KNOWN.find((name) => name === type);
  return known ? { type: known, json } : { type: 'Invalid', problem: `Invalid Message Type: ${type}`, json };
}
