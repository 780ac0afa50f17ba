/**
 * The address of Groq's chat completions.
 */
import { chatUrl } from '../openai-chat/chat-url.ts';

const ROOT = '/openai/v1';

/** Behind a gateway, too, whose own path comes first. */
export function groqChatUrl(baseUrl: string): string {
  const url = chatUrl(baseUrl, ROOT);
  return url.includes(`${ROOT}/`) ? url : url.replace(/(?=\/chat\/completions)/, ROOT);
}
