/**
 * The error answers Groq gives, word for word where they are known: status, body and headers.
 * Only the content of answers; chat.ts and groq.ts decide when one is sent.
 */
export interface Refusal {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The statuses `faults.refuse` can answer with; `toolUse`: 400 for a model that called a tool nobody offered. */
export type RefusalStatus = 'toolUse' | 400 | 401 | 404 | 413 | 429 | 498 | 500 | 502 | 503;

const invalid = (status: number, message: string, code?: string): Refusal => ({
  status,
  body: { error: { message, type: 'invalid_request_error', ...(code === undefined ? {} : { code }) } },
});

export const badRequest = (message: string): Refusal => invalid(400, message);
export const invalidKey = (): Refusal => invalid(401, 'Invalid API Key', 'invalid_api_key');
export const tooLarge = (): Refusal => invalid(413, 'Request Entity Too Large', 'request_too_large');

export const modelNotFound = (model: string): Refusal =>
  invalid(404, `The model \`${model}\` does not exist or you do not have access to it.`, 'model_not_found');

export const modelDecommissioned = (model: string): Refusal =>
  invalid(
    400,
    `The model \`${model}\` has been decommissioned and is no longer supported. Please refer to ` +
      'https://console.groq.com/docs/deprecations for a recommendation on which model to use instead.',
    'model_decommissioned',
  );

export const unknownUrl = (method: string, path: string): Refusal =>
  invalid(
    404,
    `Unknown request URL: ${method} ${path}. Please check the URL for typos, or see the docs at ` +
      'https://console.groq.com/docs/',
    'unknown_url',
  );

const rateLimited = (model: string, retryAfterS: number): Refusal => ({
  status: 429,
  headers: { 'retry-after': String(retryAfterS) },
  body: {
    error: {
      message:
        `Rate limit reached for model \`${model}\` in organization \`org_sandbox\` service tier \`on_demand\` on ` +
        `tokens per minute (TPM): Limit 8000, Used 7990, Requested 420. Please try again in ${retryAfterS}s. ` +
        'Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing',
      type: 'tokens',
      code: 'rate_limit_exceeded',
    },
  },
});

const serverFault = (status: number, message: string): Refusal => ({
  status,
  body: { error: { message, type: 'internal_server_error' } },
});

export const serverError = (): Refusal => serverFault(500, 'Internal Server Error');

/** The documented answer for a status, for `faults.refuse`. */
export function refusalFor(status: RefusalStatus, model: string, retryAfterS = 2): Refusal {
  switch (status) {
    case 'toolUse':
      return {
        status: 400,
        body: {
          error: {
            message: 'Tool choice is none, but model called a tool',
            type: 'invalid_request_error',
            code: 'tool_use_failed',
            failed_generation: '{"name": "opening_hours", "arguments": {}}',
          },
        },
      };
    case 400:
      return modelDecommissioned(model);
    case 401:
      return invalidKey();
    case 404:
      return modelNotFound(model);
    case 413:
      return tooLarge();
    case 429:
      return rateLimited(model, retryAfterS);
    case 498:
      return {
        status,
        body: {
          error: {
            message: 'Flex tier capacity exceeded, please try again later',
            type: 'capacity_exceeded',
            code: 'capacity_exceeded',
          },
        },
      };
    case 500:
      return serverError();
    case 502:
      return serverFault(status, 'Bad Gateway');
    case 503:
      return serverFault(status, 'Service Unavailable');
  }
}
