/**
 * Deepgram's answers about a key and the credit of its project.
 *
 *   GET /v1/projects ──> GET /v1/projects/{id}/balances
 *
 * developers.deepgram.com, "Get Project Balances". A key of the role Default may transcribe and not ask for balances; the
 * endpoints of other regions serve speech only ("Regional Endpoints"), and so do self-hosted ones.
 */
import { type AskHttp, fieldOf, httpBase, type VendorAnswer } from '../vendor-answers.ts';

/** In the units of the balance, US dollars as a rule: some hours of calls. */
const LOW_BALANCE = 2;

export async function askDeepgram(
  get: AskHttp,
  { DEEPGRAM_API_KEY: apiKey, DEEPGRAM_BASE_URL: baseUrl }: Record<string, string>,
): Promise<VendorAnswer[]> {
  const headers = { authorization: `Token ${apiKey}` };
  const projects = await get(`${httpBase(baseUrl ?? '')}/v1/projects`, headers);
  if (projects.status === 401)
    return [
      {
        about: 'key',
        outcome: 'failure',
        message: 'Deepgram does not know the key',
        advice: 'set DEEPGRAM_API_KEY to one of console.deepgram.com',
      },
    ];
  const key: VendorAnswer = { about: 'key', outcome: 'ok', message: 'Deepgram knows the key' };
  const project = fieldOf(projects.body, 'projects', 0, 'project_id');
  if (projects.status !== 200 || typeof project !== 'string')
    return projects.status === 403 ? [key, untold(projects.status)] : [untold(projects.status)];
  const balances = await get(
    `${httpBase(baseUrl ?? '')}/v1/projects/${encodeURIComponent(project)}/balances`,
    headers,
  );
  return [key, accountOf(balances.status, fieldOf(balances.body, 'balances'))];
}

function accountOf(status: number, balances: unknown): VendorAnswer {
  if (status !== 200 || !Array.isArray(balances) || balances.length === 0) return untold(status);
  const left = balances.reduce<number>((sum, balance) => sum + (Number(fieldOf(balance, 'amount')) || 0), 0);
  const figures = { balance: Math.round(left * 100) / 100 };
  const advice = 'add credit at console.deepgram.com';
  if (left <= 0)
    return { about: 'account', outcome: 'failure', message: 'Deepgram’s credit is used up', advice, figures };
  return {
    about: 'account',
    outcome: left < LOW_BALANCE ? 'warning' : 'ok',
    message: `${left.toFixed(2)} are left of Deepgram’s credit`,
    ...(left < LOW_BALANCE && { advice }),
    figures,
  };
}

const untold = (status: number): VendorAnswer => ({
  about: 'account',
  outcome: 'skipped',
  message: `Deepgram does not say what credit is left (${status}); a key with the scope billing:read may ask`,
});
