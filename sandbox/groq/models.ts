/**
 * The answer of `GET /models`.
 */
export const modelList = (models: readonly string[]): object => ({
  object: 'list',
  data: models.map((id) => ({
    id,
    object: 'model',
    created: 1_754_407_957,
    owned_by: id.split('/')[0] ?? 'sandbox',
    active: true,
    context_window: 131_072,
    public_apps: null,
    max_completion_tokens: 65_536,
  })),
});
