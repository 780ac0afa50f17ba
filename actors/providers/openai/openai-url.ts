/**
 * The address of chat completions at OpenAI, at Azure and at others that speak the dialect.
 *
 *   https://host                  ──> https://host/v1/chat/completions
 *   https://name.openai.azure.com ──> https://name.openai.azure.com/openai/v1/chat/completions
 */
import { chatUrl } from '../openai-chat/chat-url.ts';

/** A resource of Azure has the dialect under one path; its deployments have paths of their own. */
const AZURE_RESOURCE = /\.(?:openai|cognitiveservices|services\.ai)\.azure\.(?:com|us|cn)$/;
const AZURE_PATH = '/openai/v1/chat/completions';

export function openAiChatUrl(baseUrl: string): string {
  const url = new URL(chatUrl(baseUrl, '/v1'));
  const isGuess = /^(?:\/openai)?(?:\/v1)?\/chat\/completions$/.test(url.pathname);
  if (isGuess && AZURE_RESOURCE.test(url.hostname)) url.pathname = AZURE_PATH;
  return url.href;
}
