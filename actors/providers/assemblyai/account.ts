/**
 * AssemblyAI's answer about a key: it gives a temporary token for a key that it knows. It says nothing of the balance; a
 * session without one is closed with 4002 or 1008 (errors.ts).
 *
 * assemblyai.com/docs, "Generate streaming token".
 */
import { type AskHttp, httpBase, type VendorAnswer } from '../vendor-answers.ts';

/** The shortest life that a token may have. */
const EXPIRES_IN_S = 1;

export async function askAssemblyAi(
  get: AskHttp,
  { ASSEMBLYAI_API_KEY: apiKey, ASSEMBLYAI_BASE_URL: baseUrl }: Record<string, string>,
): Promise<VendorAnswer[]> {
  const url = `${httpBase(baseUrl ?? '')}/v3/token?expires_in_seconds=${EXPIRES_IN_S}`;
  const { status } = await get(url, { authorization: apiKey ?? '' });
  if (status === 200) return [{ about: 'key', outcome: 'ok', message: 'AssemblyAI knows the key' }];
  if (status === 401 || status === 403)
    return [
      {
        about: 'key',
        outcome: 'failure',
        message: `AssemblyAI does not know the key (${status})`,
        advice: 'set ASSEMBLYAI_API_KEY to one of the dashboard of assemblyai.com',
      },
    ];
  return [{ about: 'key', outcome: 'skipped', message: `AssemblyAI does not say (${status})` }];
}
