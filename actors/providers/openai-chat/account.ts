/**
 * What an endpoint of the dialect answers about a key and a model: the model is in the list of those that the key may use.
 *
 *   GET …/models ──> key, model
 *
 * Endpoints differ: some have no list, and some serve names that are not in theirs. So an answer only explains.
 */
import { type AskHttp, fieldOf, type VendorAnswer } from '../vendor-answers.ts';

export interface ModelQuestion {
  /** As people write it. */
  readonly title: string;
  /** The environment key of the API key. */
  readonly keyName: string;
  readonly apiKey: string;
  /** The header that takes the key instead of `authorization`, e.g. `api-key`. */
  readonly keyHeader?: string | undefined;
  /** The URL of the list. */
  readonly url: string;
  readonly model: string;
}

export async function askForModel(
  get: AskHttp,
  { title, keyName, apiKey, keyHeader, url, model }: ModelQuestion,
): Promise<VendorAnswer[]> {
  const { status, body } = await get(
    url,
    keyHeader === undefined ? { authorization: `Bearer ${apiKey}` } : { [keyHeader]: apiKey },
  );
  if (status === 401)
    return [
      {
        about: 'key',
        outcome: 'failure',
        message: `${title} does not know the key`,
        advice: `set ${keyName}; a key is of one project and can be revoked`,
      },
    ];
  const list = fieldOf(body, 'data');
  if (status !== 200 || !Array.isArray(list))
    return [{ about: 'model', outcome: 'skipped', message: `${title} has no list of models (${status})` }];
  const key: VendorAnswer = { about: 'key', outcome: 'ok', message: `${title} knows the key` };
  const found = list.find((entry) => fieldOf(entry, 'id') === model);
  if (found && fieldOf(found, 'active') !== false)
    return [key, { about: 'model', outcome: 'ok', message: `${title} has "${model}"` }];
  return [
    key,
    {
      about: 'model',
      outcome: 'failure',
      message: `${title} has no "${model}" for this key`,
      advice: 'set LLM_MODEL to one that its console lists, or let the project use it',
    },
  ];
}
