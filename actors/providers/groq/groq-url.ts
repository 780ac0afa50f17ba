/**
 * Groq's address of chat completions, from a base URL as operators write it: with or without the `/openai/v1` of other SDKs,
 * and behind a gateway, whose own path comes first.
 */
import { chatUrl } from '../openai-chat/chat-url.ts';

const ROOT = '/openai/v1';

export function groqUrl(baseUrl: string): string {
  const url = chatUrl(baseUrl, ROOT);
  return url.includes(`${ROOT}/`) ? url : url.replace(/(?:\/openai)?(?=\/chat\/completions)/, ROOT);
}
